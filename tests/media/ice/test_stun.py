"""The STUN codec against RFC 5769, against aioice's own codec, and against arbitrary bytes."""

import contextlib
from typing import Any

import pytest
from aioice import stun as oracle
from hypothesis import given
from hypothesis import strategies as st

from media.errors import MalformedPacket
from media.ice.stun import (
    StunClass,
    StunMessage,
    is_stun,
    parse_stun,
    peek_local_ufrag,
    serialize_stun,
)

# RFC 5769 section 2: its password, and one transaction for the three samples.
PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt"
TRANSACTION = bytes.fromhex("b7e7a701bc34d686fa87dfae")
SAMPLE_REQUEST = bytes.fromhex(
    "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74"
    "002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020"
    "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf"
)
SAMPLE_RESPONSE_IPV4 = bytes.fromhex(
    "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220"
    "002000080001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
    "80280004c07d4c96"
)
SAMPLE_RESPONSE_IPV6 = bytes.fromhex(
    "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220"
    "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d900080014a382954e4be67bf11784"
    "c97c8292c275bfe3ed4180280004c8fb0b4c"
)

ufrags = st.text("abcXYZ0189+/", min_size=4, max_size=32)
passwords = st.text("abcXYZ0189+/", min_size=22, max_size=64)
transactions = st.binary(min_size=12, max_size=12)
hosts = st.ip_addresses().map(str)
addresses = st.tuples(hosts, st.integers(0, 65535))
numbers_64 = st.integers(0, 2**64 - 1)

messages = st.builds(
    StunMessage,
    message_class=st.sampled_from(StunClass),
    transaction_id=transactions,
    username=st.none() | st.builds("{}:{}".format, ufrags, ufrags),
    priority=st.none() | st.integers(0, 2**32 - 1),
    use_candidate=st.booleans(),
    ice_controlling=st.none() | numbers_64,
    ice_controlled=st.none() | numbers_64,
    xor_mapped_address=st.none() | addresses,
    error=st.none() | st.tuples(st.integers(300, 699), st.text(max_size=40)),
)


def test_reads_the_request_of_rfc_5769() -> None:
    request = parse_stun(SAMPLE_REQUEST)
    assert request == StunMessage(
        message_class=StunClass.REQUEST,
        transaction_id=TRANSACTION,
        username="evtj:h6vY",
        priority=0x6E0001FF,
        ice_controlled=0x932FF9B151263B36,
    )
    assert request.has_fingerprint
    assert request.verify(PASSWORD)
    assert not request.verify(PASSWORD + "x")


@pytest.mark.parametrize(
    ("sample", "address"),
    [
        (SAMPLE_RESPONSE_IPV4, ("192.0.2.1", 32853)),
        (SAMPLE_RESPONSE_IPV6, ("2001:db8:1234:5678:11:2233:4455:6677", 32853)),
    ],
)
def test_reads_the_responses_of_rfc_5769(sample: bytes, address: tuple[str, int]) -> None:
    response = parse_stun(sample)
    assert response.message_class is StunClass.RESPONSE
    assert response.xor_mapped_address == address
    assert response.verify(PASSWORD)


@given(messages, st.none() | passwords)
def test_parse_of_serialize_is_identity(message: StunMessage, password: str | None) -> None:
    parsed = parse_stun(serialize_stun(message, password))
    assert parsed == message
    assert parsed.has_fingerprint
    assert parsed.verify(password or "any") is (password is not None)


@given(messages, passwords)
def test_aioice_reads_what_we_write(message: StunMessage, password: str) -> None:
    theirs = oracle.parse_message(serialize_stun(message, password))
    assert theirs.check_message_integrity(password.encode())
    assert theirs.message_class == message.message_class
    assert theirs.transaction_id == message.transaction_id
    expected = {
        "USERNAME": message.username,
        "PRIORITY": message.priority,
        "ICE-CONTROLLING": message.ice_controlling,
        "ICE-CONTROLLED": message.ice_controlled,
        "XOR-MAPPED-ADDRESS": message.xor_mapped_address,
        "ERROR-CODE": message.error,
    }
    for name, value in expected.items():
        assert theirs.attributes.get(name) == value
    assert ("USE-CANDIDATE" in theirs.attributes) is message.use_candidate


@given(
    transactions,
    passwords,
    st.fixed_dictionaries(
        {"USERNAME": st.builds("{}:{}".format, ufrags, ufrags)},
        optional={
            "PRIORITY": st.integers(0, 2**32 - 1),
            "USE-CANDIDATE": st.none(),
            "ICE-CONTROLLING": numbers_64,
            "XOR-MAPPED-ADDRESS": addresses,
            "SOFTWARE": st.text(max_size=20),
        },
    ),
)
def test_we_read_what_aioice_writes(
    transaction_id: bytes, password: str, attributes: dict[str, Any]
) -> None:
    theirs = oracle.Message(
        oracle.Method.BINDING, oracle.Class.REQUEST, transaction_id, dict(attributes)
    )
    theirs.add_message_integrity(password.encode())
    ours = parse_stun(bytes(theirs))
    assert ours.verify(password)
    assert ours.transaction_id == transaction_id
    assert ours.username == attributes["USERNAME"]
    assert ours.priority == attributes.get("PRIORITY")
    assert ours.ice_controlling == attributes.get("ICE-CONTROLLING")
    assert ours.xor_mapped_address == attributes.get("XOR-MAPPED-ADDRESS")
    assert ours.use_candidate is ("USE-CANDIDATE" in attributes)
    assert peek_local_ufrag(bytes(theirs)) == attributes["USERNAME"].split(":")[0]


@pytest.mark.parametrize(
    ("fault", "datagram"),
    [
        ("empty", b""),
        ("shorter than a header", SAMPLE_REQUEST[:19]),
        ("an RTP packet", b"\x80" + SAMPLE_REQUEST[1:]),
        ("another magic cookie", SAMPLE_REQUEST[:4] + b"\x00" + SAMPLE_REQUEST[5:]),
        ("cut", SAMPLE_REQUEST[:-4]),
        ("longer than it says", SAMPLE_REQUEST + bytes(4)),
        ("a changed byte under the fingerprint", SAMPLE_REQUEST.replace(b"evtj", b"evtk")),
        ("a fingerprint without a value", SAMPLE_REQUEST[:2] + b"\x00\x04" + SAMPLE_REQUEST[4:20]
         + b"\x80\x28\x00\x00"),
        ("an attribute past the end", SAMPLE_REQUEST[:2] + b"\x00\x04" + SAMPLE_REQUEST[4:20]
         + b"\x00\x06\x00\x09"),
        ("a username that is not UTF-8", SAMPLE_REQUEST[:2] + b"\x00\x08" + SAMPLE_REQUEST[4:20]
         + b"\x00\x06\x00\x04\xff\xff\xff\xff"),
        ("larger than any STUN message", SAMPLE_REQUEST[:20] + bytes(3000)),
    ],
)  # fmt: skip
def test_malformed_messages_are_refused(fault: str, datagram: bytes) -> None:
    with pytest.raises(MalformedPacket):
        parse_stun(datagram)


def test_attributes_after_the_integrity_are_not_believed() -> None:
    request = StunMessage(StunClass.REQUEST, TRANSACTION, username="a:b")
    signed = serialize_stun(request, PASSWORD)[:-8]
    added = b"\x00\x25\x00\x00"
    length = (len(signed) + len(added) - 20).to_bytes(2, "big")
    parsed = parse_stun(signed[:2] + length + signed[4:] + added)
    assert parsed.verify(PASSWORD)
    assert not parsed.use_candidate


def test_an_unknown_attribute_below_0x8000_is_reported() -> None:
    def message(kind: bytes) -> bytes:
        return SAMPLE_REQUEST[:2] + b"\x00\x04" + SAMPLE_REQUEST[4:20] + kind + b"\x00\x00"

    assert parse_stun(message(b"\x7f\xff")).unknown_required == (0x7FFF,)
    assert parse_stun(message(b"\xc0\x57")).unknown_required == ()


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_but_malformed_packet(datagram: bytes) -> None:
    peek_local_ufrag(datagram)
    with contextlib.suppress(MalformedPacket):
        parse_stun(datagram)


@given(messages, st.data())
def test_damaged_messages_raise_nothing_but_malformed_packet(
    message: StunMessage, data: st.DataObject
) -> None:
    damaged = bytearray(serialize_stun(message, PASSWORD))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    peek_local_ufrag(bytes(damaged))
    with contextlib.suppress(MalformedPacket):
        parse_stun(bytes(damaged))


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=24)), max_size=6))
def test_well_framed_nonsense_raises_nothing_but_malformed_packet(
    attributes: list[tuple[int, bytes]],
) -> None:
    body = b"".join(
        kind.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value + bytes(-len(value) % 4)
        for kind, value in attributes
    )
    datagram = b"\x00\x01" + len(body).to_bytes(2, "big") + SAMPLE_REQUEST[4:20] + body
    peek_local_ufrag(datagram)
    with contextlib.suppress(MalformedPacket):
        parse_stun(datagram)


@pytest.mark.parametrize(
    ("datagram", "expected"),
    [
        (SAMPLE_REQUEST, True),
        (SAMPLE_RESPONSE_IPV6, True),
        (b"", False),
        (b"\x00", False),
        (b"\x16\xfe\xfd" + bytes(40), False),
        (b"\x80\x60" + bytes(40), False),
        (SAMPLE_REQUEST + bytes(2048), False),
    ],
)
def test_prefilter(datagram: bytes, expected: bool) -> None:
    assert is_stun(datagram) is expected


@pytest.mark.parametrize(
    ("username", "expected"),
    [("local:remote", "local"), ("local", None), (":remote", None), ("é:remote", None)],
)
def test_peeks_at_the_local_fragment(username: str, expected: str | None) -> None:
    request = StunMessage(StunClass.REQUEST, TRANSACTION, username=username)
    assert peek_local_ufrag(serialize_stun(request)) == expected
