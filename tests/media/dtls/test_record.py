"""Records and fragments in the clear: read what is well formed, discard the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.dtls.record import (
    HANDSHAKE,
    MTU_BYTES,
    Record,
    pack_datagrams,
    parse_fragments,
    parse_records,
)

records = st.builds(
    Record,
    content_type=st.sampled_from([20, 21, 22, 23]),
    version=st.sampled_from([0xFEFF, 0xFEFD]),
    epoch=st.integers(0, 0xFFFF),
    sequence=st.integers(0, 2**48 - 1),
    body=st.binary(min_size=1, max_size=300),
)


@given(st.lists(records, max_size=5))
def test_parse_of_serialize_is_identity(sent: list[Record]) -> None:
    assert parse_records(b"".join(record.serialize(record.sequence) for record in sent)) == sent


@given(st.lists(records, max_size=3), st.binary(max_size=40))
def test_what_comes_before_a_malformed_record_is_kept(sent: list[Record], tail: bytes) -> None:
    whole = b"".join(record.serialize(record.sequence) for record in sent)
    malformed = b"\x17\x03\x03" + tail
    assert parse_records(whole + malformed) == sent


@given(st.binary(max_size=100))
def test_arbitrary_bytes_never_raise(body: bytes) -> None:
    for record in parse_records(body):
        parse_fragments(record)
    parse_fragments(Record(HANDSHAKE, 0xFEFD, 0, 0, body))


def test_several_messages_in_one_record_and_fragments_are_read() -> None:
    whole = b"\x0e\x00\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00"
    second_half = b"\x0b\x00\x00\x08\x00\x02\x00\x00\x04\x00\x00\x04abcd"
    first, second = parse_fragments(Record(HANDSHAKE, 0xFEFD, 0, 0, whole + second_half))
    assert (first.message_type, first.message_length, first.message_sequence) == (14, 0, 5)
    assert (second.message_type, second.offset, second.body) == (11, 4, b"abcd")


def test_a_record_with_a_wrong_fragment_is_discarded_whole() -> None:
    whole = b"\x0e\x00\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00"
    past_its_message = b"\x0b\x00\x00\x06\x00\x02\x00\x00\x04\x00\x00\x04abcd"
    assert parse_fragments(Record(HANDSHAKE, 0xFEFD, 0, 0, whole + past_its_message)) == []


@given(st.lists(st.binary(min_size=1, max_size=MTU_BYTES), max_size=20))
def test_datagrams_hold_whole_records_in_order(serialized: list[bytes]) -> None:
    datagrams = pack_datagrams(serialized)
    assert b"".join(datagrams) == b"".join(serialized)
    assert all(0 < len(datagram) <= MTU_BYTES for datagram in datagrams)


@pytest.mark.parametrize(
    ("record_sizes", "datagram_sizes"),
    [
        ([], []),
        ([100], [100]),
        ([100, 200, 300], [600]),
        ([600, 600], [1200]),
        ([600, 601], [600, 601]),
        ([1200, 1, 1199], [1200, 1200]),
        ([700, 600, 500, 100], [700, 1200]),
    ],
)
def test_datagrams_are_filled(record_sizes: list[int], datagram_sizes: list[int]) -> None:
    assert [len(d) for d in pack_datagrams(map(bytes, record_sizes))] == datagram_sizes
