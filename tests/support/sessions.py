"""Connected publishers and subscribers on a simulated network, and a film that runs between
them.
"""

from __future__ import annotations

from media.control.publisher import Publisher
from media.control.subscriber import Quality, Subscriber
from media.rtcp import PictureLoss
from tests.support.descriptions import VP8, publish_offer, subscribe_answer
from tests.support.rtc_peer import Received, RtcPeer
from tests.support.simulated_network import SimulatedNetwork
from tests.support.streams import Vp8Stream

VIDEO_SSRC, AUDIO_SSRC = 0x11111111, 0x22222222
SSRCS = {"audio": AUDIO_SSRC, "video": VIDEO_SSRC}


def publish(network: SimulatedNetwork, *, rids: tuple[str, ...] = ()) -> tuple[RtcPeer, Publisher]:
    """A connected publisher of sound and picture."""
    peer = RtcPeer()
    network.join(peer)
    offer = publish_offer(peer, rids=rids, ssrcs=SSRCS if not rids else None)
    publisher = network.endpoint.publish(offer, network.now)
    peer.take(publisher.answer_sdp)
    network.run(1.0)
    assert peer.connected
    return peer, publisher


def subscribe(
    network: SimulatedNetwork, publisher: Publisher, quality: Quality = "high"
) -> tuple[RtcPeer, Subscriber]:
    """A connected subscriber to all that the publisher has."""
    peer = RtcPeer()
    network.join(peer)
    subscriber = network.endpoint.subscribe(network.now)
    for track in publisher.tracks.values():
        subscriber.attach(track)
    sdp, generation, _ = subscriber.offer(network.now)
    offer = peer.take(sdp)
    assert subscriber.answer(subscribe_answer(peer, offer), generation, network.now)
    subscriber.watch({track.id: quality for track in publisher.tracks.values()}, network.now)
    network.run(1.0)
    assert peer.connected
    return peer, subscriber


def film(
    network: SimulatedNetwork,
    peer: RtcPeer,
    stream: Vp8Stream,
    frames: int,
    *,
    keyframe_first: bool = True,
    step_s: float = 0.03,
) -> None:
    """Send frames as time passes; a keyframe first, and whenever the server asks for one."""
    keyframe = keyframe_first
    for _ in range(frames):
        asked = [report for report in peer.reports if isinstance(report, PictureLoss)]
        keyframe = keyframe or bool(asked)
        peer.reports = [report for report in peer.reports if not isinstance(report, PictureLoss)]
        network.send(peer, [peer.rtp(stream.packet(keyframe=keyframe))])
        keyframe = False
        network.run(step_s)


def video(peer: RtcPeer, payload_type: int = VP8) -> list[Received]:
    """The pictures that a subscriber got, in order of arrival, without retransmissions."""
    return [packet for packet in peer.received if packet.header.payload_type == payload_type]


def sequences(packets: list[Received]) -> list[int]:
    """Their sequence numbers."""
    return [packet.header.sequence for packet in packets]
