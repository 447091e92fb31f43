"""A session that was recorded, as one can watch it: which picture, which sound, what is cut."""

from __future__ import annotations

import json
from pathlib import Path

import av
import pytest

from recorder.examination.look import look
from recorder.replay.edits import Blur, Camera, Cut, Edits
from recorder.replay.errors import NotMade
from recorder.replay.events import Events, Mark, Spotlight, write_events
from recorder.replay.making import make
from recorder.replay.manifest import Chapter, Kept, ReplayManifest, Subtitles, write_manifest
from recorder.replay.order import Order
from recorder.replay.progress import Progress
from recorder.replay.work import WORK
from tests.recorder.replay.filming import (
    RecordedSession,
    colours,
    decoded_pictures,
    decoded_sound,
    level_db,
    plain,
    tone,
    write_video,
)
from tests.support.films import make_film, make_picture

RED, GREEN, BLUE = (200, 40, 40), (40, 200, 40), (40, 40, 200)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room with two cameras (red, blue) for 12 s; somebody at home (green) from 2 s to 10 s."""
    session = RecordedSession(tmp_path_factory.mktemp("recordings") / "r")
    session.camera("awa", plain(RED), 0, 12, role="Salle", track="salle")
    session.camera("awa", plain(BLUE), 0, 12, role="Plan de travail", track="plan")
    session.camera("canary", plain(GREEN), 2, 10, track="canary")
    session.microphone("awa", tone(440, 0.05), 0, 12, ppm=200)
    session.microphone("canary", tone(1760, 0.05), 2, 10)
    folder = session.finish()
    write_events(
        folder,
        Events(
            (Spotlight(4000, "canary"), Spotlight(8000, None)),
            (Mark(0, "Bonjour"), Mark(6000, "La pâte")),
        ),
    )
    return folder


def made(
    tmp_path: Path, recording: Path, edits: Edits | None = None
) -> tuple[ReplayManifest, Path, list[Progress]]:
    folder, told = tmp_path / "replay", []
    folder.mkdir(exist_ok=True)
    manifest = make(Order(folder, edits or Edits(), recording=recording), told.append)
    return manifest, folder, told


@pytest.fixture(scope="module")
def first(
    tmp_path_factory: pytest.TempPathFactory, recording: Path
) -> tuple[ReplayManifest, Path, list[Progress]]:
    """What is made of it without any edits."""
    return made(tmp_path_factory.mktemp("first"), recording)


First = tuple[ReplayManifest, Path, list[Progress]]


def test_a_first_version_without_anybodys_work(first: First) -> None:
    manifest, folder, told = first
    assert [(one.height, one.width) for one in manifest.videos] == [(720, 1280), (360, 640)]
    for video in manifest.videos:
        path = folder / video.file
        assert colours(path) == [(0.0, "R"), (4.0, "G"), (8.0, "R")]
        assert path.stat().st_size == video.bytes
        content = path.read_bytes()
        assert content.index(b"moov") < content.index(b"mdat")
        with av.open(str(path)) as container:
            names = [stream.codec_context.name for stream in container.streams]
            assert names == ["h264", "aac"]
            assert float(container.duration or 0) / 1e6 == pytest.approx(12, abs=0.2)
    assert manifest.duration_s == pytest.approx(12)
    assert manifest.chapters == (Chapter(0.0, "Bonjour"), Chapter(6.0, "La pâte"))
    assert [one.id for one in manifest.people] == ["awa", "canary"]
    assert manifest.kept == (Kept(0.0, 12.0),)
    assert manifest.strip is not None and manifest.poster in manifest.posters
    for name in manifest.files():
        assert (folder / name).stat().st_size > 0
    assert manifest.waveform is not None
    waveform = json.loads((folder / manifest.waveform).read_bytes())
    assert len(waveform["peaks"]) == pytest.approx(12 / waveform["every_s"], abs=1)
    assert not (folder / WORK).exists()
    assert told[-1].done > 0.9 and [one.done for one in told] == sorted(one.done for one in told)


def test_everybody_is_heard(first: First) -> None:
    manifest, folder, _ = first
    assert manifest.audio is not None
    _, sound = decoded_sound(folder / manifest.audio.file)
    assert level_db(sound[48_000 * 4 : 48_000 * 8], 440) > -30
    assert level_db(sound[48_000 * 4 : 48_000 * 8], 1760) > -30
    assert level_db(sound[48_000 * 11 :], 1760) < -60


def test_cuts_and_cameras_somebody_chose(tmp_path: Path, recording: Path) -> None:
    edits = Edits(
        cuts=(Cut(0, 1), Cut(5, 9), Cut(11.5, 99)),
        camera=(Camera(0, "plan"), Camera(3, None), Camera(9.5, "plan")),
    )
    manifest, folder, _ = made(tmp_path, recording, edits)
    # 1 to 5 and 9 to 11.5 are left.
    assert manifest.duration_s == pytest.approx(6.5)
    assert colours(folder / manifest.videos[0].file) == [
        (0.0, "B"),
        (2.0, "R"),
        (3.0, "G"),
        (4.0, "R"),
        (4.5, "B"),
    ]
    assert manifest.audio is not None
    begins_s, sound = decoded_sound(folder / manifest.audio.file)
    assert begins_s + sound.size / 48_000 == pytest.approx(6.5, abs=0.1)


def test_what_is_blurred_cannot_be_told(tmp_path: Path, recording: Path) -> None:
    edits = Edits(blur=(Blur(2, 6, 0.0, 0.0, 1.0, 0.25),), camera=(Camera(0, "salle"),))
    manifest, folder, _ = made(tmp_path, recording, edits)
    for at_s, image in decoded_pictures(folder / manifest.videos[0].file):
        # A grey square moves through the upper part.
        spread = int(image[20:100, :, 1].astype(int).max() - image[20:100, :, 1].min())
        if 2 <= at_s <= 6:
            assert spread < 30, at_s
        elif at_s < 1 or 7 < at_s < 11:
            assert spread > 50, at_s


def test_a_canary_who_is_dropped_is_in_no_file(tmp_path: Path, recording: Path) -> None:
    before, folder, _ = made(tmp_path, recording)
    manifest, _, _ = made(tmp_path, recording, Edits(drop=("canary",)))
    assert not before.files() & manifest.files()
    # The lock, and the waveform of the source, which is made anew as well.
    rest = {path.name for path in folder.iterdir()} - manifest.files()
    assert rest == {"replay.json", ".lock", "source-waveform.json"}
    assert colours(folder / manifest.videos[0].file) == [(0.0, "R")]
    for name in manifest.files():
        if name.endswith(".jpg"):
            _, image = decoded_pictures(folder / name)[0]
            green = (image[..., 1] > 150) & (image[..., 0] < 100)
            assert not green.any(), name
    assert manifest.audio is not None
    _, sound = decoded_sound(folder / manifest.audio.file)
    assert level_db(sound[48_000 * 4 : 48_000 * 8], 1760) < -60
    for path in folder.iterdir():
        assert b"canary" not in path.read_bytes().lower(), path.name


def test_a_picture_that_can_be_shown_as_it_is_is_copied(tmp_path: Path) -> None:
    session = RecordedSession(tmp_path / "recording")
    size = (640, 360)
    session.camera("awa", plain(RED, size), 0.4, 8, role="Salle", codec="libx264")
    session.microphone("awa", tone(440), 0, 8.2)
    manifest, folder, _ = made(tmp_path, session.finish())
    (video,) = manifest.videos
    with av.open(str(session.folder / session.files[0].file)) as source:
        original = [bytes(packet) for packet in source.demux(video=0) if packet.size]
    with av.open(str(folder / video.file)) as container:
        assert [bytes(packet) for packet in container.demux(video=0) if packet.size] == original
    assert manifest.kept[0].from_s == pytest.approx(0.4)
    assert decoded_pictures(folder / video.file)[0][0] == 0


def test_it_goes_on_where_it_was_stopped(tmp_path: Path, recording: Path) -> None:
    class Stopped(BaseException):
        pass

    def stop(progress: Progress) -> None:
        if progress.done > 0.85:
            raise Stopped

    folder = tmp_path / "replay"
    folder.mkdir()
    order = Order(folder, Edits(), recording=recording)
    with pytest.raises(Stopped):
        make(order, stop)
    assert not (folder / "replay.json").exists()
    done = {path: path.stat().st_mtime_ns for path in (folder / WORK).glob("picture-*.mp4")}
    sound = {path: path.stat().st_mtime_ns for path in (folder / WORK).glob("sound-*.m4a")}
    assert done and sound
    seen: list[dict[Path, int]] = []
    make(order, lambda p: seen.append({path: path.stat().st_mtime_ns for path in (*done, *sound)}))
    assert seen[0] == done | sound


def test_subtitles_follow_what_is_cut(tmp_path: Path, recording: Path) -> None:
    manifest, folder, _ = made(tmp_path, recording)
    (folder / "subtitles-fr-0.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nBonjour\n\n00:07.000 --> 00:08.000\nRemuez\n"
    )
    subtitles = Subtitles("subtitles-fr-0.vtt", "fr", "Français", True)
    with_subtitles = ReplayManifest(**{**_fields(manifest), "subtitles": (subtitles,)})
    write_manifest(folder, with_subtitles)
    manifest, _, _ = made(tmp_path, recording, Edits(cuts=(Cut(0, 4),)))
    (kept,) = manifest.subtitles
    assert (kept.language, kept.reviewed) == ("fr", True)
    assert (folder / kept.file).read_text() == "WEBVTT\n\n00:00:03.000 --> 00:00:04.000\nRemuez\n"


def _fields(manifest: ReplayManifest) -> dict[str, object]:
    return {name: getattr(manifest, name) for name in ReplayManifest.__dataclass_fields__}


def test_a_film_that_was_brought(tmp_path: Path) -> None:
    path = tmp_path / "content"
    write_video(path, plain(RED, (640, 480)), 0, 5, codec="libx264", container="mp4")
    film = {
        "kind": "video",
        "container": "mov",
        "duration_ms": 5000,
        "audio_codec": None,
        "spherical": None,
    }
    folder = tmp_path / "replay"
    folder.mkdir()
    manifest = make(Order(folder, Edits(), upload=path, film=film), lambda p: None)
    assert [one.height for one in manifest.videos] == [480, 360]
    assert manifest.audio is None and manifest.people == ()
    assert colours(folder / manifest.videos[1].file) == [(0.0, "R")]


def test_a_film_that_every_browser_shows_is_copied(tmp_path: Path) -> None:
    path = make_film(tmp_path / "film.mp4", sound="aac")
    film = look(path.open("rb")).as_dict()
    folder, told = tmp_path / "replay", []
    folder.mkdir()
    manifest = make(Order(folder, Edits(), upload=path, film=film), told.append)
    assert any(one.watchable for one in told)
    (video,) = manifest.videos
    pictures = decoded_pictures(folder / video.file)
    assert len(pictures) == 75 and pictures[0][0] == 0
    assert manifest.audio is not None


@pytest.mark.parametrize(("width", "shown"), [(640, 640), (5000, 4096)])
def test_a_photograph_to_look_around_in(tmp_path: Path, width: int, shown: int) -> None:
    path = make_picture(tmp_path / "photo.jpg", width, width // 2)
    film = look(path.open("rb")).as_dict()
    folder = tmp_path / "replay"
    folder.mkdir()
    manifest = make(Order(folder, Edits(), upload=path, film=film), lambda p: None)
    assert manifest.videos == () and manifest.poster is not None
    assert (manifest.spherical is not None) == (film["spherical"] is not None)
    ((_, image),) = decoded_pictures(folder / manifest.poster)
    assert image.shape[1] == (shown if manifest.spherical is not None else min(width, 1920))


@pytest.mark.parametrize("reason", ["gone", "empty"])
def test_why_there_is_nothing_to_make(tmp_path: Path, reason: str) -> None:
    folder = tmp_path / "recording"
    if reason == "empty":
        RecordedSession(folder).finish()
    with pytest.raises(NotMade) as refusal:
        made(tmp_path, folder)
    assert refusal.value.reason == reason
