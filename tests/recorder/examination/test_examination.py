"""Films and pictures as they come, and files made to do harm: what the examiner says of each, what
it opens (by strace), what it may take."""

from __future__ import annotations

import io
import os
import re
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from recorder.child_process import child_environment
from recorder.examination import process
from recorder.examination.confinement import MEMORY_BYTES
from recorder.examination.findings import Film, Refused
from recorder.examination.process import examine, examiner_command
from tests.support.films import make_film, make_picture, make_sound

CANARY = "canary-of-a-neighbour"
WHAT_EXAMINATIONS_TAKE = """
import asyncio, contextlib, pathlib, resource, sys
from recorder.examination.findings import Refused
from recorder.examination.process import examine

for path in sys.argv[1:]:
    with contextlib.suppress(Refused):
        asyncio.run(examine(pathlib.Path(path)))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    make_film(folder / "phone.mp4", sound="aac")
    make_film(folder / "fast.mp4", options={"movflags": "faststart"})
    make_film(folder / "camera.ts")
    make_film(folder / "page.webm", codec="libvpx")
    make_film(folder / "old.avi", codec="mpeg4")
    make_film(folder / "ours.mkv")
    make_film(folder / "around.mp4", width=2880, height=1440, frames=2)
    make_picture(folder / "photo.jpg")
    make_picture(folder / "around.jpg", 4096, 2048)
    make_picture(folder / "picture.png", codec="png")
    return folder


async def outcome(path: Path) -> Film | str:
    try:
        film, _ = await examine(path)
    except Refused as refusal:
        return refusal.reason
    return film


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("phone.mp4", Film("video", "mov", 320, 180, 3000, 25.0, "h264", "aac", None)),
        ("fast.mp4", Film("video", "mov", 320, 180, 3000, 25.0, "h264", None, None)),
        ("camera.ts", Film("video", "mpegts", 320, 180, 3000, 25.0, "h264", None, None)),
        ("page.webm", Film("video", "matroska", 320, 180, 3000, 25.0, "vp8", None, None)),
        ("old.avi", Film("video", "avi", 320, 180, 3000, 25.0, "mpeg4", None, None)),
        ("ours.mkv", Film("video", "matroska", 320, 180, 3000, 25.0, "h264", None, None)),
        ("around.mp4", Film("video", "mov", 2880, 1440, 80, 25.0, "h264", None, "aspect")),
        ("photo.jpg", Film("photo", "jpeg_pipe", 640, 480, 0, 0.0, "mjpeg", None, None)),
        ("around.jpg", Film("photo", "jpeg_pipe", 4096, 2048, 0, 0.0, "mjpeg", None, "aspect")),
        ("picture.png", Film("photo", "png_pipe", 640, 480, 0, 0.0, "png", None, None)),
    ],
)
async def test_what_people_bring(films: Path, name: str, expected: Film) -> None:
    found = await outcome(films / name)
    assert isinstance(found, Film), found
    # Containers count the last frame, or the sound, a little differently.
    assert abs(found.duration_ms - expected.duration_ms) <= 60
    assert found == Film(**expected.as_dict() | {"duration_ms": found.duration_ms})


async def test_a_360_film_by_what_it_says(films: Path, tmp_path: Path) -> None:
    """The box is put at the end of the track, as the tools for it do."""
    data = (films / "phone.mp4").read_bytes()
    rdf = b"<GSpherical:Spherical>true</GSpherical:Spherical>"
    extra = bytes.fromhex("ffcc8263f8554a938814587a02521fdd") + rdf
    extra = struct.pack(">I", 8 + len(extra)) + b"uuid" + extra
    moov, track = data.rindex(b"moov") - 4, data.rindex(b"trak", 0, data.rindex(b"vmhd")) - 4
    for at in (moov, track):
        size = struct.unpack(">I", data[at : at + 4])[0]
        data = data[:at] + struct.pack(">I", size + len(extra)) + data[at + 4 :]
    end = track + struct.unpack(">I", data[track : track + 4])[0] - len(extra)
    (tmp_path / "x.mp4").write_bytes(data[:end] + extra + data[end:])
    found = await outcome(tmp_path / "x.mp4")
    assert isinstance(found, Film) and found.spherical == "metadata"


def _cut(name: str) -> Callable[[Path], bytes]:
    return lambda films: (data := (films / name).read_bytes())[: len(data) * 6 // 10]


def _zeros(films: Path) -> bytes:
    """What a camera leaves behind when its card gave up: the right size, and nothing in it."""
    data = bytearray((films / "fast.mp4").read_bytes())
    start = data.index(b"mdat") + 4
    data[start:] = bytes(len(data) - start)
    return bytes(data)


def _zip_bomb(films: Path) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("film.mp4", bytes(50_000_000))
    return held.getvalue()


def _png(width: int, height: int, pixels: bytes = b"") -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(pixels))
        + chunk(b"IEND", b"")
    )


def _huge_film(films: Path) -> bytes:
    """Key frames of VP8 (RFC 6386 section 9.1) that say 16383 x 16383."""
    data = (films / "page.webm").read_bytes()
    start, size = b"\x9d\x01\x2a", struct.pack("<HH", 320, 180)
    assert start + size in data
    return data.replace(start + size, start + struct.pack("<HH", 16383, 16383))


def _neighbour(path: str) -> dict[str, Callable[[Path], bytes]]:
    """Texts that FFmpeg would take for a film, and open what they name."""
    return {
        "ffconcat.mp4": lambda films: f"ffconcat version 1.0\nfile {path}\n".encode(),
        "playlist.mp4": lambda films: (
            f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{path}\n#EXT-X-ENDLIST\n"
        ).encode(),
        "session.mp4": lambda films: (
            b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            b"m=video 9 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
        ),
        "drawing.jpg": lambda films: (
            f'<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{path}"/></svg>'
        ).encode(),
        "dash.mp4": lambda films: (
            f'<?xml version="1.0"?><MPD><BaseURL>file://{path}</BaseURL></MPD>'
        ).encode(),
        "behind_a_head.mp4": lambda films: (
            b"\0\0\0\x10ftypisom\0\0\0\0" + f"ffconcat version 1.0\nfile {path}\n".encode()
        ),
    }


HOSTILE: dict[str, tuple[Callable[[Path], bytes], str | tuple[str, ...]]] = {
    **{
        name: (made, "damaged" if name == "behind_a_head.mp4" else "type")
        for name, made in _neighbour(f"/{CANARY}.mp4").items()
    },
    "nothing.mp4": (lambda films: b"", "empty"),
    "bomb.zip.mp4": (_zip_bomb, "type"),
    "cut.mp4": (_cut("phone.mp4"), "damaged"),
    "cut_fast.mp4": (_cut("fast.mp4"), "damaged"),
    "cut.mkv": (_cut("ours.mkv"), "damaged"),
    "cut.webm": (_cut("page.webm"), "damaged"),
    "cut.jpg": (lambda films: (films / "photo.jpg").read_bytes()[:100], "damaged"),
    "zeros.mp4": (_zeros, "damaged"),
    "huge.png": (lambda films: _png(12_000, 12_000), "dimensions"),
    "beyond.png": (lambda films: _png(60_000, 60_000), ("dimensions", "damaged")),
    "bomb.png": (lambda films: _png(9000, 9000, bytes(9001 * 9000)), ("accepted", "limits")),
    "huge.webm": (_huge_film, ("dimensions", "damaged", "limits")),
    "head_alone.mkv": (lambda films: b"\x1a\x45\xdf\xa3" + bytes(2000), "damaged"),
    "ts_alone.ts": (lambda films: (b"\x47" + bytes(187)) * 2000, "damaged"),
}


def written(films: Path, folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(HOSTILE[name][0](films))
    return path


@pytest.mark.parametrize("name", HOSTILE)
async def test_files_that_are_refused_and_why(films: Path, tmp_path: Path, name: str) -> None:
    found = await outcome(written(films, tmp_path, name))
    expected = HOSTILE[name][1]
    got = "accepted" if isinstance(found, Film) else found
    assert got in ((expected,) if isinstance(expected, str) else expected)


async def test_sound_alone_is_no_film(tmp_path: Path) -> None:
    make_sound(tmp_path / "x.mp4")
    assert await outcome(tmp_path / "x.mp4") == "no_picture"


async def test_a_codec_that_nobody_films_in(tmp_path: Path) -> None:
    make_film(tmp_path / "x.mkv", codec="ffv1", frames=5)
    assert await outcome(tmp_path / "x.mkv") == "codec"


async def test_a_film_of_a_week(films: Path, tmp_path: Path) -> None:
    data = (films / "ours.mkv").read_bytes()
    # Duration (RFC 9559 section 5.1.2.10), a float of 8 bytes, in milliseconds.
    at = data.index(b"\x44\x89\x88") + 3
    (tmp_path / "x.mkv").write_bytes(data[:at] + struct.pack(">d", 7 * 86_400e3) + data[at + 8 :])
    assert await outcome(tmp_path / "x.mkv") == "long"


@pytest.mark.parametrize("name", ["-i.mp4", "$(touch x).mp4", "a\nb.mp4", "http:x.mp4", "é;.mp4"])
async def test_a_name_is_only_a_name(films: Path, tmp_path: Path, name: str) -> None:
    shutil.copy(films / "fast.mp4", tmp_path / name)
    assert isinstance(await outcome(tmp_path / name), Film)
    assert [path.name for path in tmp_path.iterdir()] == [name]


async def test_it_is_confined(films: Path) -> None:
    _, confinement = await examine(films / "fast.mp4")
    assert {"limits", "files"} <= confinement
    if os.geteuid() == 0:
        assert confinement == {"limits", "network", "user", "files"}


OPENING = re.compile(
    r"\b(open|openat|openat2|creat|socket|connect|bind|execve|execveat|fork|vfork|clone3?|"
    r"link|linkat|symlink|rename|renameat2?|mkdir|unlink|mount|ptrace|open_by_handle_at)\("
)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("name", [*HOSTILE, "phone.mp4", "photo.jpg"])
def test_nothing_else_is_opened(films: Path, tmp_path: Path, name: str) -> None:
    """Every system call after the confinement: none opens, makes, connects to or starts anything;
    and the neighbour's file is not named even before."""
    path = written(films, tmp_path, name) if name in HOSTILE else films / name
    trace = tmp_path / "trace"
    with path.open("rb") as file:
        subprocess.run(
            ["strace", "-f", "-s", "256", "-o", str(trace), *examiner_command()],
            stdin=file,
            stdout=subprocess.PIPE,
            env=child_environment(),
            cwd="/",
            timeout=100,
            check=True,
        )
    calls = trace.read_text(errors="replace").splitlines()
    confined = next((n for n, line in enumerate(calls) if "landlock_restrict_self(" in line), None)
    if confined is None:
        pytest.skip("this kernel has no Landlock")
    assert calls[confined].rstrip().endswith("= 0")
    assert [line for line in calls[confined:] if OPENING.search(line)] == []
    named = [line for line in calls[:confined] if CANARY in line]
    assert named == []


#: Run inside the confinement: what a decoder that was taken over might try.
_ATTEMPTS = {
    "read a file": "open('/etc/passwd')",
    "write a file": "open('/tmp/x', 'w')",
    "list a folder": "__import__('os').listdir('/')",
    "start a program": "__import__('os').execv('/bin/true', ['true'])",
    "call out": "__import__('socket').create_connection(('127.0.0.1', {port}), 2)",
    "send a datagram": "__import__('socket').socket(2, 2).sendto(b'x', ('127.0.0.1', {port}))",
    "take memory": "bytearray(1100 * 1024 * 1024)",
    "become root": "__import__('os').setuid(0)",
}


@pytest.mark.parametrize("attempt", _ATTEMPTS)
def test_what_it_can_no_longer_do(attempt: str) -> None:
    if attempt in ("send a datagram", "become root") and os.geteuid() != 0:
        pytest.skip("only promised where the server is root, or users may make namespaces")
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        tried = _ATTEMPTS[attempt].format(port=listener.getsockname()[1])
        program = (
            "import socket, os, encodings.idna\n"
            "from recorder.examination.confinement import confine\n"
            f"confine()\ntry:\n    {tried}\nexcept (OSError, MemoryError) as error:\n"
            "    print('refused', flush=True)\n"
        )
        said = subprocess.run(
            [sys.executable, "-c", program],
            env=child_environment(),
            stdout=subprocess.PIPE,
            cwd="/",
            check=False,
        )
    assert said.stdout == b"refused\n"


async def test_one_that_goes_on_for_ever_is_ended(
    films: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeper = [sys.executable, "-c", "import os, time; print(os.getpid(), end=''); time.sleep(600)"]
    monkeypatch.setattr(process, "examiner_command", lambda: sleeper)
    with pytest.raises(Refused) as refusal:
        await examine(films / "fast.mp4", limit_s=0.5)
    assert refusal.value.reason == "limits"


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "limits"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "damaged"),
        ("print('x' * 10_000_000)", "damaged"),
        ("raise SystemExit(3)", "damaged"),
    ],
)
async def test_one_that_falls(
    films: Path, monkeypatch: pytest.MonkeyPatch, program: str, reason: str
) -> None:
    monkeypatch.setattr(process, "examiner_command", lambda: [sys.executable, "-c", program])
    with pytest.raises(Refused) as refusal:
        await examine(films / "fast.mp4")
    assert refusal.value.reason == reason


async def test_what_it_takes(films: Path, tmp_path: Path) -> None:
    """The most that any examination has taken, of memory, measured from a process of its own: the
    system counts, as a child's, what its parent held when it began."""
    paths = [written(films, tmp_path, name) for name in ("bomb.png", "huge.webm")]
    said = subprocess.run(
        [sys.executable, "-c", WHAT_EXAMINATIONS_TAKE, *map(str, paths)],
        stdout=subprocess.PIPE,
        check=True,
    )
    assert 0 < int(said.stdout) * 1024 < MEMORY_BYTES
