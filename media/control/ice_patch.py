"""ICE news of WHIP and WHEP clients: trickled candidates and restarts (RFC 9725, section 4.3)."""

from collections.abc import Callable

from media.control.transport import PeerTransport
from media.errors import UnacceptableOffer
from media.sdp.fragment import IceFragment, parse_fragment, write_fragment
from media.sdp.negotiation import RemoteTransport


def patch(
    transport: PeerTransport, fragment_sdp: str, now: float, on_changed: Callable[[], None]
) -> str | None:
    """Take a fragment: candidates need nothing from us, new credentials restart ICE.

    Returns our fragment for a restart, else None; `on_changed` is called once our credentials are
    new. Raises MalformedSdp, UnacceptableOffer.
    """
    fragment = parse_fragment(fragment_sdp)
    remote = transport.remote
    if remote is None:
        raise UnacceptableOffer("no description to patch")
    known = (remote.ufrag, remote.password)
    if fragment.ufrag is None or (fragment.ufrag, fragment.password) == known:
        return None
    transport.ice.restart()
    on_changed()
    renewed = RemoteTransport(
        fragment.ufrag, fragment.password or "", remote.fingerprints, remote.setup
    )
    transport.set_remote(renewed, now)
    local = transport.local
    return write_fragment(
        IceFragment(
            ufrag=local.ufrag,
            password=local.password,
            candidates=local.candidates,
            end_of_candidates=True,
            mid=fragment.mid,
            kind=fragment.kind,
            ice_lite=True,
        )
    )
