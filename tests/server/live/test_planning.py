"""The hours come round: the room's screen shows what is next and opens it when it is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rooms.people import Device
from rooms.roles import Role
from rooms.session import SessionState
from server.live.due import EARLY, is_due
from server.live.planning import PERIOD_S, amend, follow_plan, start
from tests.server.live.house import Guest, House, session_view

STARTS = datetime(2026, 3, 3, 14, tzinfo=UTC)
ENDS = datetime(2026, 3, 3, 16, tzinfo=UTC)


def planned(session: str = "crepes", **changes: object) -> House:
    view = session_view(session, SessionState.CLOSED)
    return House(view.model_copy(update=changes))


async def screen_of(house: House) -> Guest:
    return await house.guest("Cuisine", Role.KIT, device=Device.SCREEN)


async def at(house: House, guest: Guest, moment: datetime) -> None:
    """The plan is read at that moment."""
    await follow_plan(guest.live, house.directory, moment.timestamp(), lambda: house.now)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (STARTS - EARLY - timedelta(seconds=1), False),
        (STARTS - EARLY, True),
        (STARTS, True),
        (ENDS - timedelta(seconds=1), True),
        (ENDS, False),
    ],
)
def test_when_a_session_is_due(moment: datetime, due: bool) -> None:
    assert is_due(session_view(), moment) is due


async def test_one_press_on_the_rooms_screen_when_it_is_due() -> None:
    house = planned()
    screen = await screen_of(house)
    resident = await house.guest("Paule")
    await at(house, screen, STARTS - timedelta(hours=2))
    screen.hear()
    screen.say("session.open")
    assert screen.hear_last("error") == {
        "type": "error",
        "reason": "early",
        "about": "session.open",
    }
    await at(house, screen, STARTS - timedelta(minutes=5))
    screen.say("session.open")
    assert screen.hear_last("session")["session"]["state"] == "open"
    assert "welcome" in resident.hear_types()
    await house.rooms.saved()
    assert house.directory.remembered == [("crepes", SessionState.OPEN)]


async def test_a_press_at_once_after_the_screen_came_counts() -> None:
    """Before the plan was ever read again: nobody presses twice."""
    house = House(session_view("crepes", SessionState.CLOSED), wall_clock=STARTS.timestamp)
    screen = await screen_of(house)
    screen.say("session.open")
    assert screen.hear_last("session")["session"]["state"] == "open"


async def test_the_screen_is_told_of_the_next_session_when_the_last_is_over() -> None:
    house = House(session_view("crepes", SessionState.OPEN))
    screen = await screen_of(house)
    lead = await house.guest("Sandrine", Role.ANIMATEUR)
    lead.say("session.close")
    house.directory.views = {"soupe": session_view("soupe", SessionState.CLOSED)}
    await at(house, screen, STARTS)
    screen.hear()
    assert screen.live.policy.current is not None
    assert screen.live.policy.current.id == "crepes", "its animateur is still there"
    lead.say("leave")
    await at(house, screen, STARTS)
    assert screen.hear_last("session")["session"]["id"] == "soupe"
    screen.say("session.open")
    assert screen.hear_last("session")["session"]["state"] == "open"


async def test_what_the_database_says_late_does_not_undo_what_is() -> None:
    """The state is written behind: the plan read meanwhile has the old one."""
    house = planned()
    screen = await screen_of(house)
    await at(house, screen, STARTS)
    screen.say("session.open")
    await house.rooms.saved()
    house.directory.remembered.clear()
    await at(house, screen, STARTS + timedelta(seconds=PERIOD_S))
    assert screen.live.policy.state_of("crepes") is SessionState.OPEN
    lead = await house.guest("Sandrine", Role.ANIMATEUR)
    lead.say("session.close")
    await house.rooms.saved()
    assert house.directory.remembered == [("crepes", SessionState.ENDED)]


async def test_a_session_started_and_changed_from_elsewhere() -> None:
    house = planned()
    resident = await house.guest("Paule")
    view = session_view("crepes", SessionState.CLOSED)
    start(resident.live, view, house.now)
    assert resident.hear_last("welcome")["session"]["state"] == "open"
    amend(resident.live, view.model_copy(update={"title": "Galettes"}), house.now)
    told = resident.hear_last("session")["session"]
    assert (told["title"], told["state"]) == ("Galettes", "open")
