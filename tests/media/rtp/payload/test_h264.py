import pytest

from media.rtp.payload.h264 import is_keyframe_start

FIRST_SLICE = "88 84 00"  # first_mb_in_slice 0: the leading bit is 1
LATER_SLICE = "04 84 00"
SPS = "67 42e01f"
PPS = "68 ce3c80"


@pytest.mark.parametrize(
    ("payload", "expected", "what"),
    [
        (SPS, True, "sequence parameters alone"),
        (PPS, False, "picture parameters alone"),
        (f"65 {FIRST_SLICE}", True, "a whole IDR slice"),
        (f"65 {LATER_SLICE}", False, "the second slice of an IDR picture"),
        (f"41 {FIRST_SLICE}", False, "a predicted slice"),
        ("06 05 00", False, "supplemental information"),
        (f"78 0004 {SPS} 0004 {PPS}", True, "an aggregate of both parameter sets"),
        (f"78 0004 {PPS} 0004 65 {FIRST_SLICE}", True, "an aggregate whose second unit is IDR"),
        (f"78 0004 {PPS} 0004 41 {FIRST_SLICE}", False, "an aggregate without either"),
        (f"78 0004 {PPS} 0004 65 {LATER_SLICE}", False, "an aggregate with a later IDR slice"),
        (f"7c 85 {FIRST_SLICE}", True, "the first fragment of an IDR slice"),
        (f"7c 05 {FIRST_SLICE}", False, "a later fragment of it"),
        (f"7c 45 {FIRST_SLICE}", False, "its last fragment"),
        (f"7c 85 {LATER_SLICE}", False, "the first fragment of a later IDR slice"),
        (f"7c 81 {FIRST_SLICE}", False, "the first fragment of a predicted slice"),
        (f"7d 85 {FIRST_SLICE}", False, "FU-B, which no browser sends"),
        ("", False, "nothing"),
        ("65", False, "an IDR slice without content"),
        ("7c", False, "a fragment without its header"),
        ("7c 85", False, "a fragment without content"),
        ("78", False, "an aggregate of nothing"),
        ("78 00", False, "an aggregate cut within a length"),
        ("78 0001 65", False, "an aggregate of a unit without content"),
        ("78 0001 65 80", False, "the same, before what reads like a first slice"),
        ("78 ffff 68", False, "an aggregate that announces too much"),
        ("78 0000 0000 0004 67 42e01f", True, "an aggregate with empty units before"),
    ],
)
def test_keyframe_start(payload: str, expected: bool, what: str) -> None:
    assert is_keyframe_start(bytes.fromhex(payload)) is expected
