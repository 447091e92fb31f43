"""Two hundred people in one session: each act reaches all of them within a second, and what the
session costs in memory. Signalling alone: no media, no sockets."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from rooms.people import Device
from rooms.roles import Role
from rooms.session import SessionState
from tests.server.live.fake_media import offer_of
from tests.server.live.house import Guest, House, session_view

PEOPLE = 200
#: Usual: under a tenth of it.
WITHIN_S = 1.0
#: The state alone, without sockets. Usual: 1 MB.
MEMORY_BYTES = 15 * 1024 * 1024
BOTH = [{"mid": "0", "source": "microphone"}, {"mid": "1", "source": "camera"}]


class Crowd:
    """A house full of people, each at a page that knows `people`."""

    def __init__(self, house: House, lead: Guest, homes: list[Guest]) -> None:
        self.house, self.lead, self.homes = house, lead, homes

    @classmethod
    async def inside(cls, state: SessionState = SessionState.OPEN) -> Crowd:
        """Two hundred homes, an animateur and a kit; nobody publishes yet."""
        house = House(session_view(state=state))
        await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
        lead = await house.guest("Sandrine", Role.ANIMATEUR)
        homes = [await house.guest(f"Home {number}") for number in range(PEOPLE)]
        crowd = cls(house, lead, homes)
        for guest in (lead, *homes):
            guest.outbox.batch = True
        crowd.empty()
        return crowd

    def publish(self) -> None:
        """Every home is heard and seen."""
        for number, home in enumerate(self.homes):
            sdp = offer_of("audio", "video", connection=number + 10)
            home.say("publish.offer", sdp=sdp, tracks=BOTH)
            home.say("microphone", on=True)
            home.say("camera", on=True)
            self.connect()
            self.empty()

    def connect(self) -> None:
        """Every transport is up."""
        for peer in list(self.house.endpoint.peers):
            self.house.rooms.half_open.settle(peer)

    def empty(self) -> None:
        """Everybody has read what was queued."""
        for guest in (self.lead, *self.homes):
            guest.outbox._texts.clear()
            guest.outbox._characters = 0

    def heard(self, type_: str) -> int:
        """How many homes have a message of this type waiting."""
        start = f'{{"type":"{type_}"'
        return sum(
            any(f'"type":"{type_}"' in text[: len(start) + 400] for text in home.outbox._texts)
            for home in self.homes
        )


def timed(act: Callable[[], object]) -> float:
    """How long `act` takes until it is in every outbox (CPU seconds of this process)."""
    began = time.process_time()
    act()
    return time.process_time() - began


@pytest.fixture(scope="module")
def publishing() -> Iterator[list[Crowd]]:
    """Filled by the first test that needs the crowd; all of them publish."""
    kept: list[Crowd] = []
    yield kept
    kept.clear()


async def crowd_in(kept: list[Crowd]) -> Crowd:
    if not kept:
        kept.append(await Crowd.inside())
        kept[0].publish()
    kept[0].empty()
    return kept[0]


ACTS: dict[str, tuple[str, dict[str, object], str]] = {
    "a timer": ("timer.start", {"seconds": 60}, "timer"),
    "a poll": ("poll.start", {"question": "?", "choices": ["a", "b"], "secret": True}, "poll"),
    "the end of a vote": ("poll.close", {}, "poll"),
    "the results": ("poll.show", {}, "poll"),
    "the lock": ("lock", {"on": True}, "locked"),
    "a line of chat": ("chat", {"text": "Bonjour à tous"}, "chat"),
    "muting everyone": ("mute.everyone", {}, "people"),
}


@pytest.mark.parametrize("act", ACTS)
async def test_an_act_of_whoever_leads_reaches_all(act: str, publishing: list[Crowd]) -> None:
    crowd = await crowd_in(publishing)
    type_, fields, told = ACTS[act]
    assert timed(lambda: crowd.lead.say(type_, **fields)) < WITHIN_S
    assert crowd.heard(told) == PEOPLE


async def test_muting_one_and_putting_one_in_front(publishing: list[Crowd]) -> None:
    crowd = await crowd_in(publishing)
    one = crowd.homes[7]
    assert one.seat is not None
    one.say("microphone", on=True)
    crowd.empty()
    person = one.seat.person
    assert timed(lambda: crowd.lead.say("mute", person=person)) < WITHIN_S
    assert crowd.heard("person") == PEOPLE
    assert crowd.heard("muted") == 1
    assert timed(lambda: crowd.lead.say("spotlight", person=person)) < WITHIN_S
    assert crowd.heard("spotlight") == PEOPLE


async def test_two_hundred_hands_and_votes_within_a_second_each(publishing: list[Crowd]) -> None:
    crowd = await crowd_in(publishing)
    for home in crowd.homes:
        assert timed(lambda home=home: home.say("hand", up=True)) < WITHIN_S  # type: ignore[misc]
        crowd.empty()
    crowd.lead.say("poll.clear")
    crowd.lead.say("poll.start", question="?", choices=["a", "b"], secret=True)
    crowd.empty()

    def all_vote() -> None:
        for home in crowd.homes:
            home.say("vote", choices=[0])
        crowd.house.wait(1.0)

    assert timed(all_vote) < WITHIN_S
    assert crowd.heard("poll") == PEOPLE
    assert max(len(home.outbox._texts) for home in crowd.homes) < 5, "told once a second"


async def test_somebody_more_comes_in_and_one_is_shown_out(publishing: list[Crowd]) -> None:
    crowd = await crowd_in(publishing)
    crowd.lead.say("lock", on=False)
    goes = crowd.homes.pop()
    assert goes.seat is not None
    person = goes.seat.person
    assert timed(lambda: crowd.lead.say("remove", person=person)) < WITHIN_S
    assert crowd.heard("person.gone") == PEOPLE - 1
    crowd.empty()
    began = time.process_time()
    crowd.homes.append(await crowd.house.guest("Somebody more"))
    assert time.process_time() - began < WITHIN_S
    assert crowd.heard("person") == PEOPLE - 1


async def test_opening_lets_two_hundred_in_at_once() -> None:
    crowd = await Crowd.inside(SessionState.CLOSED)
    assert timed(lambda: crowd.lead.say("session.open")) < WITHIN_S
    assert crowd.heard("welcome") == PEOPLE
    assert all(home.outbox.closing is None for home in crowd.homes)
    assert crowd.lead.outbox.closing is None


async def test_ending_it_tells_each_home_once() -> None:
    crowd = await Crowd.inside()
    assert timed(lambda: crowd.lead.say("session.close")) < WITHIN_S
    assert crowd.heard("ended") == PEOPLE
    assert not any("person.gone" in text for home in crowd.homes for text in home.outbox._texts)


async def test_a_quiet_second_costs_next_to_nothing(publishing: list[Crowd]) -> None:
    crowd = await crowd_in(publishing)
    crowd.house.wait(1.0)
    assert timed(lambda: crowd.house.wait(1.0)) < WITHIN_S / 10


async def test_what_two_hundred_people_cost_in_memory() -> None:
    gc.collect()
    tracemalloc.start()
    try:
        crowd = await Crowd.inside()
        gc.collect()
        used, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(crowd.homes) == PEOPLE
    assert used < MEMORY_BYTES
    assert peak < 4 * MEMORY_BYTES, "with everything that was said to them on their coming unread"
