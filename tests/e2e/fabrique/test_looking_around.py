"""A 360° picture or film: what is painted for each direction, read back pixel by pixel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Playwright, expect

from tests.e2e.around import READ, WITH_WEBGL
from tests.e2e.chromium import EXECUTABLE, new_person
from tests.e2e.session.accessibility.audit import violations
from tests.server.uploads.house import House

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

#: Eight bands from the left edge of the picture to its right one, 45° each, from 180° left to 180°
#: right; red above the horizon is full, below it is none; green counts the bands; blue is full.
SHOW = """async (film) => {
  const { SphericalView } = await import("/static/js/components/spherical-view.js");
  const drawn = Object.assign(document.createElement("canvas"), { width: 1440, height: 720 });
  const pen = drawn.getContext("2d");
  for (let band = 0; band < 8; band++) for (const above of [0, 1]) {
    pen.fillStyle = `rgb(${above * 255}, ${band * 32}, 255)`;
    pen.fillRect(band * 180, above ? 0 : 360, 180, 360);
  }
  const heading = Object.assign(document.createElement("h1"), { textContent: "La cour" });
  const view = new SphericalView();
  document.querySelector("main").replaceChildren(heading, view);
  let source = new Image();
  if (film) {
    source = Object.assign(document.createElement("video"), { muted: true });
    source.srcObject = drawn.captureStream(5);
    await source.play();
  } else source.src = drawn.toDataURL();
  await view.show(source, {
    title: "La cour",
    description: "Une cour, un puits derrière.",
    places: [
      { name: "Le puits", yaw_deg: 157.5, pitch_deg: -20 },
      { name: "La porte", yaw_deg: -67.5, pitch_deg: 20 },
    ],
  });
}"""
BLIND = """(() => {
  const real = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
    return kind.startsWith("webgl") ? null : real.call(this, kind, ...more);
  };
})()"""
TILT = """([alpha, beta]) => dispatchEvent(
  new DeviceOrientationEvent("deviceorientation", { alpha, beta, gamma: 0 }))"""
TURN = "look => document.querySelector('spherical-view').turnTo(look)"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seeing(playwright: Playwright) -> AsyncIterator[Browser]:
    browser = await playwright.chromium.launch(executable_path=EXECUTABLE, args=WITH_WEBGL)
    yield browser
    await browser.close()


async def shown(
    browser: Browser, workshop: House, *, film: bool = False, blind: bool = False
) -> Page:
    page = await (await new_person(browser)).new_page()
    if blind:
        await page.add_init_script(BLIND)
    await page.goto(f"{workshop.address}/connexion")
    await page.evaluate(SHOW, film)
    return page


def expected(yaw_deg: float, pitch_deg: float) -> tuple[int, int, int]:
    band = int((yaw_deg + 180) % 360 / 45)
    return (255 if pitch_deg > 0 else 0, band * 32, 255)


def alike(seen: list[int], wanted: tuple[int, int, int], tolerance: int) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(seen, wanted, strict=True))


async def looks(page: Page, at: tuple[float, float] = (0.5, 0.5), **look: float) -> Any:
    await page.evaluate(TURN, {"yaw_deg": 0, "pitch_deg": 0, "view_deg": 60} | look)
    return await page.evaluate(READ, list(at))


@pytest.mark.parametrize(("film", "tolerance"), [(False, 3), (True, 24)], ids=["photo", "film"])
async def test_each_direction_shows_what_is_there(
    seeing: Browser, workshop: House, film: bool, tolerance: int
) -> None:
    page = await shown(seeing, workshop, film=film)
    for yaw_deg in (-157.5, -112.5, -67.5, -22.5, 22.5, 67.5, 112.5, 157.5):
        for pitch_deg in (40.0, -40.0):
            seen = await looks(page, yaw_deg=yaw_deg, pitch_deg=pitch_deg)
            assert alike(seen, expected(yaw_deg, pitch_deg), tolerance), (yaw_deg, pitch_deg, seen)
    # 16:9 and 60° high: its edges are 45.7° away on either side, and 30° below.
    for at, direction in (((0, 0.48), (-35.7, 1)), ((1, 0.48), (55.7, 1)), ((0.5, 1), (10, -30))):
        seen = await looks(page, at, yaw_deg=10)
        assert alike(seen, expected(*direction), tolerance), (at, seen)
    await page.context.close()


async def test_mouse_keyboard_and_named_places(seeing: Browser, workshop: House) -> None:
    page = await shown(seeing, workshop)
    assert await violations(page) == []
    canvas, said = page.locator("canvas"), page.locator("spherical-view [role=status]")
    await page.get_by_role("button", name="Le puits").click()
    assert await page.evaluate(READ, [0.5, 0.5]) == [0, 7 * 32, 255]
    await expect(said).to_have_text("Le puits")

    await canvas.focus()
    await page.keyboard.press("Home")
    for _ in range(7):
        await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowUp")
    assert await page.evaluate(READ, [0.5, 0.5]) == [255, 2 * 32, 255]
    await expect(said).to_have_text("La porte")

    await page.keyboard.press("Home")
    box = await canvas.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 500, box["y"] + 200)
    await page.mouse.down()
    # To the left and downwards by as much as is seen: what was to the right and above comes.
    await page.mouse.move(box["x"] + 500 - box["height"], box["y"] + 300, steps=4)
    await page.mouse.up()
    assert await page.evaluate(READ, [0.5, 0.5]) == [255, 5 * 32, 255]
    await page.context.close()


async def test_turning_the_phone_turns_the_picture(seeing: Browser, workshop: House) -> None:
    context = await seeing.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="fr-FR"
    )
    page = await context.new_page()
    await page.goto(f"{workshop.address}/connexion")
    await page.evaluate(SHOW, False)
    turning = page.get_by_role("button", name="Tourner avec mon téléphone")
    await turning.click()
    # The browser may ask before it tells how the phone is held.
    await expect(turning).to_have_attribute("aria-pressed", "true")
    # Upright, then turned 67.5° to the right and tilted backwards by 20°.
    for alpha, beta in ((10, 90), (-57.5, 110)):
        await page.evaluate(TILT, [alpha, beta])
    assert await page.evaluate(READ, [0.5, 0.5]) == [255, 5 * 32, 255]
    await context.close()


async def test_without_webgl_the_flat_picture_and_why(chromium: Browser, workshop: House) -> None:
    page = await shown(chromium, workshop, blind=True)
    await expect(page.locator("spherical-view img")).to_be_visible()
    await expect(page.get_by_text("ne sait pas tourner dans l’image")).to_be_visible()
    await expect(page.get_by_text("Une cour, un puits derrière.")).to_be_visible()
    assert await violations(page) == []
    await page.context.close()
