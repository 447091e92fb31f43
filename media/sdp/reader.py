"""Text to SessionDescription. Raises nothing but MalformedSdp."""

from media.errors import MalformedSdp
from media.sdp.description import DIRECTIONS, MediaDescription, Origin, SessionDescription
from media.sdp.lines import Line, decimal, split_attribute, split_lines
from media.sdp.section import MAX_PAYLOAD_TYPE, Section

MAX_SECTIONS = 64
FOR_ALL_SECTIONS = frozenset(
    {*DIRECTIONS, "extmap", "extmap-allow-mixed", "fingerprint", "setup"}
    | {"ice-ufrag", "ice-pwd", "ice-options"}
)
"""What the session level may say for its sections; anything else there is kept raw."""


def parse_sdp(text: str) -> SessionDescription:
    """Read a description of at most 256 Ki characters and 64 media sections.

    Unknown lines are ignored and unknown attributes kept. Raises MalformedSdp.
    """
    lines = split_lines(text)
    if not lines or lines[0] != ("v", "0"):
        raise MalformedSdp("a description begins with v=0")
    session_lines, *media_lines = _split_sections(lines[1:])
    if len(media_lines) > MAX_SECTIONS:
        raise MalformedSdp(f"more than {MAX_SECTIONS} media sections")
    description = SessionDescription()
    session = _read_session(description, session_lines)
    sections = [_read_media(section) for section in media_lines]
    description.media = [section.complete(session) for section in sections]
    # Chromium says it for the session, Firefox in each section.
    with_rtp = [section for section in sections if section.payload_types]
    description.extmap_allow_mixed = session.allows_mixed_extensions or (
        bool(with_rtp) and all(section.allows_mixed_extensions for section in with_rtp)
    )
    _refuse_repeated_mids(description)
    return description


def _split_sections(lines: list[Line]) -> list[list[Line]]:
    """The session level first, then each media section from its `m=` line on."""
    sections: list[list[Line]] = [[]]
    for line in lines:
        if line.letter == "m":
            sections.append([])
        sections[-1].append(line)
    return sections


def _read_session(description: SessionDescription, lines: list[Line]) -> Section:
    """Fill in the session level; what holds for all sections is in the section returned."""
    defaults = Section(MediaDescription("session"))
    for letter, value in lines:
        if letter == "o":
            description.origin = _read_origin(value)
        elif letter == "s":
            description.name = value
        elif letter != "a":
            continue
        elif value == "ice-lite":
            description.ice_lite = True
        elif value.startswith("group:BUNDLE ") and not description.bundle:
            description.bundle = tuple(value.split()[1:])
        elif split_attribute(value)[0] in FOR_ALL_SECTIONS:
            defaults.read(value)
        else:
            description.attributes.append(value)
    return defaults


def _read_origin(value: str) -> Origin:
    tokens = value.split(" ", 3)
    if len(tokens) != 4:
        raise MalformedSdp(f"not an origin: {value[:40]!r}")
    username, session_id, session_version, address = tokens
    maximum = 2**64 - 1
    return Origin(
        username, decimal(session_id, maximum), decimal(session_version, maximum), address
    )


def _read_media(lines: list[Line]) -> Section:
    section = _begin_section(lines[0].value)
    for letter, value in lines[1:]:
        if letter == "c":
            section.media.connection = value
        elif letter == "a":
            section.read(value)
    return section


def _begin_section(value: str) -> Section:
    """The `m=` line: kind, port, protocol, formats."""
    tokens = value.split(" ")
    if len(tokens) < 3 or not all(tokens):
        raise MalformedSdp(f"not a media section: {value[:40]!r}")
    kind, port, protocol, *formats = tokens
    media = MediaDescription(kind, decimal(port.partition("/")[0], 0xFFFF), protocol)
    if "RTP/" not in protocol:
        media.formats = tuple(formats)
        return Section(media)
    payload_types = [decimal(token, MAX_PAYLOAD_TYPE) for token in formats]
    return Section(media, tuple(dict.fromkeys(payload_types)))


def _refuse_repeated_mids(description: SessionDescription) -> None:
    mids = [media.mid for media in description.media if media.mid]
    if len(mids) != len(set(mids)):
        raise MalformedSdp("two media sections share a mid")
