"""Debian's Chromium, as a person has it: no policy on sound but the browser's own."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Playwright

EXECUTABLE = shutil.which("chromium")
PROBE = Path(__file__).with_name("probe.js")

QUIET_ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Camera and microphone of a machine that has none: a moving picture and a beep a second.
    "--use-fake-device-for-media-stream",
]


@asynccontextmanager
async def chromium(
    playwright: Playwright,
    *,
    permissions: str,
    executable: str | Path | None = EXECUTABLE,
    hears: Path | None = None,
) -> AsyncIterator[Browser]:
    """A browser whose person answers every permission question with "allow" or with "deny".

    `hears`: the sound (WAV, played again and again) before its microphone, instead of beeps.
    """
    answer = "" if permissions == "allow" else f"={permissions}"
    sound = [] if hears is None else [f"--use-file-for-fake-audio-capture={hears}"]
    browser = await playwright.chromium.launch(
        executable_path=executable,
        args=[*QUIET_ARGUMENTS, *sound, f"--use-fake-ui-for-media-stream{answer}"],
        # Playwright mutes by default, and with it what is played is not what a person hears.
        ignore_default_args=["--mute-audio"],
    )
    try:
        yield browser
    finally:
        await browser.close()


async def new_person(
    browser: Browser, *, width: int = 1280, height: int = 800, language: str = "fr-FR"
) -> BrowserContext:
    """A browser profile of its own, with the probe in every page."""
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale=language
    )
    await context.add_init_script(path=PROBE)
    return context
