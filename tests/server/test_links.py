"""The three links: each opens its own door, and none says its token to a server."""

from __future__ import annotations

from urllib.parse import urlsplit

from rooms.roles import Role
from server.links import LINK_LIFETIME_S, session_links
from server.tokens import Tokens

NOW = 1_790_000_000.0


def test_each_link_has_its_role_and_place() -> None:
    tokens = Tokens(b"s" * 48)
    links = session_links(tokens, "https://atelier.example.org", "cuisine", "abc", NOW)
    expected = {
        links.take_part: ("/s/abc", Role.RESIDENT, "abc"),
        links.lead: ("/animer/abc", Role.ANIMATEUR, "abc"),
        links.equip: ("/salle/cuisine", Role.KIT, None),
    }
    for link, (path, role, session) in expected.items():
        url = urlsplit(link)
        assert (url.scheme, url.netloc, url.path) == ("https", "atelier.example.org", path)
        assert url.query == ""
        claims = tokens.verify(url.fragment, NOW + LINK_LIFETIME_S - 1)
        assert (claims.role, claims.room, claims.session) == (role, "cuisine", session)
