"""A subscriber on a connection that jams, ends, or is left for another path."""

from __future__ import annotations

import pytest

from media.plane.interface import TCP, Path
from tests.support.descriptions import OPUS, VP8
from tests.support.rtc_peer import Received
from tests.support.sessions import AUDIO_SSRC, VIDEO_SSRC, film, publish, sequences, subscribe
from tests.support.sessions import video as pictures
from tests.support.simulated_network import SimulatedNetwork
from tests.support.streams import OpusStream, Vp8Stream, counter_of


def is_keyframe(received: Received) -> bool:
    """After five bytes of descriptor, the first bit of the frame (RFC 6386, section 9.1)."""
    return not received.payload[5] & 1


class Scene:
    """One who films and one who watches, each known to the plane by a path."""

    def __init__(self) -> None:
        self.network = SimulatedNetwork()
        self.publishing, publisher = publish(self.network)
        self.watching, self.subscriber = subscribe(self.network, publisher)
        self.stream = Vp8Stream(VIDEO_SSRC, VP8)
        self.voice = OpusStream(AUDIO_SSRC, OPUS)
        self.film(5)

    @property
    def path(self) -> Path:
        return Path(0, self.network.address_of(self.watching))

    def film(self, frames: int) -> list[Received]:
        """So many frames; those that were seen."""
        before = len(pictures(self.watching))
        film(self.network, self.publishing, self.stream, frames, keyframe_first=not before)
        return pictures(self.watching)[before:]

    def speak(self) -> int:
        before = len(self.watching.received)
        self.network.send(self.publishing, [self.publishing.rtp(self.voice.packet())])
        self.network.run(0.1)
        return len(self.watching.received) - before


def test_no_pictures_but_sound_while_the_line_is_jammed_then_a_keyframe_without_a_gap() -> None:
    scene = Scene()
    before = pictures(scene.watching)[-1]
    scene.network.plane.hold_pictures(scene.path, scene.network.now)
    assert scene.film(5) == []
    assert scene.speak() == 1

    scene.network.plane.release_pictures(scene.path, scene.network.now)
    after = scene.film(5)
    assert after
    assert is_keyframe(after[0]), "the first is a keyframe"
    assert sequences([before, *after]) == [
        before.header.sequence + n for n in range(len(after) + 1)
    ]
    assert counter_of(after[0].payload) > counter_of(before.payload) + 5


def test_what_was_dropped_for_being_late_is_not_sent_again() -> None:
    scene = Scene()
    last = pictures(scene.watching)[-1].header
    plane, now = scene.network.plane, scene.network.now
    peer_id = scene.subscriber.transport.peer_id
    plane.hold_pictures(scene.path, now)
    plane.retransmit(peer_id, last.ssrc, (last.sequence,), now, 0.0)
    assert plane.counters.retransmitted == 0
    plane.release_pictures(scene.path, now)
    plane.retransmit(peer_id, last.ssrc, (last.sequence,), now, 0.0)
    assert plane.counters.retransmitted == 1


def test_jams_make_the_subscriber_s_pictures_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene()
    told: list[float] = []
    monkeypatch.setattr(scene.subscriber._line, "congested", told.append)
    scene.network.plane.hold_pictures(scene.path, scene.network.now)
    assert told == [scene.network.now]


def test_the_next_path_takes_over_when_a_connection_is_over() -> None:
    scene = Scene()
    scene.network.plane.forget_path(scene.path)
    assert not scene.network.plane.knows(scene.path)
    scene.network.move(scene.watching)
    # The check that comes at once on the new path need not nominate it.
    seen = scene.film(60)
    assert seen
    assert is_keyframe(seen[0]), "the first is a keyframe"
    assert scene.network.plane.knows(scene.path)


def test_another_path_than_the_jammed_one_has_pictures_at_once() -> None:
    scene = Scene()
    scene.network.plane.hold_pictures(scene.path, scene.network.now)
    old = scene.path
    scene.network.move(scene.watching)
    assert scene.film(60)
    scene.network.plane.hold_pictures(old, scene.network.now)
    assert scene.film(5), "a path that is not used any longer holds nothing up"


@pytest.mark.parametrize("known", [True, False])
def test_what_concerns_nobody_is_no_fault(known: bool) -> None:
    scene = Scene()
    path = scene.path if known else Path(1, ("192.0.2.9", 9, TCP, 7))
    scene.network.endpoint.close(scene.network.now)
    plane = scene.network.plane
    plane.hold_pictures(path, 0.0)
    plane.release_pictures(path, 0.0)
    plane.forget_path(path)
    assert not plane.carries_picture(path, b"\x80\x60" + bytes(20))


def test_pictures_are_told_from_sound_and_control() -> None:
    scene = Scene()
    scene.speak()
    sound = next(r for r in scene.watching.received if r.header.payload_type == OPUS)
    picture = pictures(scene.watching)[0]
    plane, path = scene.network.plane, scene.path
    assert plane.carries_picture(path, picture.packet)
    assert not plane.carries_picture(path, sound.packet)
    assert plane.carries_picture(path, b"\x80\x61" + bytes(20)), "an unknown stream: a repair"
    for control in (b"\x80\xc8" + bytes(30), b"\x00\x01" + bytes(30), b"\x16\xfe" + bytes(30)):
        assert not plane.carries_picture(path, control)


def test_a_connection_and_a_udp_address_with_the_same_port_are_two() -> None:
    network = SimulatedNetwork()
    plane = network.plane
    for peer_id in (101, 102):
        plane.add_peer(peer_id)
    udp, tcp = Path(0, ("192.0.2.5", 5)), Path(1, ("192.0.2.5", 5, TCP, 1))
    plane.add_path(101, udp, send_here=True)
    plane.add_path(102, tcp, send_here=True)
    plane.remove_peer(102)
    assert (plane.knows(udp), plane.knows(tcp)) == (True, False)


def test_the_path_that_is_used_is_not_the_one_that_makes_room() -> None:
    network = SimulatedNetwork()
    plane = network.plane
    plane.add_peer(101)
    paths = [Path(1, ("192.0.2.5", 5, TCP, n)) for n in range(60)]
    for n, path in enumerate(paths):
        plane.add_path(101, path, send_here=n == 0)
    assert plane.knows(paths[0])
    assert not plane.knows(paths[1])
    assert plane.knows(paths[-1])
