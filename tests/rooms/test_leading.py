"""What whoever leads may do to others, and what they may not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext

import pytest

from rooms.acts import conversation, leading, publishing, showing, voting
from rooms.acts.leading import Muted
from rooms.acts.publishing import ScreenTaken
from rooms.admission import Admitted, Refused, Waiting, admit
from rooms.door import LockChanged, Removed
from rooms.errors import NotAllowed, NotPossible
from rooms.events import Event, PersonGone, Waits, Welcomed
from rooms.lead import LeadChanged
from rooms.people import Device, Entrant, Presence
from rooms.poll import Question
from rooms.publications import Publication
from rooms.reactions import Reaction
from rooms.receiving import receives, silenced
from rooms.roles import Role
from rooms.room import PLACE_KEPT_S, SHOWN_LOST_S, Room
from rooms.session import Session, SessionState
from rooms.shelf import ResourceShown, SessionAmended
from rooms.source import Source
from rooms.spotlight import Spot

OPEN = Session("crepes", SessionState.OPEN, resources=("recipe",))
BROWSER = "a browser of sixteen"
EVERYBODY = {
    "sandrine": Entrant("Sandrine", Role.ANIMATEUR, session="crepes"),
    "agent": Entrant("Cuisine", Role.KIT, Device.AGENT),
    "paule": Entrant("Paule", Role.RESIDENT, session="crepes", client=BROWSER),
    "luc": Entrant("Luc", Role.RESIDENT, session="crepes"),
}
LATER = Entrant("Amina", Role.RESIDENT, session="crepes")


@pytest.fixture
def room() -> Room:
    room = Room("cuisine")
    room.learn(OPEN)
    for person, entrant in EVERYBODY.items():
        room.join(person, entrant)
    return room


def talk(room: Room, *people: str) -> None:
    """These people are heard."""
    for person in people:
        publication = Publication(f"of {person}", {f"{person}-mic": Source.MICROPHONE})
        publishing.publish_own(room, person, publication)
        publishing.set_microphone(room, person, True)


LEADS: dict[str, Callable[[Room, str], Sequence[Event]]] = {
    "hand.lower": lambda r, by: conversation.lower_hand(r, by, "luc"),
    "chat.erase": lambda r, by: conversation.erase(r, by, "m1"),
    "timer.start": lambda r, by: showing.start_timer(r, by, 60, "", 0.0, 0.0),
    "timer.stop": lambda r, by: showing.stop_timer(r, by),
    "spotlight": lambda r, by: showing.put_in_front(r, by, Spot(person="luc")),
    "resource.show": lambda r, by: showing.show_resource(r, by, "recipe"),
    "poll.start": lambda r, by: voting.ask(r, by, "q", Question("?", ("a", "b"), True, False), 0.0),
    "poll.close": lambda r, by: voting.close(r, by, 0.0),
    "poll.show": lambda r, by: voting.show(r, by),
    "poll.clear": lambda r, by: voting.put_away(r, by),
    "mute": lambda r, by: leading.mute(r, by, "luc"),
    "mute.everyone": lambda r, by: leading.mute_everyone(r, by),
    "lock": lambda r, by: leading.lock(r, by, True),
    "screen.stop": lambda r, by: publishing.stop_screen(r, by),
}
IN_CHARGE: dict[str, Callable[[Room, str], Sequence[Event]]] = {
    "remove": lambda r, by: leading.remove(r, by, "luc"),
    "lead.give": lambda r, by: leading.give_lead(r, by, "luc", None),
    "lead.take": lambda r, by: leading.take_lead(r, by, "luc"),
    "session.close": lambda r, by: leading.close_session(r, by, 0.0),
}


@pytest.mark.parametrize("by", ["paule", "agent", "nobody"])
@pytest.mark.parametrize("act", [*LEADS, *IN_CHARGE])
def test_only_whoever_leads_may(room: Room, act: str, by: str) -> None:
    with pytest.raises(NotAllowed):
        (LEADS | IN_CHARGE)[act](room, by)


@pytest.mark.parametrize("act", LEADS)
def test_whoever_was_handed_the_lead_may_do_what_leads(room: Room, act: str) -> None:
    leading.give_lead(room, "sandrine", "paule", None)
    nothing_there = act in ("chat.erase", "poll.close", "poll.show", "poll.clear")
    with pytest.raises(NotPossible) if nothing_there else nullcontext():
        LEADS[act](room, "paule")


@pytest.mark.parametrize("act", IN_CHARGE)
def test_and_not_what_belongs_to_whoever_is_in_charge(room: Room, act: str) -> None:
    leading.give_lead(room, "sandrine", "paule", None)
    with pytest.raises(NotAllowed):
        IN_CHARGE[act](room, "paule")


@pytest.mark.parametrize("act", [*LEADS, *IN_CHARGE])
def test_an_animateur_of_another_session_may_not(room: Room, act: str) -> None:
    room.join("bruno", Entrant("Bruno", Role.ANIMATEUR, session="chords"))
    with pytest.raises(NotAllowed):
        (LEADS | IN_CHARGE)[act](room, "bruno")


def test_muting_silences_at_once_and_leaves_the_person_free_to_speak_again(room: Room) -> None:
    talk(room, "paule", "luc")
    assert leading.mute(room, "sandrine", "paule")[0] == Muted("paule", "Sandrine")
    assert silenced(room) == {"paule-mic"}
    publishing.set_microphone(room, "paule", True)
    assert silenced(room) == set()


def test_muting_everyone_leaves_oneself_and_the_room(room: Room) -> None:
    talk(room, "paule", "luc")
    sound = Publication("kit", {"m": Source.MICROPHONE}, camera_role="salle", camera_id="c")
    publishing.publish_room(room, sound)
    leading.give_lead(room, "sandrine", "luc", None)
    leading.mute_everyone(room, "luc")
    on = {person.id for person in room.people.values() if person.microphone}
    assert on == {"luc", "agent"}


def test_muting_whoever_is_silent_switches_nothing(room: Room) -> None:
    assert leading.mute(room, "sandrine", "paule") == []
    assert leading.mute_everyone(room, "sandrine") == []
    assert not room.people["paule"].microphone


@pytest.mark.parametrize("whom", ["sandrine", "agent"])
def test_the_rooms_devices_and_those_in_charge_are_nobodys_to_mute_or_show_out(
    room: Room, whom: str
) -> None:
    for act in (leading.mute, leading.remove):
        with pytest.raises(NotAllowed):
            act(room, "sandrine", whom)


def test_a_locked_door_keeps_newcomers_and_lets_those_inside_come_back(room: Room) -> None:
    assert leading.lock(room, "sandrine", True) == [LockChanged()]
    assert admit(room, LATER) == Waiting("locked")
    assert room.join("amina", LATER)[0] == Waits("amina", "locked")
    room.disconnect("luc", now=10.0)
    room.advance(10.0 + SHOWN_LOST_S)
    assert Welcomed("luc") in room.resume("luc")
    assert Welcomed("amina") in room.admit("sandrine", "amina")


def test_unlocking_lets_in_or_leaves_to_the_waiting_room(room: Room) -> None:
    leading.lock(room, "sandrine", True)
    room.join("amina", LATER)
    assert Welcomed("amina") in leading.lock(room, "sandrine", False)
    room.amend(Session("crepes", SessionState.OPEN, waiting_room=True))
    room.join("zoe", LATER)
    assert Waits("zoe", "locked") in leading.lock(room, "sandrine", True)
    assert Waits("zoe", "lobby") in leading.lock(room, "sandrine", False)
    assert room.people["zoe"].presence is Presence.WAITING


def test_a_session_that_ends_leaves_no_lock_behind(room: Room) -> None:
    leading.lock(room, "sandrine", True)
    leading.close_session(room, "sandrine", 0.0)
    room.open("sandrine", OPEN)
    assert admit(room, LATER) == Admitted()
    leading.close_session(room, "sandrine", 0.0)
    with pytest.raises(NotPossible, match="closed"):
        leading.lock(room, "sandrine", True)


def test_whoever_is_shown_out_is_heard_by_nobody_and_does_not_come_back(room: Room) -> None:
    talk(room, "paule")
    events = leading.remove(room, "sandrine", "paule")
    assert events[0] == Removed("paule", "Sandrine")
    assert [e.reason for e in events if isinstance(e, PersonGone)] == ["removed"]
    assert receives(room, "luc") == frozenset()
    again = Entrant("Another name", Role.RESIDENT, session="crepes", client=BROWSER)
    assert admit(room, again) == Refused("removed")
    assert admit(room, LATER) == Admitted(), "nobody else is kept out"
    leading.close_session(room, "sandrine", 0.0)
    room.open("sandrine", OPEN)
    assert admit(room, again) == Refused("removed"), "nor when the session is opened again"
    chords = Session("chords", SessionState.OPEN)
    leading.close_session(room, "sandrine", 0.0)
    room.learn(chords)
    other = Entrant("Paule", Role.RESIDENT, session="chords", client=BROWSER)
    assert admit(room, other) == Admitted(), "another session is another matter"


def test_whoever_waits_can_be_shown_away(room: Room) -> None:
    leading.lock(room, "sandrine", True)
    room.join("amina", LATER)
    assert Removed("amina", "Sandrine") in leading.remove(room, "sandrine", "amina")
    assert "amina" not in room.people


def test_the_lead_ends_at_its_time(room: Room) -> None:
    assert leading.give_lead(room, "sandrine", "paule", until=60.0) == (LeadChanged("paule"),)
    room.advance(59.0)
    assert room.leads("paule")
    assert LeadChanged("paule") in room.advance(60.0)
    assert not room.leads("paule")


def test_the_lead_can_be_given_up_and_taken_back(room: Room) -> None:
    for by in ("paule", "sandrine"):
        leading.give_lead(room, "sandrine", "paule", None)
        assert leading.take_lead(room, by, "paule") == (LeadChanged("paule"),)
        assert not room.leads("paule")


def test_the_lead_ends_when_its_holder_leaves_and_survives_a_cut(room: Room) -> None:
    leading.give_lead(room, "sandrine", "paule", None)
    room.disconnect("paule", now=0.0)
    room.advance(SHOWN_LOST_S)
    assert not room.leads("paule"), "not while away"
    room.resume("paule")
    assert room.leads("paule")
    room.disconnect("paule", now=100.0)
    room.advance(100.0 + PLACE_KEPT_S)
    room.join("paule", EVERYBODY["paule"])
    assert not room.leads("paule")


def test_another_session_begins_with_nothing_of_the_one_before(room: Room) -> None:
    conversation.set_hand(room, "luc", True)
    conversation.write(room, "luc", "Bonjour", 0.0, 0.0)
    showing.start_timer(room, "sandrine", 60, "", 0.0, 0.0)
    showing.put_in_front(room, "sandrine", Spot(person="luc"))
    showing.show_resource(room, "sandrine", "recipe")
    leading.give_lead(room, "sandrine", "luc", None)
    leading.close_session(room, "sandrine", 0.0)
    assert room.hands.order == ()
    assert room.chat.lines == ()
    assert room.timer.timer is None
    assert room.spotlight.spot is None
    assert room.shelf.shown is None
    assert not room.lead.holds("luc")


def test_one_screen_at_a_time_and_by_those_who_may(room: Room) -> None:
    with pytest.raises(NotAllowed):
        publishing.set_screen(room, "paule", True)
    leading.give_lead(room, "sandrine", "paule", None)
    publishing.set_screen(room, "paule", True)
    events = publishing.set_screen(room, "sandrine", True)
    assert ScreenTaken("paule", "Sandrine") in events
    assert [p.id for p in room.people.values() if p.screen] == ["sandrine"]
    publishing.set_screen(room, "paule", True)
    leading.take_lead(room, "sandrine", "paule")
    assert publishing.end_screens_not_allowed(room)
    assert not room.people["paule"].screen


def test_homes_share_where_the_activity_says_so(room: Room) -> None:
    room.amend(Session("crepes", SessionState.OPEN, sharing=True))
    publication = Publication("s", {"v": Source.SCREEN, "a": Source.SCREEN_AUDIO})
    publishing.publish_own(room, "paule", publication)
    assert silenced(room) == {"v", "a"}, "nothing is shown before they say so"
    publishing.set_screen(room, "paule", True)
    assert silenced(room) == set()
    assert receives(room, "luc") == {"v", "a"}
    assert receives(room, "sandrine") == {"v"}, "whoever stands in the room hears it there"
    assert receives(room, "agent") == {"v", "a"}


def test_what_is_in_front_is_there_and_goes_with_it(room: Room) -> None:
    with pytest.raises(NotPossible, match="unknown"):
        showing.put_in_front(room, "sandrine", Spot(camera="c"))
    camera = Publication("k", {"v": Source.CAMERA}, camera_role="salle", camera_id="c")
    publishing.publish_room(room, camera)
    showing.put_in_front(room, "sandrine", Spot(camera="c"))
    publishing.lose_publication(room, "k", now=0.0)
    assert room.spotlight.spot == Spot(camera="c"), "its place is kept"
    room.advance(30.0)
    assert room.spotlight.spot is None


def test_a_key_of_the_room_puts_its_cameras_in_front_and_nobody_at_home(room: Room) -> None:
    camera = Publication("k", {"v": Source.CAMERA}, camera_role="salle", camera_id="c")
    publishing.publish_room(room, camera)
    showing.put_in_front(room, "agent", Spot(camera="c"))
    assert room.spotlight.spot == Spot(camera="c")
    for by, spot in (("agent", Spot(person="luc")), ("agent", None), ("luc", Spot(camera="c"))):
        with pytest.raises(NotAllowed):
            showing.put_in_front(room, by, spot)
    assert room.spotlight.spot == Spot(camera="c")


def test_only_the_sessions_resources_can_be_shown(room: Room) -> None:
    with pytest.raises(NotPossible, match="unknown"):
        showing.show_resource(room, "sandrine", "another")
    assert showing.show_resource(room, "sandrine", "recipe") == (ResourceShown(),)
    events = room.amend(Session("crepes", SessionState.OPEN))
    assert events[-2:] == [ResourceShown(), SessionAmended()], "it was taken away"


@pytest.mark.parametrize(("burst", "write"), [(5, True), (4, False)])
def test_writing_and_reacting_too_fast_is_refused(room: Room, burst: int, write: bool) -> None:
    def once(now: float) -> Sequence[Event]:
        if write:
            return conversation.write(room, "luc", "Bonjour", now, 0.0)
        return conversation.react(room, "luc", Reaction.BRAVO, now)

    for _ in range(burst):
        once(0.0)
    with pytest.raises(NotPossible, match="rate"):
        once(0.0)
    assert once(1.0)


def test_the_chat_keeps_the_last_hundred_lines(room: Room) -> None:
    for second in range(103):
        conversation.write(room, "luc", f"{second}", float(second), 0.0)
    lines = room.chat.lines
    assert [lines[0].text, lines[-1].text, len(lines)] == ["3", "102", 100]
    conversation.erase(room, "sandrine", lines[0].id)
    assert len(room.chat.lines) == 99


def test_a_timer_that_is_over_is_taken_away(room: Room) -> None:
    showing.start_timer(room, "sandrine", 60, "Au four", 0.0, 1_700_000_000.0)
    room.advance(69.0)
    assert room.timer.timer is not None
    assert room.timer.timer.ends_at_s == 1_700_000_060.0
    room.advance(70.0)
    assert room.timer.timer is None


def test_one_browser_has_one_vote_under_whatever_name_it_comes_back(room: Room) -> None:
    voting.ask(room, "sandrine", "q", Question("?", ("a", "b"), True, False), 0.0)
    voting.vote(room, "paule", [0])
    room.leave("paule", "left")
    room.join("paule again", EVERYBODY["paule"])
    with pytest.raises(NotPossible, match="voted"):
        voting.vote(room, "paule again", [0])
    for by in ("sandrine", "agent"):
        with pytest.raises(NotAllowed):
            voting.vote(room, by, [0])


def test_a_vote_under_way_ends_with_the_session_and_its_minutes_are_kept(room: Room) -> None:
    voting.ask(room, "sandrine", "q", Question("?", ("a", "b"), True, False), 0.0)
    voting.vote(room, "paule", [0])
    events = leading.close_session(room, "sandrine", 5.0)
    (minuted,) = [e for e in events if type(e).__name__ == "PollMinuted"]
    assert (minuted.minutes.tally, minuted.minutes.entitled) == ((1, 0), 2)  # type: ignore[attr-defined]


def test_a_name_is_ones_own_and_not_empty(room: Room) -> None:
    conversation.rename(room, "luc", "Lucien")
    assert room.people["luc"].name == "Lucien"
    with pytest.raises(NotPossible, match="name"):
        conversation.rename(room, "luc", "")


# The room's own microphone.


def with_kit(room: Room) -> Room:
    """The kit's agent publishes; its screen is here too."""
    room.join("screen", Entrant("Écran", Role.KIT, Device.SCREEN))
    publishing.publish_room(room, Publication("kit", ROOM_TRACKS, camera_role="salle"))
    return room


ROOM_TRACKS = {"room-mic": Source.MICROPHONE, "room-cam": Source.CAMERA}


def test_the_rooms_microphone_is_off_for_everybody_and_its_picture_stays(room: Room) -> None:
    with_kit(room)
    talk(room, "paule")
    assert room.people["agent"].microphone
    leading.switch_room_microphone(room, "sandrine", False)
    assert silenced(room) == {"room-mic"}
    agent = room.people["agent"]
    assert (agent.microphone, agent.muted_by) == (False, "Sandrine")
    # Nobody at home is touched by it, off or on.
    assert room.people["paule"].microphone and not room.people["luc"].microphone
    leading.switch_room_microphone(room, "sandrine", True)
    assert silenced(room) == frozenset()
    assert room.people["agent"].microphone and room.people["agent"].muted_by is None


@pytest.mark.parametrize("by", ["screen", "agent", "sandrine"])
def test_the_kits_key_opens_what_the_host_cut_and_the_other_way_round(room: Room, by: str) -> None:
    with_kit(room)
    leading.switch_room_microphone(room, "sandrine", False)
    leading.switch_room_microphone(room, by, True)
    assert silenced(room) == frozenset()
    leading.switch_room_microphone(room, by, False)
    assert room.people["agent"].muted_by == room.people[by].name


def test_a_home_switches_the_room_only_while_it_leads(room: Room) -> None:
    with_kit(room)
    with pytest.raises(NotAllowed):
        leading.switch_room_microphone(room, "paule", False)
    leading.give_lead(room, "sandrine", "paule", None)
    leading.switch_room_microphone(room, "paule", False)
    assert room.people["agent"].muted_by == "Paule"


def test_a_kit_that_starts_again_is_still_off(room: Room) -> None:
    with_kit(room)
    leading.switch_room_microphone(room, "sandrine", False)
    room.leave("agent", "left")
    publishing.end_publication(room, "kit", "left")
    room.join("again", Entrant("Cuisine", Role.KIT, Device.AGENT))
    publishing.publish_room(room, Publication("anew", ROOM_TRACKS, camera_role="salle"))
    assert silenced(room) == {"room-mic"}
    assert room.people["again"].muted_by == "Sandrine"


def test_the_screens_own_microphone_is_the_rooms_too(room: Room) -> None:
    with_kit(room)
    talk(room, "screen")
    leading.switch_room_microphone(room, "sandrine", False)
    assert silenced(room) == {"room-mic", "screen-mic"}


def test_the_next_session_begins_heard(room: Room) -> None:
    with_kit(room)
    leading.switch_room_microphone(room, "sandrine", False)
    leading.close_session(room, "sandrine", 0.0)
    assert room.people["agent"].muted_by is None
