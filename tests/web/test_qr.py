"""The QR code of the room's screen against two implementations that are not ours."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence

import pytest
import segno

from tests.web.pages import SCRIPTS

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is missing")

# The most bytes that each version holds at level M (ISO/IEC 18004, table 7): no padding, where
# encoders differ.
FULL = {
    1: 14,
    2: 26,
    3: 42,
    4: 62,
    5: 84,
    6: 106,
    7: 122,
    8: 152,
    9: 180,
    10: 213,
    11: 251,
    12: 287,
    13: 331,
    14: 362,
    15: 412,
}
ADDRESSES = (
    "http://127.0.0.1:8080/#482713906",
    "http://192.168.100.200:8080/#482713906",
    "https://passerelle.centre-jacques-brel.fr/#482713906",
    "https://été.example/#1",
    "https://passerelle.example/presence/kX2vAbCdEfGh#" + "eyJhbGciOiJIUzI1NiJ9." * 12,
)


def encode(text: str, masks: Sequence[int | None] = (None,)) -> list[list[str]]:
    """The rows of our code, "1" for dark, once per mask (None: ours to choose)."""
    module = (SCRIPTS / "protocol" / "qr.js").as_uri()
    script = (
        f"import {{ encodeQr }} from '{module}';"
        f"const [text, masks] = {json.dumps([text, list(masks)])};"
        "const codes = masks.map((mask) => encodeQr(text, mask ?? undefined));"
        "console.log(JSON.stringify(codes.map((code) => code.map((r) => r.map(Number).join('')))));"
    )
    run = subprocess.run(
        ["node", "--input-type=module", "--eval", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    codes: list[list[str]] = json.loads(run.stdout)
    return codes


@pytest.mark.parametrize(("version", "length"), FULL.items())
def test_a_full_code_is_module_for_module_that_of_segno(version: int, length: int) -> None:
    text = ("https://Passerelle/" * 30)[:length]
    for mask, ours in enumerate(encode(text, range(8))):
        theirs = segno.make_qr(
            text, version=version, error="m", mode="byte", mask=mask, boost_error=False
        )
        assert ours == ["".join(str(int(dark)) for dark in row) for row in theirs.matrix], mask


@pytest.mark.parametrize("text", ADDRESSES)
def test_opencv_reads_the_address(text: str) -> None:
    cv2 = pytest.importorskip("cv2")
    numpy = pytest.importorskip("numpy")
    rows = encode(text)[0]
    dark = numpy.array([[row == "1" for row in line] for line in rows])
    picture = numpy.where(numpy.pad(dark, 4), 0, 255).astype(numpy.uint8)
    picture = numpy.kron(picture, numpy.ones((8, 8), numpy.uint8))
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert read == text


def test_a_text_that_does_not_fit_is_refused() -> None:
    with pytest.raises(subprocess.CalledProcessError) as refusal:
        encode("x" * 413)
    assert "RangeError" in refusal.value.stderr
