"""What the server orders of a kit's releases, and what the kit says of it. What building makes is
put there at once; `test_launching.py` builds."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unittest import mock

import aiohttp
import pytest

from hardware.updating import deciding, fetching, updates, watching
from hardware.updating.description import Description, Wheel
from hardware.updating.fetching import NotFetched
from hardware.updating.shelf import Shelf, now
from hardware.updating.state import State
from hardware.updating.updates import Updates
from hardware.updating.watching import Seen
from tests.hardware.updating.release_server import TOKEN, ReleaseServer
from tests.support.waiting import until

DATA = bytes(500_000)
WHEEL = Wheel("one-1-py3-none-any.whl", hashlib.sha256(DATA).hexdigest(), len(DATA), len(DATA))


class House:
    """A kit whose process is said to be `running`, its server, and what it said."""

    def __init__(self, server: ReleaseServer, data: Path) -> None:
        self.server, self.shelf = server, Shelf(data)
        self.said: list[dict[str, Any]] = []
        self.anew = 0
        self.seen = Seen(True, frozenset({"salle", "microphone"}))
        self.built: list[str] = []
        self.refusal: NotFetched | None = None
        self._data = data

    def begin(self, http: aiohttp.ClientSession, running: str | None = None) -> Updates:
        def count() -> None:
            self.anew += 1

        with mock.patch.object(Shelf, "running", return_value=running):
            found = Updates(http, self.server.url, self._data, count)
        found.join(self.said.append, lambda: self.seen, lambda: TOKEN)
        return found

    async def build(self, shelf: Shelf, description: Description, python: str) -> None:
        self.built.append(description.version)
        if self.refusal:
            raise self.refusal
        put(shelf, description.version)

    def steps(self) -> list[str]:
        steps = [each["step"] for each in self.said]
        return [step for at, step in enumerate(steps) if at == 0 or steps[at - 1] != step]


def put(shelf: Shelf, version: str) -> None:
    """It is complete there."""
    program = shelf.program(version)
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text("")
    program.chmod(0o755)
    (shelf.release(version) / "complete").write_text("{}")


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    for module, name, value in (
        (fetching, "RETRY_S", 0.02),
        (updates, "LOOK_S", 0.02),
        (watching, "LOOK_S", 0.02),
        (updates, "LAST_WORD_S", 0.0),
    ):
        monkeypatch.setattr(module, name, value)
    server = ReleaseServer()
    server.hold([WHEEL], [DATA])
    await server.start()
    house = House(server, tmp_path)
    monkeypatch.setattr(updates, "build", house.build)
    yield house
    await server.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def order(version: str, **more: object) -> dict[str, object]:
    return {"type": "kit.update", "version": version} | more


async def test_an_order_is_fetched_built_and_tried(
    house: House, http: aiohttp.ClientSession
) -> None:
    version = house.server.version
    house.begin(http).hear(order(version))
    await until(lambda: house.anew)
    assert house.steps() == ["none", "fetching", "building", "trying"]
    trial = house.shelf.state.trial
    assert trial is not None
    assert (trial.version, trial.starts) == (version, 0)
    assert set(trial.devices) == house.seen.working
    assert house.said[-1] == {
        "type": "kit.release",
        "running": house.said[0]["running"],
        "previous": None,
        "step": "trying",
        "version": version,
        "share": None,
        "reason": None,
    }


async def test_what_is_there_whole_is_tried_at_once(
    house: House, http: aiohttp.ClientSession
) -> None:
    put(house.shelf, "1+whole")
    house.begin(http).hear(order("1+whole"))
    await until(lambda: house.anew)
    assert house.server.asked == [] and house.built == []


async def test_what_runs_already_is_kept(house: House, http: aiohttp.ClientSession) -> None:
    put(house.shelf, "1+runs")
    house.shelf.change(lambda state: State(current="1+runs"))
    house.begin(http, "1+runs").hear(order("1+runs"))
    await until(lambda: house.said[-1]["step"] == "kept")
    assert (house.said[-1]["version"], house.anew) == ("1+runs", 0)


async def test_a_later_order_takes_the_place_of_an_earlier_one(
    house: House, http: aiohttp.ClientSession
) -> None:
    house.server.cut_after = 10_000
    made = house.begin(http)
    made.hear(order("1+other"))
    made.hear(order(house.server.version))
    await until(lambda: len(house.server.asked) > 3)
    # Said again it changes nothing.
    made.hear(order(house.server.version))
    house.server.cut_after = None
    await until(lambda: house.anew)
    assert house.built == [house.server.version]
    assert [name for name, _ in house.server.asked].count("release.json") == 1


@pytest.mark.parametrize("reason", ["build", "disk_full", "too_long"])
async def test_one_that_cannot_be_made_is_told(
    house: House, http: aiohttp.ClientSession, reason: str
) -> None:
    house.refusal = NotFetched(reason, "so it is")
    house.begin(http).hear(order(house.server.version))
    await until(lambda: house.said[-1]["step"] == "failed")
    assert house.said[-1]["reason"] == reason
    assert house.shelf.state.trial is None and house.anew == 0
    # On a disk that is full nothing of it stays.
    assert house.shelf.release(house.server.version).exists() == (reason != "disk_full")


async def test_a_disk_that_takes_no_decision_leaves_all_as_it_is(
    house: House, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> State:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Shelf, "change", full)
    house.begin(http).hear(order(house.server.version))
    await until(lambda: "trying" in house.steps() and house.said[-1]["step"] == "none")
    assert house.anew == 0


async def test_it_waits_for_the_end_of_a_session(house: House, http: aiohttp.ClientSession) -> None:
    house.seen = Seen(True, house.seen.working, people=2)
    house.begin(http).hear(order(house.server.version))
    await until(lambda: house.said[-1]["step"] == "waiting")
    assert house.server.asked == []
    house.seen = Seen(True, house.seen.working)
    await until(lambda: house.anew)


async def test_before_a_session_it_makes_ready_and_does_not_restart(
    house: House, http: aiohttp.ClientSession
) -> None:
    made = house.begin(http)
    made.hear(order(house.server.version, quiet_s=0))
    await until(lambda: house.steps()[-2:] == ["trying", "waiting"])
    assert house.built == [house.server.version] and house.anew == 0
    made.hear(order(house.server.version, quiet_s=60))
    await until(lambda: house.anew)


@pytest.mark.parametrize("wrong", [None, 3, "", "../up", "1/2", "a" * 80])
async def test_an_order_that_makes_no_sense(
    house: House, http: aiohttp.ClientSession, wrong: object
) -> None:
    made = house.begin(http)
    made.hear({"type": "kit.update", "version": wrong})
    assert made._work is None


async def test_going_back(house: House, http: aiohttp.ClientSession) -> None:
    for version in ("1+a", "2+b"):
        put(house.shelf, version)
    house.shelf.change(lambda state: State("2+b", "1+a", base="0"))
    made = house.begin(http, "2+b")
    made.tell()
    assert house.said[-1]["previous"] == "1+a"
    # An order that was meant for another release is none.
    made.hear({"type": "kit.roll_back", "from": "3+c"})
    made.hear({"type": "kit.roll_back", "from": "2+b"})
    await until(lambda: house.anew)
    assert house.shelf.state.current == "1+a"
    assert (house.said[-1]["step"], house.said[-1]["reason"]) == ("returned", None)
    house.begin(http, "1+a").tell()
    assert (house.said[-1]["running"], house.said[-1]["previous"]) == ("1+a", "0")


async def test_the_base_has_nothing_before_it(house: House, http: aiohttp.ClientSession) -> None:
    house.begin(http).hear({"type": "kit.roll_back"})
    await until(lambda: len(house.said) >= 2)
    assert house.said[-1]["previous"] is None and house.anew == 0


@pytest.mark.parametrize(("working", "step"), [({"salle"}, "kept"), (set(), "returned")])
async def test_a_trial_is_judged(
    house: House,
    http: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
    working: set[str],
    step: str,
) -> None:
    monkeypatch.setattr("hardware.updating.trial_watch.WELL_S", 0.1)
    monkeypatch.setattr("hardware.updating.trial_watch.TRIAL_S", 0.5)
    for version in ("0+old", "1+a", "2+b"):
        put(house.shelf, version)
    state = deciding.begin_trial(State("1+a", "0+old"), "2+b", ("salle",), now())
    house.shelf.change(lambda _: state)
    house.seen = Seen(True, frozenset(working))
    made = house.begin(http, "2+b")
    running = asyncio.create_task(made.run())
    made.tell()
    assert (house.said[-1]["step"], house.said[-1]["previous"]) == ("trying", "1+a")
    # On trial nothing else is heard.
    made.hear(order(house.server.version))
    await until(lambda: house.said[-1]["step"] == step)
    await until(lambda: bool(house.anew) == (step == "returned"))
    running.cancel()
    assert house.built == []
    stays = {"1+a", "2+b"} if step == "kept" else {"0+old", "1+a", "2+b"}
    assert house.shelf.whole() == stays


async def test_news_are_told_by_themselves(house: House, http: aiohttp.ClientSession) -> None:
    house.server.cut_after = 100_000
    made = house.begin(http)
    running = asyncio.create_task(made.run())
    made.hear(order(house.server.version))
    await until(lambda: house.anew)
    running.cancel()
    shares = [each["share"] for each in house.said if each["share"] is not None]
    assert shares == sorted(shares) and shares
