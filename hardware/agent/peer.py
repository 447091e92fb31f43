"""aiortc's peer connection, set up for the kit, and the few things it has no public way for."""

from collections.abc import Callable

import aioice.ice
from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCRtpTransceiver,
)
from aiortc.exceptions import InvalidAccessError, InvalidStateError, OperationError
from aiortc.rtcrtpparameters import RTCRtpCodecCapability
from aiortc.rtcrtpreceiver import RTCRtpReceiver

from hardware.agent.sent_packets import keep_sent_packets
from hardware.agent.steady_clock import use_steady_clock

#: What aiortc raises on a description that it cannot use.
PEER_ERRORS = (ValueError, KeyError, InvalidAccessError, InvalidStateError, OperationError)

_host_addresses = aioice.ice.get_host_addresses


def create_peer() -> RTCPeerConnection:
    """A connection that asks no third party for its address: the server's is public enough.

    MAX_COMPAT, though all is bundled in the end: where sections share a transport from the
    start, aiortc takes the candidates of the last one, and servers write them in the first.
    """
    return RTCPeerConnection(
        RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_COMPAT)
    )


def codecs(kind: str, name: str) -> list[RTCRtpCodecCapability]:
    """One codec, with its retransmissions, as a list of preferences."""
    wanted = {f"{kind}/{name}".lower(), f"{kind}/rtx"}
    return [
        codec
        for codec in RTCRtpSender.getCapabilities(kind).codecs
        if codec.mimeType.lower() in wanted
    ]


def on_keyframe_request(sender: RTCRtpSender, request: Callable[[], None]) -> None:
    """Have picture loss reports reach the encoder, which is ours and not the sender's."""
    sender._send_keyframe = request  # type: ignore[method-assign]


async def renew_receiver(transceiver: RTCRtpTransceiver) -> None:
    """Forget the track that a media section carried, before it is offered with another.

    aiortc keeps one receiver per section for ever: its jitter buffer, its decoder and the SSRC
    that it listens to would all be those of the home that left.
    """
    old = transceiver.receiver
    await old.stop()
    new = RTCRtpReceiver(transceiver.kind, old.transport)
    new._set_rtcp_ssrc(transceiver.sender._ssrc)
    transceiver._RTCRtpTransceiver__receiver = new  # type: ignore[attr-defined]
    transceiver._setCurrentDirection("inactive")


def _addresses_or_loopback(use_ipv4: bool, use_ipv6: bool) -> list[str]:
    addresses = _host_addresses(use_ipv4, use_ipv6)
    return addresses or (["127.0.0.1"] if use_ipv4 else [])


# aioice never offers the loopback address; on a machine with no other there would be no path
# at all, not even to a server beside the kit.
aioice.ice.get_host_addresses = _addresses_or_loopback
use_steady_clock()
keep_sent_packets()
