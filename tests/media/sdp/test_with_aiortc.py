"""Another WebRTC implementation, aiortc, takes what we answer and offer."""

from collections.abc import AsyncIterator, Callable

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from media.sdp.negotiation import (
    LocalTransport,
    OfferedTrack,
    SubscribeAnswer,
    SubscriptionSdp,
    answer_play,
    answer_publish,
)
from media.sdp.reader import parse_sdp
from media.sdp.writer import write_sdp


@pytest.fixture
async def peer() -> AsyncIterator[RTCPeerConnection]:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    yield peer
    await peer.close()


async def local_offer(peer: RTCPeerConnection) -> str:
    await peer.setLocalDescription(await peer.createOffer())
    return peer.localDescription.sdp


def directions(peer: RTCPeerConnection) -> list[str]:
    return [transceiver.currentDirection for transceiver in peer.getTransceivers()]


async def test_publishing(peer: RTCPeerConnection, local: LocalTransport) -> None:
    peer.addTransceiver("audio", direction="sendonly")
    peer.addTransceiver("video", direction="sendonly")
    answer = answer_publish(parse_sdp(await local_offer(peer)), local).answer
    await peer.setRemoteDescription(RTCSessionDescription(write_sdp(answer), "answer"))
    assert directions(peer) == ["sendonly", "sendonly"]


async def test_playing(
    peer: RTCPeerConnection, local: LocalTransport, track: Callable[..., OfferedTrack]
) -> None:
    peer.addTransceiver("audio", direction="recvonly")
    peer.addTransceiver("video", direction="recvonly")
    tracks = [track("voice", "opus"), track("face", "H264")]
    answer = answer_play(parse_sdp(await local_offer(peer)), local, tracks).answer
    await peer.setRemoteDescription(RTCSessionDescription(write_sdp(answer), "answer"))
    assert directions(peer) == ["recvonly", "recvonly"]


async def test_subscribing_removing_recycling(
    peer: RTCPeerConnection, local: LocalTransport, track: Callable[..., OfferedTrack]
) -> None:
    async def subscribe() -> SubscribeAnswer:
        offer = RTCSessionDescription(write_sdp(subscription.offer(local)), "offer")
        await peer.setRemoteDescription(offer)
        await peer.setLocalDescription(await peer.createAnswer())
        return subscription.accept(parse_sdp(peer.localDescription.sdp))

    subscription = SubscriptionSdp(session_id=1)
    subscription.add(track("voice", "opus"))
    subscription.add(track("face", "VP8"))
    accepted = await subscribe()
    assert [media.accepted for media in accepted.media] == [True, True]
    assert accepted.media[1].rtx_payload_type == 97

    subscription.remove("face")
    await subscribe()
    assert directions(peer) == ["recvonly", "inactive"]

    subscription.add(track("hands", "VP8"))
    accepted = await subscribe()
    assert [(media.key, media.mid) for media in accepted.media] == [("voice", "0"), ("hands", "1")]
    assert all(media.accepted for media in accepted.media)
