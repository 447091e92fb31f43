"""Which codec a media section carries, and under which payload types."""

from collections.abc import Iterable
from dataclasses import dataclass

from media.sdp.description import Codec, MediaDescription

FEEDBACK = ("nack", "nack pli", "ccm fir", "goog-remb", "transport-cc")
"""The RTCP feedback that this server understands (RFC 4585, RFC 5104)."""

_CANONICAL_NAMES = {"OPUS": "opus", "VP8": "VP8", "VP9": "VP9", "H264": "H264"}
KIND_OF_CODEC = {"opus": "audio", "VP8": "video", "VP9": "video", "H264": "video"}
_CLOCK_RATES = {"audio": 48000, "video": 90000}
_VIDEO_PREFERENCE = ("VP8", "H264", "VP9")
_H264_PROFILES = ("constrained baseline", "baseline", "main", "high")


@dataclass(frozen=True, slots=True)
class NegotiatedCodec:
    """The one codec of a negotiated section. `name` is "opus", "VP8", "H264" or "VP9".

    `feedback` is what both ends agreed on ("nack", "nack pli", "transport-cc", ...).
    """

    name: str
    payload_type: int
    clock_rate: int
    channels: int
    fmtp: str
    rtx_payload_type: int | None
    feedback: tuple[str, ...]


def fmtp_parameters(fmtp: str) -> dict[str, str]:
    """`a=1;b=2` as a mapping; names in lower case."""
    pairs = (parameter.partition("=") for parameter in fmtp.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip()}


def h264_profile(fmtp: str) -> str | None:
    """The H.264 profile by name, None for one that browsers do not share (RFC 6184, 8.1)."""
    try:
        level_id = bytes.fromhex(fmtp_parameters(fmtp).get("profile-level-id", "42000a"))
        profile, constraints = level_id[0], level_id[1]
    except (ValueError, IndexError):
        return None
    if profile == 0x42:
        return "constrained baseline" if constraints & 0x40 else "baseline"
    return {0x4D: "main", 0x64: "high"}.get(profile)


def packetization_mode(fmtp: str) -> str:
    """The H.264 packetization mode; "0" when not said."""
    return fmtp_parameters(fmtp).get("packetization-mode", "0")


def choose_codec(media: MediaDescription) -> NegotiatedCodec | None:
    """The codec that this server prefers of those a section offers; None if it has none."""
    ranked = [
        (rank, codec) for codec in media.codecs if (rank := _rank(media.kind, codec)) is not None
    ]
    if not ranked:
        return None
    return _negotiated(min(ranked, key=lambda entry: entry[0])[1], media.codecs)


def choose_same_codec(sent: NegotiatedCodec, media: MediaDescription) -> NegotiatedCodec | None:
    """The codec of a section that a receiver can decode `sent` with; None if it has none.

    The same profile goes before one that includes it.
    """
    fitting = [codec for codec in media.codecs if _decodes(codec, sent)]
    if not fitting:
        return None
    profile = _profile(sent.name, sent.fmtp)
    same = (codec for codec in fitting if _profile(sent.name, codec.fmtp) == profile)
    return _negotiated(next(same, fitting[0]), media.codecs)


def section_codecs(codec: NegotiatedCodec) -> list[Codec]:
    """The codec and its retransmission as a section lists them."""
    codecs = [
        Codec(
            codec.payload_type,
            codec.name,
            codec.clock_rate,
            codec.channels,
            codec.fmtp,
            codec.feedback,
        )
    ]
    if codec.rtx_payload_type is not None:
        apt = f"apt={codec.payload_type}"
        codecs.append(Codec(codec.rtx_payload_type, "rtx", codec.clock_rate, 1, apt))
    return codecs


def _canonical_name(codec: Codec) -> str | None:
    return _CANONICAL_NAMES.get(codec.name.upper())


def _rank(kind: str, codec: Codec) -> tuple[int, ...] | None:
    """Smaller is preferred; None is unacceptable."""
    name = _canonical_name(codec)
    if name is None or KIND_OF_CODEC[name] != kind or codec.clock_rate != _CLOCK_RATES[kind]:
        return None
    if name == "opus":
        return (0,)
    preference = _VIDEO_PREFERENCE.index(name)
    if name == "H264":
        profile, mode = h264_profile(codec.fmtp), packetization_mode(codec.fmtp)
        if profile is None or mode not in ("0", "1"):
            return None
        return preference, int(mode == "0"), _H264_PROFILES.index(profile)
    if name == "VP9" and _vp9_profile(codec.fmtp) != "0":
        return None
    return (preference,)


def _negotiated(codec: Codec, offered: Iterable[Codec]) -> NegotiatedCodec:
    apt = str(codec.payload_type)
    rtx = next(
        (
            other.payload_type
            for other in offered
            if other.name.lower() == "rtx" and fmtp_parameters(other.fmtp).get("apt") == apt
        ),
        None,
    )
    return NegotiatedCodec(
        name=_CANONICAL_NAMES[codec.name.upper()],
        payload_type=codec.payload_type,
        clock_rate=codec.clock_rate,
        channels=codec.channels,
        fmtp=_without_sprop(codec.fmtp),
        rtx_payload_type=rtx,
        feedback=tuple(feedback for feedback in codec.feedback if feedback in FEEDBACK),
    )


def _without_sprop(fmtp: str) -> str:
    """`sprop-` parameters describe one sender's own stream: they are not for an answer."""
    kept = [part for part in fmtp.split(";") if not part.strip().lower().startswith("sprop-")]
    return ";".join(kept).strip()


def _vp9_profile(fmtp: str) -> str:
    return fmtp_parameters(fmtp).get("profile-id", "0")


def _profile(name: str, fmtp: str) -> str:
    """What tells two configurations of one codec apart for a decoder."""
    if name == "H264":
        return f"{h264_profile(fmtp)} {packetization_mode(fmtp)}"
    return _vp9_profile(fmtp) if name == "VP9" else ""


def _decodes(receiver: Codec, sent: NegotiatedCodec) -> bool:
    """Whether a receiver of `receiver` can decode `sent`."""
    if _canonical_name(receiver) != sent.name or receiver.clock_rate != sent.clock_rate:
        return False
    if sent.name == "VP9":
        return _vp9_profile(receiver.fmtp) == _vp9_profile(sent.fmtp)
    if sent.name != "H264":
        return True
    mode_fits = packetization_mode(receiver.fmtp) >= packetization_mode(sent.fmtp)
    profiles = (h264_profile(sent.fmtp), h264_profile(receiver.fmtp))
    # Constrained baseline is a subset of each of the others (H.264, annex A.2).
    profile_fits = profiles[0] == profiles[1] or (
        profiles[0] == "constrained baseline" and profiles[1] is not None
    )
    return mode_fits and profile_fits
