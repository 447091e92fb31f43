"""A WHIP publisher and a WHEP player made of GStreamer's webrtcbin: nothing of ours in it.

Run by the system's own Python, which has the GStreamer bindings:
    python3 gstreamer.py publish|play URL TOKEN SECONDS
It prints one JSON object at the end: {"connected": ..., "frames": ..., "audio_buffers": ...}.
"""

import json
import sys
import threading
import time
import urllib.parse
import urllib.request

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstWebRTC", "1.0")
gi.require_version("GstSdp", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

ELEMENTS = ("webrtcbin", "vp8enc", "vp8dec", "opusenc", "opusdec", "nicesrc", "dtlsenc", "srtpenc")

VIDEO_CAPS = "application/x-rtp,media=video,encoding-name=VP8,payload=96,clock-rate=90000"
AUDIO_CAPS = "application/x-rtp,media=audio,encoding-name=OPUS,payload=111,clock-rate=48000"
PUBLISH = f"""
    webrtcbin name=peer bundle-policy=max-bundle
    videotestsrc is-live=true pattern=ball ! video/x-raw,width=640,height=360,framerate=25/1
        ! vp8enc deadline=1 cpu-used=8 keyframe-max-dist=50 target-bitrate=600000
        ! rtpvp8pay picture-id-mode=15-bit ! {VIDEO_CAPS} ! peer.
    audiotestsrc is-live=true wave=sine ! audio/x-raw,rate=48000,channels=2
        ! opusenc ! rtpopuspay ! {AUDIO_CAPS} ! peer.
"""


class Client:
    def __init__(self, mode: str, url: str, token: str) -> None:
        self.url, self.token = url, token
        self.resource: str | None = None
        self.failure: str | None = None
        self.frames = self.audio_buffers = 0
        if mode == "publish":
            self.pipeline = Gst.parse_launch(PUBLISH)
            self.peer = self.pipeline.get_by_name("peer")
        else:
            self.pipeline = Gst.Pipeline.new("player")
            self.peer = Gst.ElementFactory.make("webrtcbin", "peer")
            self.peer.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
            self.pipeline.add(self.peer)
        # Its ICE library ties each socket to a network card, from which loopback is out of reach.
        # (Kept, because the bindings take the element's only reference to it.)
        self.ice = self.peer.get_property("ice-agent")
        self.ice.emit("add-local-ip-address", "127.0.0.1")
        self.peer.connect("on-negotiation-needed", self.offer)
        self.peer.connect("pad-added", self.play_pad)
        self.peer.connect("notify::ice-gathering-state", self.gathered)
        if mode == "play":
            for caps in (VIDEO_CAPS, AUDIO_CAPS):
                self.peer.emit(
                    "add-transceiver",
                    GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY,
                    Gst.Caps.from_string(caps),
                )

    def offer(self, _peer: object) -> None:
        self.peer.emit("create-offer", None, Gst.Promise.new_with_change_func(self.offered))

    def offered(self, promise: object) -> None:
        reply = promise.get_reply()  # it owns the offer: it has to live as long
        offer = reply.get_value("offer")
        self.peer.emit("set-local-description", offer, Gst.Promise.new())

    def gathered(self, *_: object) -> None:
        # One exchange over HTTP: the offer is sent when all its candidates are in it.
        state = self.peer.get_property("ice-gathering-state")
        if state == GstWebRTC.WebRTCICEGatheringState.COMPLETE and self.resource is None:
            threading.Thread(target=self.exchange, daemon=True).start()

    def exchange(self) -> None:
        offer = self.peer.get_property("local-description").sdp.as_text()
        request = urllib.request.Request(
            self.url,
            data=offer.encode(),
            headers={"Content-Type": "application/sdp", "Authorization": f"Bearer {self.token}"},
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                self.resource = urllib.parse.urljoin(self.url, response.headers["Location"])
                answer = response.read().decode()
        except OSError as error:
            self.failure = str(error)
            return
        _, message = GstSdp.SDPMessage.new_from_text(answer)
        self.peer.emit(
            "set-remote-description",
            GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, message),
            Gst.Promise.new(),
        )

    def play_pad(self, _peer: object, pad: object) -> None:
        if pad.direction != Gst.PadDirection.SRC:
            return
        is_video = "video" in pad.get_current_caps().get_structure(0).get_string("media")
        chain = "rtpvp8depay ! vp8dec" if is_video else "rtpopusdepay ! opusdec"
        bin_ = Gst.parse_bin_from_description(f"{chain} ! fakesink name=sink sync=false", True)
        sink = bin_.get_by_name("sink")
        sink.set_property("signal-handoffs", True)
        sink.connect("handoff", self.count_frame if is_video else self.count_audio)
        self.pipeline.add(bin_)
        bin_.sync_state_with_parent()
        pad.link(bin_.get_static_pad("sink"))

    def count_frame(self, *_: object) -> None:
        self.frames += 1

    def count_audio(self, *_: object) -> None:
        self.audio_buffers += 1

    def run(self, seconds: float) -> dict[str, object]:
        self.pipeline.set_state(Gst.State.PLAYING)
        loop = GLib.MainLoop()
        threading.Thread(target=loop.run, daemon=True).start()
        connected = False
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.failure is None:
            state = self.peer.get_property("connection-state")
            connected = connected or state == GstWebRTC.WebRTCPeerConnectionState.CONNECTED
            time.sleep(0.1)
        self.end()
        self.pipeline.set_state(Gst.State.NULL)
        loop.quit()
        return {
            "connected": connected,
            "failure": self.failure,
            "frames": self.frames,
            "audio_buffers": self.audio_buffers,
        }

    def end(self) -> None:
        if self.resource is None:
            return
        headers = {"Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(self.resource, headers=headers, method="DELETE")
        try:
            urllib.request.urlopen(request, timeout=10).close()
        except OSError as error:
            self.failure = f"DELETE: {error}"


def main() -> None:
    Gst.init(None)
    missing = [name for name in ELEMENTS if Gst.ElementFactory.find(name) is None]
    if missing:
        print(json.dumps({"missing": missing}))
        return
    if len(sys.argv) == 1:
        print(json.dumps({"missing": []}))
        return
    mode, url, token, seconds = sys.argv[1:]
    print(json.dumps(Client(mode, url, token).run(float(seconds))))


main()
