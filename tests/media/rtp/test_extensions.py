import aiortc.rtp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import MalformedPacket
from media.rtp.extensions import (
    AudioLevel,
    ExtensionMap,
    before_transport_sequence,
    build_extension,
    find_elements,
    read_audio_level,
    read_identifier,
    read_transport_sequence,
    write_abs_send_time,
    write_transport_sequence,
)
from media.rtp.header import RtpHeader, parse_header, serialize_header

PAYLOAD = b"\xaa\xbb\xcc"

one_byte_elements = st.dictionaries(
    st.integers(1, 14), st.binary(min_size=1, max_size=16), max_size=8
)
any_elements = st.dictionaries(st.integers(1, 255), st.binary(max_size=255), max_size=5)


def packet_with(block: bytes) -> bytes:
    return serialize_header(RtpHeader(False, 96, 1, 2, 3), block) + PAYLOAD


def block_of(profile: str, data: str) -> bytes:
    content = bytes.fromhex(data)
    assert len(content) % 4 == 0
    return bytes.fromhex(profile) + (len(content) // 4).to_bytes(2) + content


def elements_of(packet: bytes) -> dict[int, bytes]:
    found = find_elements(packet, parse_header(packet))
    return {i: packet[offset : offset + length] for i, (offset, length) in found.items()}


@pytest.mark.parametrize(
    ("profile", "data", "elements"),
    [
        ("bede", "", {}),
        ("bede", "00000000", {}),
        ("bede", "1061 22010203 0000", {1: b"a", 2: b"\1\2\3"}),
        ("bede", "1061 0000 22010203", {1: b"a", 2: b"\1\2\3"}),
        ("bede", "0000 00 10 61 000000", {1: b"a"}),
        # RFC 8285, 4.2: id 15, and id 0 with a length, end the block; what came before counts.
        ("bede", "1061 f1ffff 000000", {1: b"a"}),
        ("bede", "1061 03 22010203 00", {1: b"a"}),
        ("1000", "0100 0201ff 000000", {1: b"", 2: b"\xff"}),
        ("100f", "fe03010203 000000", {254: b"\1\2\3"}),
        ("1000", "00 0f0141 00000000", {15: b"A"}),
        # Another profile is nobody's but its sender's.
        ("abac", "ffffffff", {}),
    ],
)
def test_finding(profile: str, data: str, elements: dict[int, bytes]) -> None:
    assert elements_of(packet_with(block_of(profile, data))) == elements


def test_no_extension_has_no_elements() -> None:
    assert elements_of(packet_with(b"")) == {}


@pytest.mark.parametrize(
    ("profile", "data"),
    [
        ("bede", "1061 2f01"),
        ("bede", "0000 0010"),
        ("1000", "0105 0102"),
        ("1000", "0000 0001"),
        ("1000", "01fe 0000"),
    ],
)
def test_an_element_cut_short_is_malformed(profile: str, data: str) -> None:
    packet = packet_with(block_of(profile, data))
    header = parse_header(packet)
    with pytest.raises(MalformedPacket):
        find_elements(packet, header)
    with pytest.raises(MalformedPacket):
        ExtensionMap({1: 2}).rewrite(packet, header)


@given(any_elements)
def test_what_was_built_is_found(elements: dict[int, bytes]) -> None:
    assert elements_of(packet_with(build_extension(elements))) == elements


@given(any_elements)
def test_aiortc_builds_the_same(elements: dict[int, bytes]) -> None:
    profile, data = aiortc.rtp.pack_header_extensions(list(elements.items()))
    block = profile.to_bytes(2) + (len(data) // 4).to_bytes(2) + data if elements else b""
    assert build_extension(elements) == block


@pytest.mark.parametrize("elements", [{0: b"a"}, {256: b"a"}, {-1: b""}, {1: bytes(256)}])
def test_an_element_that_fits_no_form_is_not_built(elements: dict[int, bytes]) -> None:
    with pytest.raises(ValueError):
        build_extension(elements)


@given(st.sampled_from([0xBEDE, 0x1000, 0x1005]), st.binary(max_size=60))
def test_arbitrary_blocks_raise_only_the_declared_error(profile: int, data: bytes) -> None:
    data += bytes(-len(data) % 4)
    packet = packet_with(profile.to_bytes(2) + (len(data) // 4).to_bytes(2) + data)
    header = parse_header(packet)
    try:
        elements = find_elements(packet, header)
        rewritten = ExtensionMap({1: 2, 2: 1}, {3}).rewrite(packet, header)
    except MalformedPacket:
        return
    end = header.extension_offset + header.extension_length
    for offset, length in elements.values():
        assert header.extension_offset < offset <= offset + length <= end
    assert len(rewritten) == len(packet)
    assert rewritten[end:] == packet[end:]
    assert rewritten[: header.extension_offset] == packet[: header.extension_offset]


@pytest.mark.parametrize(
    ("mapping", "blank", "before", "after"),
    [
        ({}, set(), "1061 22010203 0000", "1061 22010203 0000"),
        ({1: 1, 2: 2}, set(), "1061 22010203 0000", "1061 22010203 0000"),
        ({1: 4}, set(), "1061 22010203 0000", "4061 22010203 0000"),
        # A swap does not lose anything.
        ({1: 2, 2: 1}, set(), "1061 22010203 0000", "2061 12010203 0000"),
        ({}, {1}, "1061 22010203 0000", "0000 22010203 0000"),
        ({1: 1}, {2}, "1061 22010203 0000", "1061 00000000 0000"),
        # Blank has the last word, and its target is free for others.
        ({1: 3, 2: 4}, {1}, "1061 3062 2063 0000", "0000 3062 4063 0000"),
        # An unknown id that would pass for a mapped one goes.
        ({1: 5}, set(), "1061 5062 6063 0000", "5061 0000 6063 0000"),
        # One-byte elements have no id above 14.
        ({1: 15}, set(), "1061 5062 6063 0000", "0000 5062 6063 0000"),
        ({1: 14}, set(), "1061 5062 6063 0000", "e061 5062 6063 0000"),
        # A repeated element is treated each time.
        ({}, {1}, "1061 1062 1063 0000", "0000 0000 0000 0000"),
        # What follows a terminator is not looked at.
        ({1: 2}, set(), "1061 f0 1062 000000", "2061 f0 1062 000000"),
    ],
)
def test_rewriting_one_byte_elements(
    mapping: dict[int, int], blank: set[int], before: str, after: str
) -> None:
    packet = packet_with(block_of("bede", before))
    expected = packet_with(block_of("bede", after))
    assert ExtensionMap(mapping, blank).rewrite(packet, parse_header(packet)) == expected


@pytest.mark.parametrize(
    ("mapping", "blank", "before", "after"),
    [
        ({1: 20, 20: 1}, set(), "010161 1401 62 0000", "140161 0101 62 0000"),
        ({}, {1}, "010161 140162 0000", "000000 140162 0000"),
        ({1: 20}, set(), "010161 140162 0000", "140161 000000 0000"),
        ({1: 255}, {20}, "0100 1400 ff00 0000", "ff00 0000 0000 0000"),
    ],
)
def test_rewriting_two_byte_elements(
    mapping: dict[int, int], blank: set[int], before: str, after: str
) -> None:
    packet = packet_with(block_of("1000", before))
    expected = packet_with(block_of("1000", after))
    assert ExtensionMap(mapping, blank).rewrite(packet, parse_header(packet)) == expected


def test_rewriting_in_place_is_the_same_and_leaves_other_profiles_alone() -> None:
    extension_map = ExtensionMap({1: 4}, {2})
    for block in (build_extension({1: b"a", 2: b"b"}), block_of("abac", "10611061"), b""):
        packet = packet_with(block)
        buffer = bytearray(packet)
        extension_map.rewrite_in_place(buffer, parse_header(packet))
        assert bytes(buffer) == extension_map.rewrite(packet, parse_header(packet))
    assert bytes(buffer) == packet


@pytest.mark.parametrize("mapping", [{}, {1: 1}, {i: i for i in range(1, 15)}])
def test_the_identity_returns_the_packet_itself(mapping: dict[int, int]) -> None:
    packet = packet_with(build_extension({1: b"a"}))
    extension_map = ExtensionMap(mapping)
    assert extension_map.is_identity
    assert extension_map.rewrite(packet, parse_header(packet)) is packet


def test_a_packet_without_extension_is_returned_itself() -> None:
    packet = packet_with(b"")
    assert ExtensionMap({1: 2}).rewrite(packet, parse_header(packet)) is packet


def test_maps_are_equal_when_they_do_the_same() -> None:
    assert ExtensionMap({1: 2}, {3}) == ExtensionMap({1: 2, 3: 7}, [3])
    assert hash(ExtensionMap({1: 2}, {3})) == hash(ExtensionMap({1: 2, 3: 7}, [3]))
    assert ExtensionMap({1: 2}) != ExtensionMap({1: 3})
    assert ExtensionMap({1: 2}) != "a map"


@pytest.mark.parametrize(
    ("mapping", "blank"),
    [({1: 3, 2: 3}, set()), ({0: 1}, set()), ({1: 0}, set()), ({1: 256}, set()), ({}, {0})],
)
def test_an_impossible_map(mapping: dict[int, int], blank: set[int]) -> None:
    with pytest.raises(ValueError):
        ExtensionMap(mapping, blank)


@given(
    one_byte_elements,
    st.permutations(range(1, 15)),
    st.sets(st.integers(1, 14)),
)
def test_a_permutation_moves_every_element_and_erases_the_blank_ones(
    elements: dict[int, bytes], targets: list[int], blank: set[int]
) -> None:
    mapping = dict(zip(range(1, 15), targets, strict=True))
    packet = packet_with(build_extension(elements))
    rewritten = ExtensionMap(mapping, blank).rewrite(packet, parse_header(packet))
    assert elements_of(rewritten) == {
        mapping[i]: data for i, data in elements.items() if i not in blank
    }
    assert rewritten.endswith(PAYLOAD) and len(rewritten) == len(packet)


@given(
    any_elements,
    st.dictionaries(st.integers(1, 255), st.integers(1, 255), max_size=6),
    st.sets(st.integers(1, 255), max_size=3),
)
def test_no_element_is_ever_taken_for_another(
    elements: dict[int, bytes], mapping: dict[int, int], blank: set[int]
) -> None:
    if len(set(mapping.values())) != len(mapping):
        return
    packet = packet_with(build_extension(elements))
    header = parse_header(packet)
    highest = 14 if header.extension_profile == 0xBEDE else 255
    targets = {target for source, target in mapping.items() if source not in blank}
    expected: dict[int, bytes] = {}
    for source, data in elements.items():
        target = mapping.get(source, 0 if source in targets else source)
        if source not in blank and 0 < target <= highest:
            expected[target] = data
    assert elements_of(ExtensionMap(mapping, blank).rewrite(packet, header)) == expected


@pytest.mark.parametrize(
    ("data", "level"),
    [
        (b"\x80", AudioLevel(voice=True, level_dbov=0)),
        (b"\xaa", AudioLevel(voice=True, level_dbov=-42)),
        (b"\x2a", AudioLevel(voice=False, level_dbov=-42)),
        (b"\x7f", AudioLevel(voice=False, level_dbov=-127)),
        # The two-byte form pads it to two bytes (RFC 6464, section 3).
        (b"\xaa\x00", AudioLevel(voice=True, level_dbov=-42)),
    ],
)
def test_audio_level(data: bytes, level: AudioLevel) -> None:
    assert read_audio_level(b"\xff" + data, (1, len(data))) == level


def test_values_too_short_are_malformed() -> None:
    with pytest.raises(MalformedPacket):
        read_audio_level(b"abc", (3, 0))
    with pytest.raises(MalformedPacket):
        read_transport_sequence(b"abc", (2, 1))
    with pytest.raises(MalformedPacket):
        read_identifier(b"\xff\xfe", (0, 2))


def test_identifiers_are_text() -> None:
    assert read_identifier(b"__hi__", (2, 2)) == "hi"
    assert read_identifier(bytearray(b"__hi__"), (2, 2)) == "hi"


@given(st.integers(0, 0x1FFFF))
def test_transport_sequence_is_read_as_written(sequence: int) -> None:
    packet = bytearray(b"----")
    write_transport_sequence(packet, (1, 2), sequence)
    assert read_transport_sequence(packet, (1, 2)) == sequence & 0xFFFF
    assert packet[0] == packet[3] == ord("-")


@pytest.mark.parametrize(
    ("now", "stamp"),
    [(0.0, "000000"), (1.0, "040000"), (63.5, "fe0000"), (64.0, "000000"), (65.25, "050000")],
)
def test_abs_send_time_is_seconds_with_18_bits_of_fraction(now: float, stamp: str) -> None:
    packet = bytearray(b"-----")
    write_abs_send_time(packet, (1, 3), now)
    assert packet == b"-" + bytes.fromhex(stamp) + b"-"


@given(
    st.dictionaries(st.integers(1, 13), st.binary(min_size=0, max_size=20), max_size=5),
    st.lists(st.integers(0, 2**32 - 1), max_size=15),
    st.integers(0, 0xFFFF),
)
def test_a_transport_sequence_can_be_put_at_the_end_of_any_packet(
    elements: dict[int, bytes], csrcs: list[int], sequence: int
) -> None:
    header = RtpHeader(True, 96, 1, 2, 3, csrcs=tuple(csrcs))
    packet = serialize_header(header, build_extension(elements)) + b"payload"
    tail = before_transport_sequence(packet, parse_header(packet), 14)
    numbered = bytes([packet[0] | 0x10]) + packet[1:12] + tail + sequence.to_bytes(2) + b"payload"
    parsed = parse_header(numbered)
    assert numbered[parsed.payload_offset :] == b"payload"
    assert parsed.csrcs == tuple(csrcs)
    found = find_elements(numbered, parsed)
    assert read_transport_sequence(numbered, found.pop(14)) == sequence
    assert {i: numbered[at : at + size] for i, (at, size) in found.items()} == elements
