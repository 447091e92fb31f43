"""Who may call what, written by hand: the rules in the code are held against it.

A new route has no row, and the matrix fails until somebody has thought about who may call it.
`{session}`, `{room}`, `{centre}` and `{account}` in a path bind a role to that place.
"""

from __future__ import annotations

from dataclasses import dataclass

from rooms.roles import Role
from server.accounts.roles import CentreRole

_RESIDENT, _ANIMATEUR, _KIT, _VIEWER = Role.RESIDENT, Role.ANIMATEUR, Role.KIT, Role.VIEWER
_DOOR, _TESTER = Role.DOOR, Role.TESTER
_EVERY_ROLE = frozenset(CentreRole)
_LEADS = frozenset({CentreRole.ANIMATEUR, CentreRole.VOLUNTEER, CentreRole.COORDINATOR})
_PREPARES = frozenset({CentreRole.ANIMATEUR, CentreRole.COORDINATOR})
_COORDINATES = frozenset({CentreRole.COORDINATOR})
_EQUIPS = frozenset({CentreRole.TECHNICIAN})


@dataclass(frozen=True, slots=True)
class Access:
    """`tokens`: roles of tokens. `accounts`: roles of accounts; `any_account`: also without any.
    `page`: others are led elsewhere. `own_page`: everybody, from a page of ours."""

    everybody: bool = False
    own_page: bool = False
    tokens: frozenset[Role] = frozenset()
    accounts: frozenset[CentreRole] = frozenset()
    any_account: bool = False
    page: bool = False
    socket: bool = False


_PUBLIC = Access(everybody=True)
_OWN_PAGE = Access(own_page=True)
_ANY_ACCOUNT = Access(any_account=True)
#: A session, for whoever leads it by a link or by an account.
_LED = Access(tokens=frozenset({_ANIMATEUR}), accounts=_LEADS)


def _tokens(*roles: Role) -> Access:
    return Access(tokens=frozenset(roles))


TABLE: dict[tuple[str, str], Access] = {
    ("GET", "/"): _PUBLIC,
    ("GET", "/s/{session}"): _PUBLIC,
    ("GET", "/animer/{session}"): _PUBLIC,
    ("GET", "/salle/{room}"): _PUBLIC,
    ("GET", "/connexion"): _PUBLIC,
    ("GET", "/mot-de-passe"): _PUBLIC,
    ("GET", "/mot-de-passe/choisir"): _PUBLIC,
    ("GET", "/aujourdhui"): Access(any_account=True, page=True),
    ("GET", "/compte"): Access(any_account=True, page=True),
    ("GET", "/centre"): Access(accounts=_COORDINATES, page=True),
    ("GET", "/seances/{session}"): Access(accounts=_PREPARES, page=True),
    ("GET", "/modeles"): Access(accounts=_LEADS, page=True),
    ("GET", "/deposer"): Access(accounts=_LEADS, page=True),
    ("GET", "/montage/{id}"): Access(accounts=_LEADS, page=True),
    ("GET", "/presences/{session}"): _PUBLIC,
    ("GET", "/votes/{session}"): _PUBLIC,
    ("GET", "/presence/{session}"): _PUBLIC,
    ("GET", "/essai"): _PUBLIC,
    ("GET", "/technique"): Access(accounts=_EQUIPS, page=True),
    ("GET", "/technique/feuille/{kit}"): Access(accounts=_EQUIPS, page=True),
    ("GET", "/signaler/{code}"): _PUBLIC,
    ("GET", "/static/{path}"): _PUBLIC,
    ("GET", "/healthz"): _PUBLIC,
    ("GET", "/readyz"): _PUBLIC,
    ("GET", "/metrics"): _PUBLIC,
    ("POST", "/api/code"): _PUBLIC,
    ("POST", "/api/self-test"): _OWN_PAGE,
    ("POST", "/api/sign-in"): _OWN_PAGE,
    ("POST", "/api/password/ask"): _OWN_PAGE,
    ("POST", "/api/password/choose"): _OWN_PAGE,
    ("POST", "/api/sign-out"): _ANY_ACCOUNT,
    ("GET", "/api/account"): _ANY_ACCOUNT,
    ("POST", "/api/account/password"): _ANY_ACCOUNT,
    ("PUT", "/api/account/language"): _ANY_ACCOUNT,
    ("GET", "/api/account/sign-ins"): _ANY_ACCOUNT,
    ("DELETE", "/api/account/sign-ins/{id}"): _ANY_ACCOUNT,
    ("GET", "/api/accounts"): Access(accounts=_COORDINATES),
    ("POST", "/api/accounts/{account}/link"): Access(accounts=_COORDINATES),
    ("PATCH", "/api/accounts/{account}"): Access(accounts=_COORDINATES),
    ("POST", "/api/centres/{centre}/accounts"): Access(accounts=_COORDINATES),
    ("PUT", "/api/centres/{centre}/accounts/{account}"): Access(accounts=_COORDINATES),
    ("PATCH", "/api/centres/{centre}"): Access(accounts=_COORDINATES),
    ("GET", "/api/centres/{centre}/rooms"): Access(accounts=_LEADS),
    ("POST", "/api/centres/{centre}/rooms"): Access(accounts=_COORDINATES),
    ("PATCH", "/api/rooms/{room}"): Access(accounts=_COORDINATES),
    ("DELETE", "/api/rooms/{room}"): Access(accounts=_COORDINATES),
    # Whoever leads in the room may show it on the room's screen.
    ("POST", "/api/rooms/{room}/screen"): _LED,
    ("GET", "/api/sessions"): Access(accounts=_EVERY_ROLE),
    ("POST", "/api/rooms/{room}/sessions"): Access(accounts=_PREPARES),
    ("GET", "/api/sessions/{session}"): Access(accounts=_LEADS),
    ("PATCH", "/api/sessions/{session}"): Access(accounts=_PREPARES),
    ("POST", "/api/sessions/{session}/start"): Access(accounts=_LEADS),
    ("POST", "/api/sessions/{session}/lead"): Access(accounts=_LEADS),
    ("POST", "/api/sessions/{session}/link"): Access(accounts=_PREPARES),
    ("GET", "/api/polls/{session}"): Access(tokens=frozenset({_ANIMATEUR}), accounts=_LEADS),
    ("GET", "/api/attendance/{session}"): _LED,
    ("GET", "/api/attendance/{session}.csv"): _LED,
    ("GET", "/api/attendance/{session}/door"): _LED,
    ("POST", "/api/attendance/{session}"): _LED,
    ("PATCH", "/api/attendance/{session}"): _LED,
    ("PATCH", "/api/attendance/{session}/{id}"): _LED,
    ("GET", "/api/centres/{centre}/attendance-days"): Access(accounts=_LEADS),
    ("PUT", "/api/centres/{centre}/attendance-days"): Access(accounts=_COORDINATES),
    # Who agreed to be recorded is evidence: not for whoever leads by a link.
    ("GET", "/api/consents/{session}"): Access(accounts=_PREPARES),
    ("GET", "/api/presence"): _tokens(_DOOR),
    ("POST", "/api/presence"): _tokens(_DOOR),
    ("GET", "/api/centres/{centre}/templates"): Access(accounts=_LEADS),
    ("PUT", "/api/centres/{centre}/templates/{key}"): Access(accounts=_PREPARES),
    ("DELETE", "/api/centres/{centre}/templates/{key}"): Access(accounts=_PREPARES),
    # What the server understands of the upload protocol.
    ("GET", "/api/centres/{centre}/recordings"): Access(accounts=_LEADS),
    ("DELETE", "/api/recordings/{recording}"): Access(accounts=_PREPARES),
    ("OPTIONS", "/api/centres/{centre}/uploads"): _PUBLIC,
    ("OPTIONS", "/api/uploads/{id}"): _PUBLIC,
    ("GET", "/api/centres/{centre}/uploads"): Access(accounts=_LEADS),
    ("POST", "/api/centres/{centre}/uploads"): Access(accounts=_LEADS),
    # One's own, or those of a centre that one prepares: see test_uploads_api.
    ("GET", "/api/uploads/{id}"): Access(accounts=_LEADS),
    ("PATCH", "/api/uploads/{id}"): Access(accounts=_LEADS),
    ("DELETE", "/api/uploads/{id}"): Access(accounts=_LEADS),
    ("POST", "/api/uploads/{id}"): Access(accounts=_LEADS),
    # A kit that has no token yet: the code, the secret and the key are its own door.
    ("POST", "/api/kit/pairing"): _PUBLIC,
    ("POST", "/api/kit/pairing/collect"): _PUBLIC,
    ("POST", "/api/kit/token"): _PUBLIC,
    ("POST", "/api/kit/key"): _PUBLIC,
    # Of the kit's own room: see test_kit_parts_api.
    ("POST", "/api/kit/parts"): _tokens(_KIT),
    ("PUT", "/api/kit/parts/{recording}/{part}"): _tokens(_KIT),
    ("POST", "/api/rooms/{room}/kits"): Access(accounts=_EQUIPS),
    ("GET", "/api/kits"): Access(accounts=_EQUIPS),
    ("GET", "/api/kits/{kit}"): Access(accounts=_EQUIPS),
    ("PATCH", "/api/kits/{kit}"): Access(accounts=_EQUIPS),
    ("POST", "/api/kits/{kit}/remove"): Access(accounts=_EQUIPS),
    ("POST", "/api/kits/{kit}/self-test"): Access(accounts=_EQUIPS),
    ("POST", "/api/kits/{kit}/test-call"): Access(accounts=_EQUIPS),
    ("POST", "/api/kits/{kit}/adjust"): Access(accounts=_EQUIPS),
    ("POST", "/api/kits/{kit}/reference"): Access(accounts=_EQUIPS),
    ("POST", "/api/kits/{kit}/restart"): Access(accounts=_EQUIPS),
    ("POST", "/api/kits/{kit}/fault-seen"): Access(accounts=_EQUIPS),
    ("PUT", "/api/kits/{kit}/profile"): Access(accounts=_EQUIPS),
    # Any kit: what is offered is the same for all, and holds nothing of a room.
    ("GET", "/api/kit/releases/{version}"): _tokens(_KIT),
    ("GET", "/api/kit/releases/{version}/{file}"): _tokens(_KIT),
    ("POST", "/api/kits/{kit}/update"): Access(accounts=_EQUIPS),
    ("DELETE", "/api/kits/{kit}/update"): Access(accounts=_EQUIPS),
    ("POST", "/api/kits/{kit}/roll-back"): Access(accounts=_EQUIPS),
    ("POST", "/api/centres/{centre}/kit-update"): Access(accounts=_EQUIPS),
    ("DELETE", "/api/centres/{centre}/kit-update"): Access(accounts=_EQUIPS),
    ("GET", "/api/kits/{kit}/thumbnails/{role}"): Access(accounts=_EQUIPS),
    ("GET", "/api/kits/{kit}/reports/{report}/{index}"): Access(accounts=_EQUIPS),
    # The code on the sheet in the room.
    ("GET", "/api/faults/{code}"): _PUBLIC,
    ("POST", "/api/faults/{code}"): _OWN_PAGE,
    # Of a replay in a centre in which they lead: see test_replay_making_api.
    ("GET", "/api/replays/{id}/making"): Access(accounts=_LEADS),
    ("POST", "/api/replays/{id}/make"): Access(accounts=_LEADS),
    ("GET", "/api/replays/{id}/edits"): Access(accounts=_LEADS),
    ("PUT", "/api/replays/{id}/edits"): Access(accounts=_LEADS),
    ("PUT", "/api/replays/{id}/poster"): Access(accounts=_LEADS),
    ("GET", "/api/replays/{id}/source"): Access(accounts=_LEADS),
    ("GET", "/api/replays/{id}/source/waveform"): Access(accounts=_LEADS),
    ("GET", "/api/replays/{id}/source/{index}"): Access(accounts=_LEADS),
    ("GET", "/api/replays/{id}/attached"): Access(accounts=_LEADS),
    ("POST", "/api/replays/{id}/attached"): Access(accounts=_LEADS),
    ("PATCH", "/api/replays/{id}/attached/{item}"): Access(accounts=_LEADS),
    ("DELETE", "/api/replays/{id}/attached/{item}"): Access(accounts=_LEADS),
    ("GET", "/api/replays/{id}/subtitles/{code}"): Access(accounts=_LEADS),
    ("PUT", "/api/replays/{id}/subtitles/{code}"): Access(accounts=_LEADS),
    ("DELETE", "/api/replays/{id}/subtitles/{code}"): Access(accounts=_LEADS),
    # Of a draft alone: see test_replay_speech_api.
    ("GET", "/api/replays/{id}/speech"): Access(accounts=_LEADS),
    ("POST", "/api/replays/{id}/speech"): Access(accounts=_LEADS),
    ("DELETE", "/api/replays/{id}/speech"): Access(accounts=_LEADS),
    # Who sees a replay is asked of each: see tests/server/publishing/test_watching.
    ("GET", "/fabrique"): _PUBLIC,
    ("GET", "/fabrique/{centre}/flux.xml"): _PUBLIC,
    ("GET", "/replays/{id}"): _PUBLIC,
    ("GET", "/replays/{id}/affiche"): _PUBLIC,
    ("GET", "/media/replays/{id}/{file}"): _PUBLIC,
    ("GET", "/api/replays"): _PUBLIC,
    ("GET", "/api/replays/{id}"): _PUBLIC,
    ("POST", "/api/replays/{id}/key"): _OWN_PAGE,
    ("POST", "/api/replays/{id}/objections"): _OWN_PAGE,
    # Of a replay in a centre in which they lead: see test_replay_publishing.
    ("GET", "/relecture"): Access(accounts=_LEADS, page=True),
    ("GET", "/relecture/{id}"): Access(accounts=_LEADS, page=True),
    ("GET", "/api/replay-reviews"): Access(accounts=_LEADS),
    ("GET", "/api/replays/{id}/review"): Access(accounts=_LEADS),
    ("PATCH", "/api/replays/{id}"): Access(accounts=_LEADS),
    ("POST", "/api/replays/{id}/propose"): Access(accounts=_LEADS),
    ("POST", "/api/replays/{id}/refuse"): Access(accounts=_LEADS),
    ("POST", "/api/replays/{id}/approve"): Access(accounts=_LEADS),
    ("POST", "/api/replays/{id}/publish"): Access(accounts=_LEADS),
    ("POST", "/api/replays/{id}/unpublish"): Access(accounts=_LEADS),
    # Who of them may: see test_replay_keeping.
    ("POST", "/api/replays/{id}/renew"): Access(accounts=_LEADS),
    ("POST", "/api/replays/{id}/link"): Access(accounts=_LEADS),
    ("POST", "/api/replays/{id}/people"): Access(accounts=_LEADS),
    ("PUT", "/api/replays/{id}/people/{person}"): Access(accounts=_LEADS),
    ("DELETE", "/api/replays/{id}/people/{person}"): Access(accounts=_PREPARES),
    ("POST", "/api/replays/{id}/people/{person}/signatures"): Access(accounts=_LEADS),
    ("POST", "/api/replays/{id}/people/{person}/withdraw"): Access(accounts=_LEADS),
    ("POST", "/api/replays/{id}/objections/{number}"): Access(accounts=_PREPARES),
    ("GET", "/api/session"): _tokens(_RESIDENT, _ANIMATEUR, _KIT),
    ("PUT", "/api/stills/{camera}"): _tokens(_KIT),
    ("GET", "/api/stills/{camera}"): _tokens(_RESIDENT, _ANIMATEUR, _KIT),
    # How to reach the door (RFC 9725 section 4.4), not what is behind it.
    ("OPTIONS", "/whip/{room}"): _PUBLIC,
    ("OPTIONS", "/whip/{room}/{id}"): _PUBLIC,
    ("OPTIONS", "/whep/{room}"): _PUBLIC,
    ("OPTIONS", "/whep/{room}/{id}"): _PUBLIC,
    ("POST", "/whip/{room}"): _tokens(_ANIMATEUR, _KIT, _TESTER),
    ("PATCH", "/whip/{room}/{id}"): _tokens(_ANIMATEUR, _KIT, _TESTER),
    ("DELETE", "/whip/{room}/{id}"): _tokens(_ANIMATEUR, _KIT, _TESTER),
    ("POST", "/whep/{room}"): _tokens(_ANIMATEUR, _KIT, _VIEWER, _TESTER),
    ("PATCH", "/whep/{room}/{id}"): _tokens(_ANIMATEUR, _KIT, _VIEWER, _TESTER),
    ("DELETE", "/whep/{room}/{id}"): _tokens(_ANIMATEUR, _KIT, _VIEWER, _TESTER),
    # Its first message carries the token: see tests/server/signaling.
    ("GET", "/ws"): Access(socket=True),
}
