"""The whole agent against a small server: real UDP, real DTLS, real codecs, on the loopback."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.agent import AgentSettings, run_agent
from hardware.agent.camera import Camera
from hardware.errors import AgentRefused, DeviceMissing
from tests.hardware.agent.loopback_server import TOKEN, LoopbackServer, Published
from tests.support import waiting
from tests.support.kit_profile import kit_profile

until = partial(waiting.until, limit_s=30.0)

SPARE_MICROPHONE = """
[[spare_microphones]]
label = "Micro de secours"
source = { kind = "tune", semitones = -12 }
"""
PROFILE = kit_profile(salle="Salle", mains="Gros plan mains") + SPARE_MICROPHONE


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("kit")
    (directory / "kit.toml").write_text(PROFILE, encoding="utf-8")
    return directory


@pytest.fixture
async def server() -> AsyncIterator[LoopbackServer]:
    server = LoopbackServer()
    await server.start()
    yield server
    await server.stop()


class Running:
    """An agent at work, stopped at the end of the test."""

    def __init__(self, server: LoopbackServer, data_dir: Path, token: str = TOKEN) -> None:
        self.stop = asyncio.Event()
        settings = AgentSettings(
            url=server.url,
            token=token,
            room="cuisine",
            profile=str(data_dir / "kit.toml"),
            data_dir=data_dir,
        )
        self.task = asyncio.create_task(run_agent(settings, self.stop))

    async def __aenter__(self) -> Running:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop.set()
        await asyncio.wait([self.task])


async def on_the_air(server: LoopbackServer) -> None:
    await until(
        lambda: (
            len(server.published) == 2
            and all(session.pictures > 3 for session in server.published.values())
        )
    )


async def test_it_publishes_each_camera_and_the_microphone_with_the_first(
    server: LoopbackServer, data_dir: Path
) -> None:
    async with Running(server, data_dir):
        await on_the_air(server)
        sessions = {session.role: session for session in server.published.values()}
        assert {role: session.label for role, session in sessions.items()} == {
            "salle": "Salle",
            "mains": "Gros plan mains",
        }
        await until(lambda: sessions["salle"].loudness > 1000)
        assert "m=audio" not in sessions["mains"].offer
        await until(lambda: all(len(each.latencies_ms) > 3 for each in sessions.values()))


async def test_it_receives_the_homes_and_counts_them(
    server: LoopbackServer, data_dir: Path
) -> None:
    async with Running(server, data_dir):
        await until(lambda: server.messages_of("subscribe.answer"))
        await until(lambda: server.messages_of("watch"))
        assert server.messages_of("watch")[-1]["tracks"] == server.offered_pictures
        await server.another_home("paul")
        await until(lambda: len(server.messages_of("subscribe.answer")) == 2)
        await until(
            lambda: (
                (status := last_status(server))["people"] == 2
                and status["video_frames"] > 40
                and status["audio_energy"] > 0.01
            )
        )
        assert len(server.offered_pictures) == 2
        assert server.messages_of("watch")[-1]["tracks"] == server.offered_pictures


async def test_a_home_that_takes_the_place_of_another_is_received(
    server: LoopbackServer, data_dir: Path
) -> None:
    async with Running(server, data_dir):
        await until(lambda: server.messages_of("subscribe.answer"))
        await server.another_home("paul")
        await until(lambda: last_status(server)["people"] == 2)
        await server.last_home_gives_its_place_to("lina")
        await until(lambda: len(server.messages_of("subscribe.answer")) == 3)
        # What came before the change may still be in the next report.
        reports = len(server.messages_of("kit.status"))
        await until(lambda: len(server.messages_of("kit.status")) >= reports + 2)
        before = last_status(server)
        await until(
            lambda: (
                last_status(server)["video_frames"] > before["video_frames"] + 60
                and last_status(server)["audio_energy"] > before["audio_energy"] + 0.02
            )
        )
        assert server.messages_of("watch")[-1]["tracks"] == server.offered_pictures


def last_status(server: LoopbackServer) -> dict[str, float]:
    statuses = server.messages_of("kit.status")
    return statuses[-1]["receiving"] if statuses else {"people": -1}


async def test_it_says_how_its_devices_are(server: LoopbackServer, data_dir: Path) -> None:
    async with Running(server, data_dir):
        await on_the_air(server)
        server.messages.clear()
        await until(lambda: server.messages_of("kit.status"))
        status = server.messages_of("kit.status")[-1]
        assert status["cameras"] == [
            {"role": "salle", "state": "live"},
            {"role": "mains", "state": "live"},
        ]
        assert status["microphone"]["state"] == "live"
        assert -127 <= status["microphone"]["level_dbov"] < 0


def microphone_state(server: LoopbackServer) -> str | None:
    statuses = server.messages_of("kit.status")
    return str(statuses[-1]["microphone"]["state"]) if statuses else None


async def test_switched_off_from_afar_it_sends_silence_and_says_so(
    server: LoopbackServer, data_dir: Path
) -> None:
    async with Running(server, data_dir):
        await on_the_air(server)
        (heard,) = (session for session in server.published.values() if session.sounds)
        for muted_by, state in (("Sandrine", "muted"), (None, "live")):
            # Of somebody else it means nothing.
            for person in ("kit", "jeanne"):
                told = {"id": person, "muted_by": muted_by if person == "kit" else "Luc"}
                await server.sockets[-1].send_json({"type": "person", "person": told})
            await until(partial(microphone_is, server, state))
            # What was under way still comes.
            await until(heard_more(heard, 25))
            heard.loudness = 0.0
            await until(heard_more(heard, 50))
            assert (heard.loudness > 100) is (state == "live"), heard.loudness


def microphone_is(server: LoopbackServer, state: str) -> bool:
    return microphone_state(server) == state


def heard_more(heard: Published, sounds: int) -> Callable[[], bool]:
    """So many more than until now."""
    enough = heard.sounds + sounds
    return lambda: heard.sounds > enough


def microphone_in_use(server: LoopbackServer) -> str | None:
    statuses = server.messages_of("kit.status")
    offered = statuses[-1]["microphones"] if statuses else []
    return next((str(one["label"]) for one in offered if one["current"]), None)


async def test_another_microphone_is_used_at_once_when_it_is_asked_for(
    server: LoopbackServer, data_dir: Path
) -> None:
    async with Running(server, data_dir):
        await on_the_air(server)
        (heard,) = (session for session in server.published.values() if session.sounds)
        await until(lambda: microphone_in_use(server) == "")
        spare = server.messages_of("kit.status")[-1]["microphones"][1]
        assert spare["label"] == "Micro de secours"
        for wanted, label in ((spare["id"], spare["label"]), ("unheard-of", spare["label"])):
            await server.sockets[-1].send_json({"type": "kit.microphone", "id": wanted})
            server.messages.clear()
            await until(lambda: server.messages_of("kit.status"))
            assert microphone_in_use(server) == label
        await until(heard_more(heard, 50))
        assert microphone_state(server) == "live"


async def test_it_sends_a_small_still_of_each_camera(
    server: LoopbackServer, data_dir: Path
) -> None:
    async with Running(server, data_dir):
        await until(lambda: set(server.stills) == {"salle", "mains"})
        for content in server.stills.values():
            picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
            assert picture.shape == (180, 320, 3)
            assert len(content) <= 64 * 1024


async def test_one_camera_cut_comes_back_and_the_other_never_notices(
    server: LoopbackServer, data_dir: Path
) -> None:
    async with Running(server, data_dir):
        await on_the_air(server)
        path, cut = next(iter(server.published.items()))
        (other,) = (each for each in server.published.values() if each is not cut)
        await cut.connection.close()
        del server.published[path]
        await until(lambda: len(server.published) == 2)
        assert server.ever_published.count(cut.role) == 2
        assert server.ever_published.count(other.role) == 1
        seen = other.pictures
        await until(lambda: other.pictures > seen + 3)


async def test_it_rejoins_when_the_websocket_is_cut(server: LoopbackServer, data_dir: Path) -> None:
    async with Running(server, data_dir):
        await until(lambda: server.messages_of("subscribe.answer"))
        await server.sockets[0].close()
        await until(lambda: server.joins == 2 and len(server.messages_of("join")) == 2)
        assert server.messages_of("join")[1]["resume"] == "again"


async def test_it_comes_back_when_the_server_restarts(
    server: LoopbackServer, data_dir: Path
) -> None:
    async with Running(server, data_dir):
        await on_the_air(server)
        port = server.port
        await server.stop()
        again = LoopbackServer()
        try:
            await again.start(port)
            await on_the_air(again)
            await until(lambda: again.joins >= 1)
        finally:
            await again.stop()
        await server.start()


async def test_when_it_stops_it_ends_its_sessions_and_is_gone_within_two_seconds(
    server: LoopbackServer, data_dir: Path
) -> None:
    async with Running(server, data_dir) as agent:
        await on_the_air(server)
        began = time.monotonic()
        agent.stop.set()
        await asyncio.wait([agent.task])
        # The promise is two seconds; it usually takes a tenth of one.
        assert time.monotonic() - began < 2.0
        assert agent.task.exception() is None
        assert sorted(server.deleted) == ["mains", "salle"]
        assert server.messages_of("leave")


async def test_it_stops_at_once_when_there_is_no_server(
    server: LoopbackServer, data_dir: Path
) -> None:
    await server.stop()
    async with Running(server, data_dir) as agent:
        await asyncio.sleep(0.5)
        assert not agent.task.done()
        began = time.monotonic()
        agent.stop.set()
        await asyncio.wait([agent.task])
        assert time.monotonic() - began < 2.0
    await server.start()


async def test_a_server_that_will_not_publish_is_asked_again_and_told_once(
    server: LoopbackServer, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server.whip_status = 503
    with caplog.at_level(logging.WARNING, "hardware"):
        async with Running(server, data_dir):
            await until(lambda: sum("503" in each.message for each in caplog.records) >= 2)
            # Time to complain again, if it did.
            await asyncio.sleep(1.5)
            server.whip_status = 201
            await on_the_air(server)
    complaints = [record.message for record in caplog.records if "503" in record.message]
    assert len(complaints) == 2, "one for each camera"


async def test_a_link_that_is_refused_ends_the_agent_with_a_sentence(
    server: LoopbackServer, data_dir: Path
) -> None:
    server.refuse = "token"
    async with Running(server, data_dir) as agent:
        await asyncio.wait([agent.task], timeout=20)
        refusal = agent.task.exception()
        assert isinstance(refusal, AgentRefused)
        assert "nouveau lien" in refusal.french
        assert "new link" in refusal.english


async def test_a_full_room_is_asked_again(server: LoopbackServer, data_dir: Path) -> None:
    server.refuse = "full"
    async with Running(server, data_dir):
        await until(lambda: server.joins >= 1)
        server.refuse = None
        await until(lambda: server.messages_of("subscribe.answer"))


async def test_a_picture_loss_report_reaches_the_camera_it_is_about(
    server: LoopbackServer, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        Camera, "request_keyframe", lambda self, rid: asked.append(self.profile.role)
    )
    async with Running(server, data_dir):
        await on_the_air(server)
        session = next(each for each in server.published.values() if each.role == "mains")
        (receiver,) = session.connection.getReceivers()
        (source,) = receiver.getSynchronizationSources()
        await receiver._send_rtcp_pli(source.source)
        await until(lambda: asked)
    assert set(asked) == {"mains"}


async def test_the_token_is_never_written_down(
    server: LoopbackServer, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with Running(server, data_dir):
            await on_the_air(server)
    ours = [record for record in caplog.records if record.name.startswith("hardware")]
    assert ours
    assert not any(TOKEN in record.getMessage() for record in ours)
    assert TOKEN not in repr(AgentSettings(server.url, "cuisine", TOKEN, data_dir))


async def test_devices_are_asked_for_before_anything_is_sent(
    server: LoopbackServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.agent.sources.video_devices", lambda: ())
    settings = AgentSettings(server.url, "cuisine", TOKEN, tmp_path, profile="devices")
    with pytest.raises(DeviceMissing):
        await run_agent(settings, asyncio.Event())
    assert server.joins == 0
