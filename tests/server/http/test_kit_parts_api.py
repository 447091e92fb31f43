"""What a kit kept, sent piece by piece: of its own room, and only what may be kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from recorder.erasure import erase_person
from recorder.kit_parts.adding import PARTS
from rooms.roles import Role
from server.database.replay_models import Replay
from server.http.kit_parts_api import MAX_PIECE_BYTES
from server.services import DATABASE, MAKING, RECORDINGS, SETTINGS
from tests.recorder.kit_parts.test_adding_parts import PART, RECORDING, entry, lay, pictures, send
from tests.server.conftest import Served
from tests.server.http.test_recordings_api import a_session

Spans = dict[str, list[tuple[int, int | None]]]


class Kit:
    """One with a part of ten seconds, of a recording that lacks it."""

    def __init__(self, served: Served, spans: Spans, state: str = "finished") -> None:
        self.served = served
        self.folder: Path = served.app[SETTINGS].data_dir / "recordings" / RECORDING
        self.folder.parent.mkdir(exist_ok=True)
        lay(self.folder, [entry(0, 20_000)], spans, state=state)
        path = send(self.folder, pictures(15_000, 30_000), lost_ms=25_000)
        self.data = path.read_bytes()
        path.unlink()

    def _bearer(self, room: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.served.token(Role.KIT, room)}"}

    async def announce(self, room: str = "cuisine", **more: Any) -> tuple[int, dict[str, Any]]:
        said = {
            "recording": RECORDING,
            "part": PART,
            "kind": "video",
            "role": "salle",
            "lost_ms": 25_000,
            "from_ms": 15_000,
            "to_ms": 29_900,
            "bytes": len(self.data),
        }
        headers = self._bearer(room)
        response = await self.served.client.post(
            "/api/kit/parts", json=said | more, headers=headers
        )
        return response.status, await response.json()

    async def bring(
        self, offset: int, data: bytes, room: str = "cuisine", part: str = PART
    ) -> tuple[int, dict[str, Any]]:
        response = await self.served.client.put(
            f"/api/kit/parts/{RECORDING}/{part}?offset={offset}",
            data=data,
            headers=self._bearer(room),
        )
        return response.status, await response.json()

    async def settled(self) -> list[str]:
        await self.served.app[RECORDINGS].settled(10.0)
        found = await self.served.app[RECORDINGS].find(RECORDING)
        assert found is not None
        return sorted(path.name for path in self.folder.glob("*.mkv"))


@pytest.fixture
def kit(served: Served) -> Kit:
    return Kit(served, {})


async def test_in_pieces_and_again_where_the_line_was_cut(kit: Kit) -> None:
    whole = [[15_000, 29_901]]
    assert await kit.announce() == (200, {"offset": 0, "keep": whole, "kept": False})
    half = len(kit.data) // 2
    assert await kit.bring(0, kit.data[:half]) == (200, {"offset": half, "keep": [], "kept": False})
    # The answer did not arrive: the same again is not taken twice.
    assert (await kit.bring(0, kit.data[:half]))[1]["offset"] == half
    assert (await kit.announce())[1]["offset"] == half
    _, last = await kit.bring(half, kit.data[half:])
    assert last["kept"]
    assert await kit.settled() == [f"{PART}.mkv"]
    # Nor does the answer to the last piece have to arrive.
    assert (await kit.bring(half, kit.data[half:]))[1]["kept"]
    assert (await kit.announce())[1]["kept"]
    assert not list((kit.folder / PARTS).iterdir())


async def test_of_a_recording_under_way_it_waits(served: Served) -> None:
    kit = Kit(served, {}, state="running")
    await kit.announce()
    assert (await kit.bring(0, kit.data))[1]["kept"]
    assert await kit.settled() == []
    assert [path.name for path in (kit.folder / PARTS).iterdir()] == [f"{PART}.spool"]


@pytest.mark.parametrize(
    ("said", "status", "reason"),
    [
        ({"room": "guitare"}, 410, "gone"),
        ({"recording": "f" * 32}, 410, "gone"),
        ({"recording": "../" + "f" * 29}, 422, "invalid"),
        ({"part": "A" * 32}, 422, "invalid"),
        ({"kind": "screen"}, 422, "invalid"),
        ({"role": "mains"}, 410, "gone"),
        ({"kind": "audio"}, 410, "gone"),
        ({"bytes": 1 << 40}, 413, "size"),
        ({"bytes": 0}, 422, "invalid"),
    ],
)
async def test_what_is_not_taken(kit: Kit, said: dict[str, Any], status: int, reason: str) -> None:
    answer = await kit.announce(**said)
    assert (answer[0], answer[1]["reason"]) == (status, reason)


async def test_what_may_not_be_kept_is_told_before_it_is_sent(served: Served) -> None:
    kit = Kit(served, {"camera": [(0, 21_000), (22_000, 26_000)]})
    assert (await kit.announce())[1]["keep"] == [[15_000, 21_000], [22_000, 26_000]]
    # Sent all the same, it is thrown away.
    assert (await kit.bring(0, kit.data))[0] == 422
    assert not list((kit.folder / PARTS).iterdir())
    assert (await kit.bring(0, kit.data))[0] == 410


async def test_nothing_of_it_may_be_kept(served: Served) -> None:
    kit = Kit(served, {"camera": [(0, 14_000)]})
    status, answer = await kit.announce()
    assert (status, answer["reason"]) == (410, "withdrawn")


async def test_consent_taken_back_meanwhile_ends_it(kit: Kit) -> None:
    await kit.announce()
    await kit.bring(0, kit.data[:1000])
    erase_person(kit.folder, "room")
    assert (await kit.bring(1000, kit.data[1000:]))[0] == 410
    assert (await kit.announce())[0] == 410
    assert not (kit.folder / PARTS).exists()


async def test_another_length_begins_anew(kit: Kit) -> None:
    await kit.announce()
    await kit.bring(0, kit.data[:1000])
    assert (await kit.announce(bytes=900))[1]["offset"] == 0
    assert (await kit.bring(0, bytes(901)))[0] == 413
    assert (await kit.bring(0, bytes(900)))[0] == 422


async def test_a_kit_of_another_room_brings_nothing(kit: Kit) -> None:
    await kit.announce()
    assert (await kit.bring(0, b"x", room="guitare"))[0] == 410
    assert (await kit.bring(0, b"x", part="0" * 32))[0] == 410
    assert (await kit.bring(0, bytes(MAX_PIECE_BYTES + 1)))[0] == 413


@pytest.mark.parametrize(
    ("state", "edits", "grows", "again"),
    [
        ("draft", "{}", True, True),
        ("draft", '{"cuts": [{"from_s": 1.0, "to_s": 2.0}]}', True, False),
        ("approved", "{}", False, False),
        ("published", "{}", False, False),
    ],
)
async def test_what_nobody_decided_about_is_made_again(
    kit: Kit,
    monkeypatch: pytest.MonkeyPatch,
    state: str,
    edits: str,
    grows: bool,
    again: bool,
) -> None:
    app, made = kit.served.app, []
    session, _ = await a_session(kit.served)
    replay_id = await app[MAKING].recording_ended(RECORDING, session)
    async with app[DATABASE].transaction() as db:
        replay = await db.scalar(select(Replay).where(Replay.id == replay_id))
        assert replay is not None
        replay.state, replay.edits, replay.making = state, edits, "ready"

    async def remake(replay_id: str) -> None:
        made.append(replay_id)

    monkeypatch.setattr(app[MAKING], "remake", remake)
    await kit.announce()
    await kit.bring(0, kit.data)
    assert await kit.settled() == ([f"{PART}.mkv"] if grows else [])
    assert made == ([replay_id] if again else [])
