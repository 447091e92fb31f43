"""A browser at home, on a line that narrows: ``python -m tests.bench.browser_line
[--line-kbps 500] [--queue-s 0.3] [--times 3] [--without-feedback]``.

A kit's camera in three sizes (1.5 Mbit/s, 400 and 150 kbit/s), the server's media endpoint, and
Chromium as a player (WHEP) behind a relay of UDP that carries so much and no more. What the person
sees is counted in the page, picture by picture: the longest time without a new one from the step
on, and when pictures of the smaller size come. ``--without-feedback`` has the browser offer no
transport-wide feedback.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
from contextlib import AsyncExitStack
from itertools import pairwise
from typing import NamedTuple

import aiohttp
import cv2
from playwright.async_api import Page, async_playwright

from tests.e2e.chromium import chromium
from tests.hardware.agent.filming import filming
from tests.support.limited_relay import LimitedRelay

OPEN_BPS = 2_000_000
NARROW_S = 12.0

OFFER = """async () => {
  const peer = window.peer = new RTCPeerConnection();
  const video = document.body.appendChild(document.createElement("video"));
  video.muted = video.autoplay = true;
  window.shown = [];
  peer.ontrack = ({ track }) => {
    video.srcObject = new MediaStream([track]);
    const look = (now, { height }) => {
      window.shown.push([performance.now(), height]);
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  };
  peer.addTransceiver("video", { direction: "recvonly" });
  await peer.setLocalDescription(await peer.createOffer());
  return peer.localDescription.sdp;
}"""
ANSWER = "(sdp) => window.peer.setRemoteDescription({ type: 'answer', sdp })"


class Seen(NamedTuple):
    """One step: milliseconds from it on."""

    longest_without_ms: float
    smaller_after_ms: float | None
    larger_after_ms: float | None


def without_feedback(sdp: str) -> str:
    """The offer of a browser that knows no transport-wide feedback."""
    lines = sdp.splitlines(keepends=True)
    return "".join(line for line in lines if "transport-" not in line)


async def play(page: Page, url: str, relay: LimitedRelay, *, feedback: bool) -> None:
    """The page watches what the server has, through the relay."""
    offer = await page.evaluate(OFFER)
    offer = offer if feedback else without_feedback(offer)
    headers = {"Content-Type": "application/sdp"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{url}/whep/salle", data=offer, headers=headers) as response,
    ):
        await page.evaluate(ANSWER, relay.before(await response.text()))


async def shown(page: Page, height: int, patience_s: float) -> bool:
    """Whether the last second's pictures have this height before long."""
    last = f"() => window.shown.slice(-20).every(([, it]) => it === {height})"
    for _ in range(round(10 * patience_s)):
        if await page.evaluate("window.shown.length >= 20") and await page.evaluate(last):
            return True
        await asyncio.sleep(0.1)
    return False


async def step(page: Page, relay: LimitedRelay, line_bps: float) -> Seen:
    """The line narrows and opens again."""
    if not await shown(page, 720, 60):
        raise TimeoutError("no large picture")
    await asyncio.sleep(3)
    began_ms = await page.evaluate("performance.now()")
    relay.bitrate_bps = line_bps
    await asyncio.sleep(NARROW_S)
    opened_ms = await page.evaluate("performance.now()")
    relay.bitrate_bps = OPEN_BPS
    await shown(page, 720, 60)
    pictures = await page.evaluate("window.shown")
    narrow = [(at, height) for at, height in pictures if began_ms - 100 < at < opened_ms]
    times = [began_ms, *(at for at, _ in narrow if at > began_ms), opened_ms]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    smaller = next((at - began_ms for at, height in narrow if height < 720), None)
    wide = [(at - opened_ms, height) for at, height in pictures if at > opened_ms]
    larger = next((after for after, height in wide if height == 720), None)
    return Seen(max(gaps), smaller, larger)


def said(milliseconds: float | None) -> str:
    return "never" if milliseconds is None else f"{milliseconds:.0f}"


async def main() -> None:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--line-kbps", type=int, default=500)
    wanted.add_argument("--queue-s", type=float, default=0.3)
    wanted.add_argument("--times", type=int, default=3)
    wanted.add_argument("--without-feedback", action="store_true")
    options = wanted.parse_args()
    cv2.setNumThreads(1)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(filming())
        relay = await stack.enter_async_context(
            LimitedRelay(server.media_port, OPEN_BPS, options.queue_s)
        )
        playwright = await stack.enter_async_context(async_playwright())
        browser = await stack.enter_async_context(chromium(playwright, permissions="allow"))
        page = await browser.new_page()
        await play(page, server.url, relay, feedback=not options.without_feedback)
        steps = []
        for _ in range(options.times):
            steps.append(seen := await step(page, relay, 1000 * options.line_kbps))
            print(" ".join(f"{name} {said(value)}" for name, value in seen._asdict().items()))
        without_ms = statistics.median(seen.longest_without_ms for seen in steps)
        print(f"longest time without a new picture: {without_ms:.0f} ms (median)")


if __name__ == "__main__":
    asyncio.run(main())
