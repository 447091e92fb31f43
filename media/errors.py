"""The exception family of the media package. None of these carries text for a person."""


class MediaError(Exception):
    """Any fault that the media package declares."""


class MalformedPacket(MediaError):
    """Bytes from the network that do not follow their format (RTP, RTCP, STUN)."""


class MalformedSdp(MediaError):
    """A session description that cannot be read."""


class UnacceptableOffer(MediaError):
    """A readable session description that asks for what this server does not do."""


class DtlsFailure(MediaError):
    """A DTLS session that cannot be set up from our side (certificate, context)."""
