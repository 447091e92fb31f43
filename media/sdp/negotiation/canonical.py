"""The numbers that we offer to subscribers: one meaning each, over all sections of a session.

With BUNDLE a payload type or an extension id means the same in every section that uses
it (RFC 9143, sections 9.1 and 10.1), and keeps its meaning over re-offers.
"""

from collections.abc import Iterable
from dataclasses import replace

from media.rtp.extensions import (
    ABS_SEND_TIME,
    AUDIO_LEVEL,
    MID,
    PLAYOUT_DELAY,
    TOFFSET,
    TRANSPORT_CC,
    VIDEO_ORIENTATION,
)
from media.sdp.negotiation.codecs import (
    FEEDBACK,
    KIND_OF_CODEC,
    NegotiatedCodec,
    fmtp_parameters,
    packetization_mode,
)
from media.sdp.negotiation.extensions import forwarded

_FMTP = {"opus": "minptime=10;useinbandfec=1", "VP8": "", "VP9": "profile-id=0"}
_PAYLOAD_TYPES: dict[str, tuple[int, int | None]] = {
    "opus": (111, None),
    "VP8": (96, 97),
    "VP9": (98, 99),
}
_H264_PAYLOAD_TYPES = [*range(102, 110, 2), *range(112, 128, 2), *range(35, 63, 2)]
_OFFERED_FEEDBACK = {"audio": ("transport-cc",), "video": FEEDBACK}


class CanonicalCodecs:
    """The payload types of one session.

    What a publisher's fmtp says it can receive does not concern its subscribers: the
    configuration is reduced to what a decoder needs to know.
    """

    def __init__(self) -> None:
        self._h264: dict[str, int] = {}

    def offered(self, published: NegotiatedCodec, *, with_rtx: bool) -> NegotiatedCodec | None:
        """The codec as we offer it; None when all payload types are taken."""
        if published.name == "H264":
            fmtp = self._h264_fmtp(published.fmtp)
            payload_type = self._h264_payload_type(fmtp)
            if payload_type is None:
                return None
            rtx: int | None = payload_type + 1
        else:
            fmtp = _FMTP[published.name]
            payload_type, rtx = _PAYLOAD_TYPES[published.name]
        return replace(
            published,
            payload_type=payload_type,
            channels=2 if published.name == "opus" else 1,
            fmtp=fmtp,
            rtx_payload_type=rtx if with_rtx else None,
            feedback=_OFFERED_FEEDBACK[KIND_OF_CODEC[published.name]],
        )

    def _h264_fmtp(self, fmtp: str) -> str:
        level_id = fmtp_parameters(fmtp).get("profile-level-id", "42000a").lower()
        mode = packetization_mode(fmtp)
        return f"level-asymmetry-allowed=1;packetization-mode={mode};profile-level-id={level_id}"

    def _h264_payload_type(self, fmtp: str) -> int | None:
        if fmtp not in self._h264:
            if len(self._h264) == len(_H264_PAYLOAD_TYPES):
                return None
            self._h264[fmtp] = _H264_PAYLOAD_TYPES[len(self._h264)]
        return self._h264[fmtp]


_EXTENSION_IDS = {
    AUDIO_LEVEL: 1,
    ABS_SEND_TIME: 2,
    TRANSPORT_CC: 3,
    MID: 4,
    PLAYOUT_DELAY: 5,
    VIDEO_ORIENTATION: 13,
    TOFFSET: 14,
}
_FREE_EXTENSION_IDS = [*range(6, 13), *range(16, 256)]
"""15 is reserved; those above 14 need two-byte headers (RFC 8285, section 4.3)."""


class CanonicalExtensions:
    """The header-extension ids of one session; the first URIs get the shortest ids."""

    def __init__(self) -> None:
        self._ids = dict(_EXTENSION_IDS)
        self._free = list(reversed(_FREE_EXTENSION_IDS))

    def offered(self, uris: Iterable[str]) -> dict[int, str]:
        """Id -> URI for a section whose packets carry `uris`; MID is always among them."""
        return {
            extension_id: uri
            for uri in sorted({*forwarded(uris), MID})
            if (extension_id := self._id_of(uri)) is not None
        }

    def _id_of(self, uri: str) -> int | None:
        if uri not in self._ids and self._free:
            self._ids[uri] = self._free.pop()
        return self._ids.get(uri)
