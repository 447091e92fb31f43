"""Session descriptions of test clients, written as a browser would."""

from __future__ import annotations

from media.sdp.description import MediaDescription, SessionDescription
from media.sdp.writer import write_sdp
from tests.support.rtc_peer import RtcPeer

MID_ID, RID_ID, REPAIRED_RID_ID, LEVEL_ID, TRANSPORT_CC_ID, SEND_TIME_ID, OTHER_ID = range(1, 8)
OPUS, VP8, VP8_RTX = 111, 96, 97
OTHER_URI = "urn:example:an-extension-that-nobody-knows"

_EXTENSIONS = {
    MID_ID: "urn:ietf:params:rtp-hdrext:sdes:mid",
    RID_ID: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    REPAIRED_RID_ID: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    LEVEL_ID: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    TRANSPORT_CC_ID: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    SEND_TIME_ID: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    OTHER_ID: OTHER_URI,
}
_BY_KIND = {
    "audio": (MID_ID, LEVEL_ID, TRANSPORT_CC_ID, SEND_TIME_ID, OTHER_ID),
    "video": (MID_ID, RID_ID, REPAIRED_RID_ID, TRANSPORT_CC_ID, SEND_TIME_ID, OTHER_ID),
}
_CODECS = {
    "audio": [f"a=rtpmap:{OPUS} opus/48000/2", f"a=rtcp-fb:{OPUS} transport-cc"],
    "video": [
        f"a=rtpmap:{VP8} VP8/90000",
        *(
            f"a=rtcp-fb:{VP8} {feedback}"
            for feedback in ("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")
        ),
        f"a=rtpmap:{VP8_RTX} rtx/90000",
        f"a=fmtp:{VP8_RTX} apt={VP8}",
    ],
}
_TYPES = {"audio": str(OPUS), "video": f"{VP8} {VP8_RTX}"}


def _transport(peer: RtcPeer, setup: str) -> list[str]:
    return [
        "c=IN IP4 0.0.0.0",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        f"a=ice-ufrag:{peer.credentials.ufrag}",
        f"a=ice-pwd:{peer.credentials.password}",
        f"a=fingerprint:{peer.certificate.fingerprint}",
        f"a=setup:{setup}",
    ]


def publish_offer(
    peer: RtcPeer,
    kinds: tuple[str, ...] = ("audio", "video"),
    *,
    ssrcs: dict[str, int] | None = None,
    rids: tuple[str, ...] = (),
) -> str:
    """An offer to send these kinds; mids are "0", "1"…; `rids` make the video simulcast."""
    mids = " ".join(str(index) for index in range(len(kinds)))
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    for index, kind in enumerate(kinds):
        lines += [f"m={kind} 9 UDP/TLS/RTP/SAVPF {_TYPES[kind]}", *_transport(peer, "actpass")]
        lines += [f"a=mid:{index}", "a=sendonly"]
        lines += [f"a=extmap:{i} {_EXTENSIONS[i]}" for i in _BY_KIND[kind]]
        lines += _CODECS[kind]
        if kind == "video" and rids:
            lines += [f"a=rid:{rid} send" for rid in rids]
            lines.append(f"a=simulcast:send {';'.join(rids)}")
        elif ssrcs is not None and kind in ssrcs:
            lines.append(f"a=ssrc:{ssrcs[kind]} cname:test")
    return "\r\n".join(lines) + "\r\n"


def subscribe_answer(peer: RtcPeer, offer: SessionDescription) -> str:
    """An answer that takes all that is offered."""
    answer = SessionDescription(bundle=offer.bundle)
    for media in offer.media:
        wanted = media.direction in ("sendonly", "sendrecv")
        answer.media.append(
            MediaDescription(
                kind=media.kind,
                mid=media.mid,
                direction="recvonly" if wanted else "inactive",
                codecs=media.codecs,
                extensions=media.extensions,
                rtcp_mux=True,
                rtcp_rsize=True,
                ufrag=peer.credentials.ufrag,
                password=peer.credentials.password,
                fingerprints=(peer.certificate.fingerprint,),
                setup="active",
            )
        )
    return write_sdp(answer)
