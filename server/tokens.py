"""Signed, expiring tokens: who may do what, in which room (RFC 7519, HS256 only)."""

from __future__ import annotations

import secrets
from collections.abc import Container
from dataclasses import dataclass

import jwt

from rooms.roles import Role
from server.errors import TokenRefused

ALGORITHM = "HS256"
MIN_SECRET_BYTES = 32
MAX_TOKEN_LENGTH = 2048
_REQUIRED = ("exp", "iat", "jti", "room", "role")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says. Times are unix seconds.

    `grant` names what it was made from, where that can be taken back with every token of it: a
    session's link, somebody's sign-in. `name` is that of the account it was made for.
    """

    room: str
    session: str | None
    role: Role
    jti: str
    issued_s: int
    expires_s: int
    grant: str | None = None
    name: str | None = None


class Tokens:
    """Issues and verifies the tokens of one installation."""

    def __init__(self, secret: bytes, revoked: Container[str] = frozenset()) -> None:
        """`revoked` holds each `jti` and `grant` that opens nothing any more; it may change."""
        if len(secret) < MIN_SECRET_BYTES:
            raise ValueError(f"the secret has {len(secret)} bytes, {MIN_SECRET_BYTES} are needed")
        self._secret = secret
        self._revoked = revoked

    def issue(
        self,
        *,
        room: str,
        role: Role,
        wall_s: float,
        lifetime_s: float,
        session: str | None = None,
        grant: str | None = None,
        name: str | None = None,
    ) -> str:
        """A token for `room` (slug), good from `wall_s` (unix seconds) for `lifetime_s`."""
        payload = {
            "iat": int(wall_s),
            "exp": int(wall_s + lifetime_s),
            "jti": secrets.token_urlsafe(16),
            "room": room,
            "role": role.value,
        }
        if session is not None:
            payload["session"] = session
        if grant is not None:
            payload["grant"] = grant
        if name is not None:
            payload["name"] = name
        return jwt.encode(payload, self._secret, algorithm=ALGORITHM)

    def verify(self, token: str, wall_s: float) -> Claims:
        """The claims of `token` at `wall_s` (unix seconds). Raises TokenRefused, always alike."""
        if len(token) > MAX_TOKEN_LENGTH:
            raise TokenRefused
        try:
            payload = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                # The clock is an argument, so the library must not read its own.
                options={
                    "require": list(_REQUIRED),
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
            claims = _claims(payload)
        except (jwt.InvalidTokenError, ValueError):
            raise TokenRefused from None
        if wall_s >= claims.expires_s or self.is_revoked(claims):
            raise TokenRefused
        return claims

    def is_revoked(self, claims: Claims) -> bool:
        """Whether a token once verified has been taken back since."""
        return claims.jti in self._revoked or claims.grant in self._revoked


def _claims(payload: dict[str, object]) -> Claims:
    """Checks the types one by one: the signature says who wrote them, not that they are sane."""
    room, session, jti = payload["room"], payload.get("session"), payload["jti"]
    role, grant, name = payload["role"], payload.get("grant"), payload.get("name")
    issued_s, expires_s = payload["iat"], payload["exp"]
    if not (isinstance(room, str) and room and isinstance(jti, str) and jti):
        raise ValueError("room and jti are non-empty strings")
    if not isinstance(role, str):
        raise ValueError("role is a string")
    if not (session is None or (isinstance(session, str) and session)):
        raise ValueError("session is a non-empty string or absent")
    if not (grant is None or (isinstance(grant, str) and grant)):
        raise ValueError("grant is a non-empty string or absent")
    if not (name is None or (isinstance(name, str) and name)):
        raise ValueError("name is a non-empty string or absent")
    if type(issued_s) is not int or type(expires_s) is not int:
        raise ValueError("iat and exp are integers")
    return Claims(room, session, Role(role), jti, issued_s, expires_s, grant, name)
