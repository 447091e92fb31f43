"""Tokens: only what this installation signed, in this way, and not past its time, opens a door."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.roles import Role
from server.errors import TokenRefused
from server.tokens import Claims, Tokens

SECRET = b"s" * 64
NOW = 1_790_000_000.0
PAYLOAD = {
    "iat": int(NOW),
    "exp": int(NOW) + 600,
    "jti": "abc",
    "room": "cuisine",
    "role": "resident",
}


def signed(payload: dict[str, Any], secret: bytes = SECRET, algorithm: str = "HS256") -> str:
    return jwt.encode(payload, secret, algorithm=algorithm)


def unsigned(payload: dict[str, Any], algorithm: str) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(payload)}."


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in PAYLOAD.items() if key != name}


@given(
    room=st.text(min_size=1, max_size=64),
    role=st.sampled_from(Role),
    session=st.none() | st.text(min_size=1, max_size=32),
    lifetime_s=st.integers(min_value=1, max_value=10**7),
)
def test_what_is_issued_is_verified(
    room: str, role: Role, session: str | None, lifetime_s: int
) -> None:
    tokens = Tokens(SECRET)
    token = tokens.issue(room=room, role=role, session=session, wall_s=NOW, lifetime_s=lifetime_s)
    claims = tokens.verify(token, NOW + lifetime_s - 1)
    assert (claims.room, claims.role, claims.session) == (room, role, session)
    assert claims.expires_s == int(NOW) + lifetime_s


def test_the_claims_of_a_token_made_by_another_hand() -> None:
    claims = Tokens(SECRET).verify(signed(PAYLOAD), NOW)
    assert claims == Claims("cuisine", None, Role.RESIDENT, "abc", int(NOW), int(NOW) + 600)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "a.b.c",
        "é.é.é",
        "." * 3000,
        signed(PAYLOAD, b"t" * 48),
        signed(PAYLOAD, algorithm="HS512"),
        signed(PAYLOAD)[:-2],
        signed(PAYLOAD) + "x" * 4000,
        unsigned(PAYLOAD, "none"),
        unsigned(PAYLOAD, "None"),
        unsigned(PAYLOAD, "HS256"),
        signed(without("exp")),
        signed(without("iat")),
        signed(without("jti")),
        signed(without("room")),
        signed(without("role")),
        signed(PAYLOAD | {"exp": int(NOW)}),
        signed(PAYLOAD | {"exp": int(NOW) - 86400}),
        signed(PAYLOAD | {"exp": str(int(NOW) + 600)}),
        signed(PAYLOAD | {"exp": True}),
        signed(PAYLOAD | {"exp": None}),
        signed(PAYLOAD | {"role": "administrator"}),
        signed(PAYLOAD | {"role": ["resident"]}),
        signed(PAYLOAD | {"room": ""}),
        signed(PAYLOAD | {"room": ["cuisine", "guitare"]}),
        signed(PAYLOAD | {"session": 7}),
        signed(PAYLOAD | {"session": ""}),
        signed(PAYLOAD | {"name": 7}),
        signed(PAYLOAD | {"name": ""}),
    ],
)
def test_everything_else_is_refused_alike(token: str) -> None:
    with pytest.raises(TokenRefused) as refusal:
        Tokens(SECRET).verify(token, NOW)
    assert refusal.value.args == ()


def test_a_token_ends_at_its_second() -> None:
    tokens = Tokens(SECRET)
    token = tokens.issue(room="cuisine", role=Role.KIT, wall_s=NOW, lifetime_s=60)
    tokens.verify(token, NOW + 59.9)
    with pytest.raises(TokenRefused):
        tokens.verify(token, NOW + 60)


@given(st.text(max_size=300) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_arbitrary_text_raises_only_the_declared_error(text: str) -> None:
    with pytest.raises(TokenRefused):
        Tokens(SECRET).verify(text, NOW)


def test_every_token_has_an_id_of_its_own() -> None:
    tokens = Tokens(SECRET)
    made = {tokens.issue(room="a", role=Role.KIT, wall_s=NOW, lifetime_s=60) for _ in range(50)}
    assert len(made) == 50


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        Tokens(b"short")
