"""The links: each opens its own door, none says its token to a server, two can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from rooms.roles import Role
from server.database.models import Room, Session
from server.errors import TokenRefused
from server.links import LINK_LIFETIME_S, lead_token, resident_token, session_links, token_end
from server.tokens import Tokens

NOW = datetime(2026, 3, 14, 14, 20, tzinfo=UTC)
SESSION = Session(
    id="abc",
    room=Room(slug="cuisine", name="Cuisine"),
    link="the-link",
    starts_at=NOW,
    ends_at=NOW + timedelta(hours=2),
)


def test_each_link_has_its_role_and_place() -> None:
    tokens = Tokens(b"s" * 48)
    links = session_links(tokens, "https://atelier.example.org", SESSION, NOW.timestamp())
    expected = {
        links.take_part: ("/s/abc", Role.RESIDENT, "abc", "the-link"),
        links.lead: ("/animer/abc", Role.ANIMATEUR, "abc", None),
        links.equip: ("/salle/cuisine", Role.KIT, None, None),
    }
    for link, (path, role, session, grant) in expected.items():
        url = urlsplit(link)
        assert (url.scheme, url.netloc, url.path) == ("https", "atelier.example.org", path)
        assert url.query == ""
        claims = tokens.verify(url.fragment, NOW.timestamp() + LINK_LIFETIME_S - 1)
        assert (claims.role, claims.room, claims.session) == (role, "cuisine", session)
        assert claims.grant == grant


def test_a_token_goes_with_what_it_was_made_from() -> None:
    revoked: set[str] = set()
    tokens = Tokens(b"s" * 48, revoked)
    home = resident_token(tokens, SESSION, NOW)
    lead = lead_token(tokens, SESSION, "a-sign-in", NOW)
    for grant, token, other in (("the-link", home, lead), ("a-sign-in", lead, home)):
        revoked.clear()
        revoked.add(grant)
        with pytest.raises(TokenRefused):
            tokens.verify(token, NOW.timestamp())
        tokens.verify(other, NOW.timestamp())


def test_a_lead_token_says_whose_it_is() -> None:
    tokens = Tokens(b"s" * 48)
    token = lead_token(tokens, SESSION, "a-sign-in", NOW, "Nadia")
    assert tokens.verify(token, NOW.timestamp()).name == "Nadia"


@pytest.mark.parametrize(("ends_in_h", "good_for_h"), [(2, 4), (5, 6), (48, 49), (-3, 4)], ids=str)
def test_how_long_a_sessions_tokens_are_good(ends_in_h: int, good_for_h: int) -> None:
    session = Session(ends_at=NOW + timedelta(hours=ends_in_h))
    assert token_end(session, NOW) == NOW + timedelta(hours=good_for_h)
