"""A wall clock that a machine can read off a picture, to measure capture-to-screen latency.

The stripe, on a picture of W x H pixels (any size; positions are fractions of it):

- it covers the full width, from ``y = H - H / 30`` down to the bottom edge;
- it is cut into 32 equal blocks; block ``i`` spans ``i * W / 32 <= x < (i + 1) * W / 32``;
- a light (cream) block is a 1, a dark (deep teal) block is a 0;
- block 0 is light and block 1 is dark: half-way between their means is the threshold;
- blocks 2 to 23 are 22 bits, most significant first: ``g = n ^ (n >> 1)`` (Gray code), where
  ``n`` is the Unix time in milliseconds modulo 2**22 (it comes round after about 70 minutes);
- blocks 24 to 31 are the CRC-8 (polynomial 0x07, initial value 0, not reflected, no final xor)
  of ``g`` written as three bytes, most significant first; its most significant bit comes first.

To read it, average the middle half (in both directions) of each block, e.g. the green channel of
a canvas, compare with the threshold, check the CRC, and undo the Gray code:
``for (n = 0; g; g >>= 1) n ^= g``. The latency is ``(now_ms - n) mod 2**22``.
"""

import numpy as np
from numpy.typing import NDArray

BLOCKS = 32
TIME_BITS = 22
CRC_BITS = 8
PERIOD_MS = 1 << TIME_BITS
STRIPE_FRACTION = 30
MIN_CONTRAST = 40.0
# Dark, then light, as Y, Cb and Cr of BT.601: the colours of the visual design, far apart in luma.
LEVELS_Y = np.array([79, 228], np.uint8)
LEVELS_CB = np.array([143, 122], np.uint8)
LEVELS_CR = np.array([94, 131], np.uint8)

Plane = NDArray[np.uint8]


def stripe_top(height: int) -> int:
    """The first row of the stripe in a picture of this height."""
    return height - height // STRIPE_FRACTION


def draw(luma: Plane, blue: Plane, red: Plane, wall_ms: int) -> None:
    """Draw the stripe for this Unix time in milliseconds on the planes of a yuv420p picture.

    ``luma`` is (H, W), ``blue`` and ``red`` (H / 2, W / 2); all are written in place.
    """
    gray = _to_gray(wall_ms % PERIOD_MS)
    word = (0b10 << (TIME_BITS + CRC_BITS)) | (gray << CRC_BITS) | _crc8(gray)
    bits = (word >> np.arange(BLOCKS - 1, -1, -1, dtype=np.int64)) & 1
    for plane, levels in ((luma, LEVELS_Y), (blue, LEVELS_CB), (red, LEVELS_CR)):
        height, width = plane.shape
        plane[stripe_top(height) :, :] = levels[bits[np.arange(width) * BLOCKS // width]]


def read(luma: Plane) -> int | None:
    """The Unix time in milliseconds modulo ``PERIOD_MS`` on an (H, W) luma plane.

    None when there is no stripe, or when its check does not match.
    """
    height, width = luma.shape
    tall, wide = height / STRIPE_FRACTION, width / BLOCKS
    if tall < 2 or wide < 2:
        return None
    top = height - tall
    rows = luma[int(top + tall / 4) : max(int(top + tall * 3 / 4), int(top + tall / 4) + 1)]
    levels = np.empty(BLOCKS)
    for block in range(BLOCKS):
        left = int((block + 0.25) * wide)
        right = max(int((block + 0.75) * wide), left + 1)
        levels[block] = rows[:, left:right].mean()
    if levels[0] - levels[1] < MIN_CONTRAST:
        return None
    word = 0
    for bit in levels > (levels[0] + levels[1]) / 2:
        word = (word << 1) | int(bit)
    gray = (word >> CRC_BITS) & (PERIOD_MS - 1)
    if word & ((1 << CRC_BITS) - 1) != _crc8(gray):
        return None
    return _from_gray(gray)


def elapsed_ms(read_ms: int, now_ms: int) -> int:
    """How long ago ``read_ms`` was drawn, given the Unix time in milliseconds now."""
    return (now_ms - read_ms) % PERIOD_MS


def _to_gray(value: int) -> int:
    return value ^ (value >> 1)


def _from_gray(gray: int) -> int:
    value = 0
    while gray:
        value ^= gray
        gray >>= 1
    return value


def _crc8(gray: int) -> int:
    crc = 0
    for byte in gray.to_bytes(3, "big"):
        crc ^= byte
        for _ in range(8):
            crc = ((crc << 1) ^ 0x07 if crc & 0x80 else crc << 1) & 0xFF
    return crc
