"""A real browser takes what we answer and offer."""

import shutil
from collections.abc import AsyncIterator, Callable

import pytest
from playwright.async_api import Page, async_playwright

from media.sdp.description import SessionDescription
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

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="NO CHROMIUM: answers not shown to a browser"),
]

PREPARE = """() => {
  const canvas = document.createElement('canvas');
  canvas.width = 1280; canvas.height = 720; canvas.getContext('2d').fillRect(0, 0, 9, 9);
  window.camera = () => canvas.captureStream(10).getVideoTracks()[0];
  window.microphone = () => {
    const destination = new AudioContext().createMediaStreamDestination();
    return destination.stream.getAudioTracks()[0];
  };
  window.pc = new RTCPeerConnection();
  window.heard = [];
  pc.ontrack = (event) => heard.push([event.transceiver.mid, event.streams[0]?.id]);
  window.directions = () => pc.getTransceivers().map((t) => t.currentDirection);
}"""
OFFER = "async () => { await pc.setLocalDescription(); return pc.localDescription.sdp; }"
TAKE_ANSWER = "async (sdp) => { await pc.setRemoteDescription({type: 'answer', sdp}); }"
TAKE_OFFER = """async (sdp) => {
  await pc.setRemoteDescription({type: 'offer', sdp});
  await pc.setLocalDescription();
  return pc.localDescription.sdp;
}"""


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page()
        await page.evaluate(PREPARE)
        yield page
        await browser.close()


async def publish(page: Page, local: LocalTransport) -> SessionDescription:
    """Offer from the page, answer from us, taken by the page: the answer."""
    answer = answer_publish(parse_sdp(await page.evaluate(OFFER)), local).answer
    await page.evaluate(TAKE_ANSWER, write_sdp(answer))
    return answer


async def subscribe(
    page: Page, subscription: SubscriptionSdp, local: LocalTransport
) -> SubscribeAnswer:
    """Offer from us, answered by the page, accepted by us."""
    answer = await page.evaluate(TAKE_OFFER, write_sdp(subscription.offer(local)))
    return subscription.accept(parse_sdp(answer))


async def test_publishing_then_adding_a_camera_then_restarting_ice(
    page: Page, local: LocalTransport
) -> None:
    await page.evaluate("() => { pc.addTrack(microphone(), new MediaStream()); }")
    await publish(page, local)
    assert await page.evaluate("directions()") == ["sendonly"]

    await page.evaluate("() => { pc.addTrack(camera()); pc.createDataChannel('refused'); }")
    answer = await publish(page, local)
    assert await page.evaluate("directions()") == ["sendonly", "sendonly"]
    assert [media.is_rejected for media in answer.media] == [False, False, True]

    await page.evaluate("() => pc.restartIce()")
    await publish(page, local)
    codecs = await page.evaluate(
        "pc.getSenders().map((s) => s.getParameters().codecs.map((c) => c.mimeType))"
    )
    assert codecs == [["audio/opus"], ["video/VP8", "video/rtx"]]


async def test_three_layers_stay_three_layers(page: Page, local: LocalTransport) -> None:
    await page.evaluate(
        """() => { pc.addTransceiver(camera(), {direction: 'sendonly', sendEncodings:
            [{rid: 'l', scaleResolutionDownBy: 4}, {rid: 'm', active: false}, {rid: 'h'}]}); }"""
    )
    await publish(page, local)
    rids = "pc.getSenders()[0].getParameters().encodings.map((e) => [e.rid, e.active])"
    assert await page.evaluate(rids) == [["l", True], ["m", False], ["h", True]]


async def test_subscribing_removing_recycling(
    page: Page, local: LocalTransport, track: Callable[..., OfferedTrack]
) -> None:
    subscription = SubscriptionSdp(session_id=1)
    subscription.add(track("voice", "opus", extensions=frozenset({"urn:example:unknown"})))
    subscription.add(track("face", "VP8"))
    accepted = await subscribe(page, subscription, local)
    assert [media.accepted for media in accepted.media] == [True, True]
    assert accepted.remote.setup == "active"
    # Lips and voice are of one stream.
    assert await page.evaluate("heard") == [["0", "salle"], ["1", "salle"]]

    subscription.remove("face")
    await subscribe(page, subscription, local)
    assert await page.evaluate("directions()") == ["recvonly", "inactive"]

    assert subscription.add(track("hands", "H264", stream="mains")) == "1"
    accepted = await subscribe(page, subscription, local)
    assert await page.evaluate("directions()") == ["recvonly", "recvonly"]
    assert (await page.evaluate("heard"))[2:] == [["1", "mains"]]
    assert [(media.key, media.payload_type) for media in accepted.media] == [
        ("voice", 111),
        ("hands", 102),
    ]


async def test_a_place_that_the_browser_rejected_is_used_again(
    page: Page, local: LocalTransport, track: Callable[..., OfferedTrack]
) -> None:
    subscription = SubscriptionSdp(session_id=1)
    subscription.add(track("face", "H264"))
    subscription.add(track("hands"))
    # What a browser without H.264 answers: it hears of a codec that it does not know.
    offer = write_sdp(subscription.offer(local)).replace(" H264/", " H000/")
    answer = parse_sdp(await page.evaluate(TAKE_OFFER, offer))
    assert [media.port for media in answer.media] == [0, 9]
    assert [media.accepted for media in subscription.accept(answer).media] == [False, True]

    subscription.remove("face")
    await subscribe(page, subscription, local)
    assert subscription.add(track("voice", "opus")) == "2"
    accepted = await subscribe(page, subscription, local)
    assert [(media.mid, media.accepted) for media in accepted.media] == [("2", True), ("1", True)]


async def test_playing(
    page: Page, local: LocalTransport, track: Callable[..., OfferedTrack]
) -> None:
    await page.evaluate(
        """() => { for (const kind of ['audio', 'video', 'video'])
            pc.addTransceiver(kind, {direction: 'recvonly'}); }"""
    )
    offer = parse_sdp(await page.evaluate(OFFER))
    played = answer_play(offer, local, [track("face", "H264"), track("voice", "opus")])
    await page.evaluate(TAKE_ANSWER, write_sdp(played.answer))
    assert await page.evaluate("directions()") == ["recvonly", "recvonly", "inactive"]
    assert await page.evaluate("heard") == [["0", "salle"], ["1", "salle"]]
