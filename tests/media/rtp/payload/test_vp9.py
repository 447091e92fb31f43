import pytest

from media.rtp.payload.vp9 import is_keyframe_start


@pytest.mark.parametrize(
    ("payload", "expected", "what"),
    [
        ("08 49", True, "start of frame, nothing else"),
        ("0c 49", True, "a whole frame in one packet"),
        ("88 05 49", True, "a picture id of 7 bits"),
        ("88 8005 49", True, "a picture id of 15 bits"),
        ("8a 8005 18 49", True, "a scalability structure follows"),
        ("a8 8005 00 00 49", True, "base spatial layer"),
        ("a8 05 10 00 49", True, "base spatial layer, switching up possible"),
        ("28 00 00 49", True, "layer indices, no picture id"),
        ("a8 8005 03 00 49", False, "the second spatial layer of a keyframe"),
        ("a8 05 04 00 49", False, "the third spatial layer"),
        ("a8 05 08 00 49", False, "the fifth spatial layer"),
        ("28 02 00 49", False, "the second spatial layer, no picture id"),
        ("48 49", False, "predicted from another picture"),
        ("e8 8005 00 00 49", False, "predicted, base layer"),
        ("80 8005 49", False, "a keyframe's later packet"),
        ("", False, "nothing"),
        ("08", False, "a descriptor without a frame"),
        ("88", False, "no picture id where one is announced"),
        ("a8 05", False, "no layer indices where they are announced"),
        ("a8 8005", False, "no layer indices after a long picture id"),
        ("28", False, "no layer indices, no picture id"),
    ],
)
def test_keyframe_start(payload: str, expected: bool, what: str) -> None:
    assert is_keyframe_start(bytes.fromhex(payload)) is expected
