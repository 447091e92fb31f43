"""A browser that paints in three dimensions, what it painted, and a film of everything around."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from tests.e2e.chromium import QUIET_ARGUMENTS

WITH_WEBGL = [one for one in QUIET_ARGUMENTS if one != "--disable-gpu"] + [
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
#: The colour at a place of what is painted, from 0 to 1 from the left and the top.
READ = """([x, y]) => {
  const view = document.querySelector("spherical-view");
  const canvas = view.querySelector("canvas");
  view.paint();
  const gl = canvas.getContext("webgl");
  const pixel = new Uint8Array(4);
  const [left, up] = [x * (canvas.width - 1), (1 - y) * (canvas.height - 1)].map(Math.round);
  gl.readPixels(left, up, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
  return [...pixel.slice(0, 3)];
}"""
#: Four quarters from the left edge of the picture to its right one: behind, left, front, right.
QUARTERS = {"behind": (0, 0, 230), "left": (230, 0, 0), "front": (0, 200, 0), "right": (230,) * 3}
#: Spherical Video V1, in a track's `uuid` box.
_UUID = bytes.fromhex("ffcc8263f8554a938814587a02521fdd")
_RDF = b"<rdf:SphericalVideo><GSpherical:Spherical>true</GSpherical:Spherical></rdf:SphericalVideo>"
#: What encoding makes of a colour, and nothing more.
_UNLIKE_MAX = 100
_WIDTH, _HEIGHT, _PICTURES_S = 512, 256, 10


def _picture() -> npt.NDArray[np.uint8]:
    """Each quarter has its colour: the middle of the picture is the front."""
    edges = [colour for colour in QUARTERS.values() for _ in range(_WIDTH // 4)]
    # By an eighth of a turn: the front is around the middle.
    return np.tile(np.roll(np.array(edges, np.uint8), -_WIDTH // 8, axis=0), (_HEIGHT, 1, 1))


def write_photo_around(path: Path) -> Path:
    """As cameras write it: a JPEG whose XMP says what it is (Photo Sphere XMP)."""
    encoded, jpeg = cv2.imencode(".jpg", _picture()[:, :, ::-1])
    assert encoded
    said = b'http://ns.adobe.com/xap/1.0/\0<x GPano:ProjectionType="equirectangular"/>'
    segment = b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said
    data = jpeg.tobytes()
    path.write_bytes(data[:2] + segment + data[2:])
    return path


def write_film_around(path: Path, lasts_s: int = 3) -> Path:
    """The same picture all along."""
    picture = _picture()
    with av.open(str(path), "w") as output:
        video = output.add_stream("h264", rate=_PICTURES_S)
        video.width, video.height, video.pix_fmt = _WIDTH, _HEIGHT, "yuv420p"
        video.codec_context.gop_size = _PICTURES_S
        for _ in range(lasts_s * _PICTURES_S):
            output.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        output.mux(video.encode())
    _say_spherical(path)
    return path


def _say_spherical(path: Path) -> None:
    """One box more in its track; its index comes last, so that nothing else moves."""
    data = bytearray(path.read_bytes())
    more = struct.pack(">I", 24 + len(_RDF)) + b"uuid" + _UUID + _RDF
    moov_at = data.rindex(b"moov") - 4
    track_at = data.index(b"trak", moov_at) - 4
    (track_bytes,) = struct.unpack_from(">I", data, track_at)
    for at in (moov_at, track_at):
        struct.pack_into(">I", data, at, struct.unpack_from(">I", data, at)[0] + len(more))
    data[track_at + track_bytes : track_at + track_bytes] = more
    path.write_bytes(data)


def quarter_of(seen: list[int]) -> str:
    """Which quarter has this colour, more or less; none: where nothing is painted."""

    def unlike(name: str) -> int:
        return sum(abs(a - b) for a, b in zip(seen, QUARTERS[name], strict=True))

    nearest = min(QUARTERS, key=unlike)
    return nearest if unlike(nearest) < _UNLIKE_MAX else "nothing"
