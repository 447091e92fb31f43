"""The ICE-lite agent (RFC 8445 section 2.5): answers checks, never sends one.

It is always controlled; the browser decides which address to use.
"""

import secrets
from dataclasses import dataclass
from typing import Self

from media.errors import MalformedPacket
from media.ice.attributes import Address
from media.ice.stun import (
    BINDING,
    StunClass,
    StunMessage,
    parse_stun,
    serialize_stun,
)


@dataclass(frozen=True, slots=True)
class IceCredentials:
    """User name fragment and password of one side (RFC 8445 section 5.3)."""

    ufrag: str
    password: str

    @classmethod
    def generate(cls) -> Self:
        """Fresh ones: 12 and 32 characters of the ICE alphabet, 192 bits in the password."""
        return cls(_ice_characters(12), _ice_characters(32))


@dataclass(frozen=True, slots=True)
class StunVerdict:
    """What a datagram was worth.

    `response` goes back to its source, when there is one. `authenticated`: the sender knows
    our password, its address may be used. `nominated`: it asked to use this address
    (USE-CANDIDATE), the only reason to move an established session there.
    """

    response: bytes | None
    authenticated: bool
    nominated: bool


_SILENCE = StunVerdict(response=None, authenticated=False, nominated=False)


class IceLite:
    """The answering side of ICE for one peer."""

    def __init__(self, credentials: IceCredentials) -> None:
        self.credentials = credentials
        self.previous: IceCredentials | None = None

    def answer(self, datagram: bytes, source: Address) -> StunVerdict:
        """Judge one datagram; an unauthenticated sender gets nothing at all. Never raises.

        Not even an error: it would tell a stranger that somebody lives here, and be a lever
        for reflection (RFC 8445 section 7.3 allows silence, RFC 8489 section 9.1.3 does not
        ask for more of ICE).
        """
        try:
            request = parse_stun(datagram)
        except MalformedPacket:
            return _SILENCE
        credentials = self._authenticate(request)
        if credentials is None:
            return _SILENCE
        if credentials is self.credentials:
            self.previous = None
        response = _respond(request, source)
        nominated = response.error is None and request.use_candidate
        signed = serialize_stun(response, credentials.password)
        return StunVerdict(response=signed, authenticated=True, nominated=nominated)

    def restart(self) -> IceCredentials:
        """New credentials (RFC 8445 section 9).

        The old ones stay good until the peer first uses the new, so that media goes on
        flowing while the answer is on its way.
        """
        self.previous = self.credentials
        self.credentials = IceCredentials.generate()
        return self.credentials

    def _authenticate(self, request: StunMessage) -> IceCredentials | None:
        is_check = request.message_class is StunClass.REQUEST and request.method == BINDING
        if not is_check or not request.has_fingerprint or request.username is None:
            return None
        ufrag, colon, _ = request.username.partition(":")
        for credentials in (self.credentials, self.previous):
            if credentials is not None and colon and ufrag == credentials.ufrag:
                return credentials if request.verify(credentials.password) else None
        return None


def build_binding_request(
    *,
    local_ufrag: str,
    remote: IceCredentials,
    priority: int,
    tie_breaker: int,
    controlling: bool = True,
    nominate: bool = False,
    transaction_id: bytes | None = None,
) -> bytes:
    """A connectivity check as a full agent sends it (RFC 8445 section 7.2), for clients."""
    request = StunMessage(
        message_class=StunClass.REQUEST,
        transaction_id=transaction_id or secrets.token_bytes(12),
        username=f"{remote.ufrag}:{local_ufrag}",
        priority=priority,
        use_candidate=nominate,
        ice_controlling=tie_breaker if controlling else None,
        ice_controlled=None if controlling else tie_breaker,
    )
    return serialize_stun(request, remote.password)


def _respond(request: StunMessage, source: Address) -> StunMessage:
    if request.unknown_required:
        error: tuple[int, str] | None = (420, "Unknown Attribute")
    elif request.ice_controlled is not None:
        # A lite agent cannot take the controlling role: the peer has to (section 6.1.1).
        error = (487, "Role Conflict")
    else:
        error = None
    return StunMessage(
        message_class=StunClass.RESPONSE if error is None else StunClass.ERROR,
        transaction_id=request.transaction_id,
        xor_mapped_address=source if error is None else None,
        error=error,
        unknown_required=request.unknown_required,
    )


def _ice_characters(count: int) -> str:
    # ice-char is ALPHA / DIGIT / "+" / "/" (RFC 8839 section 5.4): base64url, with its two
    # other characters mapped.
    text = secrets.token_urlsafe(count)[:count]
    return text.replace("-", "+").replace("_", "/")
