"""Several sizes of one picture in one media section (RFC 8853), which aiortc has no way for."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aiortc import RTCRtpSender, RTCRtpTransceiver
from aiortc.mediastreams import MediaStreamTrack
from aiortc.rtcrtpparameters import (
    RTCRtcpParameters,
    RTCRtpHeaderExtensionParameters,
    RTCRtpParameters,
    RTCRtpSendParameters,
)
from aiortc.rtp import HeaderExtensions, HeaderExtensionsMap

from hardware.agent.peer import on_keyframe_request

RID_URI = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
# One that aiortc does not use for another.
_RID_ID = 4


def with_rids(offer: str, rids: Iterable[str]) -> str:
    """The offer with the picture in these sizes; its sources are told by rid instead of by SSRC
    (RFC 8852)."""
    listed = list(rids)
    head, *sections = offer.split("\r\nm=")
    added = [f"a=extmap:{_RID_ID} {RID_URI}", *(f"a=rid:{rid} send" for rid in listed)]
    added.append(f"a=simulcast:send {';'.join(listed)}")
    for index, section in enumerate(sections):
        if section.startswith("video "):
            lines = [
                line
                for line in section.rstrip("\r\n").split("\r\n")
                if not line.startswith(("a=ssrc:", "a=ssrc-group:"))
            ]
            end = "\r\n" if index == len(sections) - 1 else ""
            sections[index] = "\r\n".join(lines + added) + end
    return "\r\nm=".join([head, *sections])


def accepted_rids(answer: str) -> frozenset[str]:
    """The sizes that the other side takes; none where it knows nothing of simulcast."""
    for line in answer.splitlines():
        if line.startswith("a=simulcast:recv "):
            listed = line.removeprefix("a=simulcast:recv ").split(" ")[0]
            return frozenset(rid.lstrip("~") for rid in listed.replace(",", ";").split(";"))
    return frozenset()


class _WithRid(HeaderExtensionsMap):
    """Names its size on every packet, the repaired ones too."""

    def __init__(self, rid: str) -> None:
        super().__init__()
        self._rid = rid

    def configure(self, parameters: RTCRtpParameters) -> None:
        named = RTCRtpHeaderExtensionParameters(id=_RID_ID, uri=RID_URI)
        parameters.headerExtensions = [*parameters.headerExtensions, named]
        super().configure(parameters)

    def set(self, values: HeaderExtensions) -> tuple[int, bytes]:
        values.rtp_stream_id = self._rid
        return super().set(values)


class LayerSenders:
    """A sender for each size: the transceiver's own sends the first, the others are its equals
    on the same transport."""

    def __init__(self, transceiver: RTCRtpTransceiver, rid: str) -> None:
        self._transceiver = transceiver
        self._senders: dict[str, RTCRtpSender] = {rid: transceiver.sender}

    def name_rids(self) -> None:
        """The other side has taken the sizes: the first is named on its packets."""
        for rid, sender in self._senders.items():
            _name(sender, rid)

    async def add(
        self, rid: str, track: MediaStreamTrack, request_keyframe: Callable[[], None], cname: str
    ) -> None:
        """Send this size too; the connection is up."""
        own = self._transceiver
        sender = RTCRtpSender(track, own.sender.transport)
        _name(sender, rid)
        on_keyframe_request(sender, request_keyframe)
        parameters = RTCRtpSendParameters(
            codecs=own._codecs, headerExtensions=own._headerExtensions, muxId=own.mid or ""
        )
        parameters.rtcp = RTCRtcpParameters(cname=cname, ssrc=sender._ssrc, mux=True)
        self._senders[rid] = sender
        await sender.send(parameters)

    async def losses(self) -> dict[str, Any]:
        """The latest report of loss by rid: aiortc's ``remote-inbound-rtp`` entry."""
        found = {}
        for rid, sender in self._senders.items():
            for entry in (await sender.getStats()).values():
                if entry.type == "remote-inbound-rtp":
                    found[rid] = entry
        return found

    async def stop(self) -> None:
        """End those that the connection knows nothing of."""
        own = self._transceiver.sender
        added: Sequence[RTCRtpSender] = [s for s in self._senders.values() if s is not own]
        await asyncio.gather(*(sender.stop() for sender in added))


def _name(sender: RTCRtpSender, rid: str) -> None:
    sender._RTCRtpSender__rtp_header_extensions_map = _WithRid(rid)  # type: ignore[attr-defined]
