"""A page one version older: it knows the messages of then, ignores all others, and still sees the
truth of what it knows."""

from __future__ import annotations

from typing import Any

from rooms.people import Device
from rooms.roles import Role
from tests.server.live.fake_media import offer_of
from tests.server.live.house import Guest, House, session_view

#: What that page requires of each message it knows.
KNOWN = {
    "welcome": {"person", "role", "session", "people", "cameras", "ice_servers", "resume"},
    "waiting": {"reason", "session", "person", "resume"},
    "refused": {"reason"},
    "session": {"session"},
    "person": {"person"},
    "person.gone": {"id", "reason"},
    "camera": {"camera"},
    "camera.gone": {"id"},
    "speaking": {"people"},
    "publish.answer": {"sdp"},
    "subscribe.offer": {"sdp", "generation", "tracks"},
    "removed": {"reason"},
    "ended": set(),
    "pong": set(),
    "kit": {"status"},
    "error": {"reason", "about"},
}
PERSON = {"id", "name", "role", "device", "presence", "microphone", "camera"}


class OlderPage:
    """Keeps what the page of then kept."""

    def __init__(self, guest: Guest) -> None:
        self.guest = guest
        self.people: dict[str, dict[str, Any]] = {}
        self.last: dict[str, Any] = {}

    def read(self) -> None:
        """Takes every message that has come."""
        for message in self.guest.hear():
            if message["type"] not in KNOWN:
                continue
            assert KNOWN[message["type"]] <= message.keys()
            self.last = message
            match message["type"]:
                case "welcome":
                    self.people = {person["id"]: person for person in message["people"]}
                case "person":
                    self.people[message["person"]["id"]] = message["person"]
                case "person.gone":
                    self.people.pop(message["id"], None)
            assert all(person.keys() >= PERSON for person in self.people.values())

    def open_microphones(self) -> set[str]:
        """The names of those it shows as heard."""
        self.read()
        return {person["name"] for person in self.people.values() if person["microphone"]}


def speak(guest: Guest) -> None:
    guest.say("publish.offer", sdp=offer_of("audio"), tracks=[{"mid": "0", "source": "microphone"}])
    guest.say("microphone", on=True)


async def test_it_sees_the_truth_of_a_session_led_with_means_it_does_not_know() -> None:
    house = House()
    await house.guest("Cuisine", Role.KIT, device=Device.AGENT)
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    older = OlderPage(await house.guest("Yvette"))
    homes = [await house.guest(name) for name in ("Paule", "Luc", "Amina")]
    for home in homes:
        speak(home)
        home.say("hand", up=True)
        home.say("chat", text="Bonjour")
    assert older.open_microphones() == {"Paule", "Luc", "Amina"}
    assert homes[2].seat is not None
    sandrine.say("lead.give", person=homes[2].seat.person)
    sandrine.say("poll.start", question="?", choices=["a", "b"])
    sandrine.say("timer.start", seconds=5)
    sandrine.say("mute.everyone")
    assert older.open_microphones() == set(), "told one by one, as it knows"
    sandrine.say("remove", person=homes[2].seat.person)
    older.read()
    assert {p["name"] for p in older.people.values()} == {
        "Cuisine", "Sandrine", "Yvette", "Paule", "Luc",
    }  # fmt: skip
    sandrine.say("session.close")
    older.read()
    assert older.last["type"] == "ended"


async def test_what_it_says_is_still_followed() -> None:
    house = House(session_view(waiting_room=True))
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    older = OlderPage(await house.guest("Yvette"))
    older.read()
    assert older.last["type"] == "waiting"
    sandrine.say("admit", everyone=True)
    older.read()
    assert older.last["type"] == "welcome"
    speak(older.guest)
    older.guest.say("watch", tracks={})
    assert older.open_microphones() == {"Yvette"}
    older.guest.say("leave")
    assert older.guest.outbox.closing == "left"


async def test_a_door_that_is_locked_is_one_more_reason_to_wait() -> None:
    house = House()
    sandrine = await house.guest("Sandrine", Role.ANIMATEUR)
    sandrine.say("lock", on=True)
    older = OlderPage(await house.guest("Yvette"))
    older.read()
    assert older.last["type"] == "waiting"
    sandrine.say("lock", on=False)
    older.read()
    assert older.last["type"] == "welcome"
