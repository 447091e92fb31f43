"""Reading the attributes of one media section, each by its own function."""

from collections.abc import Callable
from dataclasses import dataclass, field

from media.errors import MalformedSdp
from media.sdp.candidate import parse_candidate
from media.sdp.description import DIRECTIONS, Codec, MediaDescription, Msid, Rid, SsrcGroup
from media.sdp.lines import decimal, split_attribute

MAX_SSRC = 0xFFFFFFFF
MAX_PAYLOAD_TYPE = 127


@dataclass(slots=True)
class Section:
    """A media section while it is read: codecs come together only at its end."""

    media: MediaDescription
    payload_types: tuple[int, ...] = ()
    direction: str | None = None
    allows_mixed_extensions: bool = False
    rtpmap: dict[int, Codec] = field(default_factory=dict)
    fmtp: dict[int, str] = field(default_factory=dict)
    feedback: dict[str, list[str]] = field(default_factory=dict)

    def read(self, attribute: str) -> None:
        """Take in one `a=` line. Raises MalformedSdp."""
        name, value = split_attribute(attribute)
        if name in DIRECTIONS and not value:
            self.direction = name
        elif attribute == "extmap-allow-mixed":
            self.allows_mixed_extensions = True
        elif (reader := ATTRIBUTE_READERS.get(name)) is not None:
            reader(self, value)
        else:
            self.media.attributes.append(attribute)

    def complete(self, session: "Section") -> MediaDescription:
        """Assemble the codecs and copy down what only the session level says."""
        media, above = self.media, session.media
        media.codecs = [self._codec(payload_type) for payload_type in self.payload_types]
        media.direction = self.direction or session.direction or "sendrecv"
        media.ufrag = media.ufrag if media.ufrag is not None else above.ufrag
        media.password = media.password if media.password is not None else above.password
        media.setup = media.setup if media.setup is not None else above.setup
        media.ice_options = media.ice_options or above.ice_options
        media.fingerprints = media.fingerprints or above.fingerprints
        if not media.extensions:
            media.extensions = dict(above.extensions)
            media.extension_directions = dict(above.extension_directions)
        return media

    def _codec(self, payload_type: int) -> Codec:
        mapped = self.rtpmap.get(payload_type, Codec(payload_type, "", 0))
        feedback = self.feedback.get("*", []) + self.feedback.get(str(payload_type), [])
        return Codec(
            payload_type,
            mapped.name,
            mapped.clock_rate,
            mapped.channels,
            self.fmtp.get(payload_type, ""),
            tuple(dict.fromkeys(feedback)),
        )


def _two_parts(value: str) -> tuple[str, str]:
    """Two parts around the first space; both must be there."""
    first, _, second = value.partition(" ")
    if not first or not second:
        raise MalformedSdp(f"a part is missing in {value[:40]!r}")
    return first, second


def _read_rtpmap(section: Section, value: str) -> None:
    token, encoding = _two_parts(value)
    payload_type = decimal(token, MAX_PAYLOAD_TYPE)
    parts = encoding.split("/")
    if len(parts) not in (2, 3) or not parts[0]:
        raise MalformedSdp(f"not an rtpmap: {value[:40]!r}")
    channels = decimal(parts[2], 255) if len(parts) == 3 else 1
    clock_rate = decimal(parts[1], 0xFFFFFFFF)
    section.rtpmap[payload_type] = Codec(payload_type, parts[0], clock_rate, channels)


def _read_fmtp(section: Section, value: str) -> None:
    token, parameters = _two_parts(value)
    section.fmtp.setdefault(decimal(token, MAX_PAYLOAD_TYPE), parameters)


def _read_feedback(section: Section, value: str) -> None:
    token, feedback = _two_parts(value)
    key = token if token == "*" else str(decimal(token, MAX_PAYLOAD_TYPE))
    section.feedback.setdefault(key, []).append(feedback)


def _read_extmap(section: Section, value: str) -> None:
    token, uri_and_attributes = _two_parts(value)
    number, _, direction = token.partition("/")
    extension_id = decimal(number, 0xFFFF)
    if direction and direction not in DIRECTIONS:
        raise MalformedSdp(f"not a direction: {direction[:40]!r}")
    if extension_id in section.media.extensions:
        return
    section.media.extensions[extension_id] = uri_and_attributes.split(" ")[0]
    if direction not in ("", "sendrecv"):
        section.media.extension_directions[extension_id] = direction


def _read_msid(section: Section, value: str) -> None:
    if section.media.msid is not None:
        # A track in a second stream: the first decides what it is played in time with.
        section.media.attributes.append(f"msid:{value}")
        return
    stream_id, _, track_id = value.partition(" ")
    section.media.msid = Msid(stream_id, track_id)


def _read_ssrc(section: Section, value: str) -> None:
    token, attribute = _two_parts(value)
    name, attribute_value = split_attribute(attribute)
    source = section.media.ssrcs.setdefault(decimal(token, MAX_SSRC), {})
    source[name] = attribute_value


def _read_ssrc_group(section: Section, value: str) -> None:
    semantics, *tokens = value.split(" ")
    ssrcs = tuple(decimal(token, MAX_SSRC) for token in tokens)
    section.media.ssrc_groups.append(SsrcGroup(semantics, ssrcs))


def _read_rid(section: Section, value: str) -> None:
    rid, rest = _two_parts(value)
    direction, _, restrictions = rest.partition(" ")
    if direction not in ("send", "recv"):
        raise MalformedSdp(f"a rid neither sent nor received: {value[:40]!r}")
    section.media.rids.append(Rid(rid, direction, restrictions))


def _read_simulcast(section: Section, value: str) -> None:
    tokens = value.split(" ")
    if len(tokens) % 2:
        raise MalformedSdp(f"not a list of streams: {value[:40]!r}")
    for direction, streams in zip(tokens[::2], tokens[1::2], strict=True):
        signed = [stream.split(",")[0] for stream in streams.split(";")]
        rids = tuple(rid.removeprefix("~") for rid in signed)
        paused = (rid[1:] for rid in signed if rid.startswith("~"))
        section.media.simulcast_paused |= frozenset(paused)
        if direction == "send":
            section.media.simulcast_send = rids
        elif direction == "recv":
            section.media.simulcast_recv = rids
        else:
            raise MalformedSdp(f"streams neither sent nor received: {value[:40]!r}")


def _read_fingerprint(section: Section, value: str) -> None:
    algorithm, digest = _two_parts(value)
    section.media.fingerprints += (f"{algorithm.lower()} {digest.upper()}",)


def _read_ice_options(section: Section, value: str) -> None:
    section.media.ice_options = tuple(value.split())


def _read_candidate(section: Section, value: str) -> None:
    section.media.candidates.append(parse_candidate(value))


def _text(name: str) -> Callable[[Section, str], None]:
    """A reader that stores the value as it is in the field `name`."""

    def read(section: Section, value: str) -> None:
        setattr(section.media, name, value)

    return read


def _flag(name: str) -> Callable[[Section, str], None]:
    """A reader that sets the field `name`: the attribute has no value."""

    def read(section: Section, value: str) -> None:
        setattr(section.media, name, True)

    return read


ATTRIBUTE_READERS: dict[str, Callable[[Section, str], None]] = {
    "mid": _text("mid"),
    "setup": _text("setup"),
    "ice-ufrag": _text("ufrag"),
    "ice-pwd": _text("password"),
    "ice-options": _read_ice_options,
    "fingerprint": _read_fingerprint,
    "candidate": _read_candidate,
    "end-of-candidates": _flag("end_of_candidates"),
    "bundle-only": _flag("bundle_only"),
    "rtcp-mux": _flag("rtcp_mux"),
    "rtcp-rsize": _flag("rtcp_rsize"),
    "rtpmap": _read_rtpmap,
    "fmtp": _read_fmtp,
    "rtcp-fb": _read_feedback,
    "extmap": _read_extmap,
    "msid": _read_msid,
    "ssrc": _read_ssrc,
    "ssrc-group": _read_ssrc_group,
    "rid": _read_rid,
    "simulcast": _read_simulcast,
}
