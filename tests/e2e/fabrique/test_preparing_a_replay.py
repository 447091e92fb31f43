"""Preparing a replay by keyboard, on a phone, and what becomes of it when it is made anew."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Route, ViewportSize, expect

from tests.e2e.people import until
from tests.e2e.session.accessibility.audit import overflowing, violations
from tests.server.uploads.house import COOKIE, House

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
#: Two seconds of each: red, green, blue, white.
COLOURS = ((200, 0, 0), (0, 200, 0), (0, 0, 200), (240, 240, 240))
EACH_S = 2
PIXEL = """() => {
  const shown = [...document.querySelectorAll("#stage video")].find((one) => !one.hidden);
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const pen = canvas.getContext("2d");
  pen.drawImage(shown, 0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


def film_of_colours(path: Path) -> Path:
    with av.open(str(path), "w") as output:
        video = output.add_stream("h264", rate=10)
        video.width, video.height, video.pix_fmt = 320, 180, "yuv420p"
        video.codec_context.gop_size = 10
        audio = output.add_stream("aac", rate=48_000)
        for colour in COLOURS:
            picture = np.full((180, 320, 3), colour, np.uint8)
            for _ in range(10 * EACH_S):
                output.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        output.mux(video.encode())
        for at in range(0, 48_000 * EACH_S * len(COLOURS), 1024):
            tone = np.sin(2 * np.pi * 440 * (at + np.arange(1024)) / 48_000).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(np.array([tone, tone]) / 4, "fltp", "stereo")
            frame.sample_rate, frame.pts = 48_000, at
            output.mux(audio.encode(frame))
        output.mux(audio.encode())
    return path


class Workbench:
    """One replay, its page, and what the server has of it."""

    def __init__(self, page: Page, address: str, replay: str) -> None:
        self.page, self.address, self.replay = page, address, replay

    async def open(self) -> None:
        await self.page.goto(f"{self.address}/montage/{self.replay}")
        await expect(self.page.locator("#making")).to_contain_text("prête", timeout=60_000)
        await expect(self.page.locator("#passages button").first).to_be_visible()

    async def ask(self, path: str) -> Any:
        return await (await self.page.request.get(f"{self.address}{path}")).json()

    async def edits(self) -> dict[str, Any]:
        edits: dict[str, Any] = (await self.ask(f"/api/replays/{self.replay}/edits"))["edits"]
        return edits

    async def saved(self, **wanted: object) -> None:
        async def kept() -> dict[str, Any]:
            edits = await self.edits()
            return {key: edits[key] for key in wanted}

        await until(kept, is_good=lambda now: now == wanted, why=f"never saved: {wanted}")

    async def time(self, seconds: int) -> None:
        await expect(self.page.locator("#time")).to_have_text(f"0:{seconds:02}")

    async def press(self, control: str, key: str = "Enter") -> None:
        """By keyboard alone."""
        await self.page.locator(control).focus()
        await self.page.keyboard.press(key)


@pytest.fixture(scope="module")
def replay(workshop: House, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The id of a replay of the film, made."""
    film = film_of_colours(tmp_path_factory.mktemp("film") / "Le nœud de chaise.mp4")
    uploader = workshop.client().uploader(str(film), metadata={"filename": film.name})
    uploader.upload()
    headers = {"Cookie": f"{COOKIE}={workshop.cookie}"}
    asked = urllib.request.Request(f"{workshop.address}/api/centres/1/uploads", headers=headers)
    for _ in range(300):
        with urllib.request.urlopen(asked, timeout=20) as response:
            uploads = json.load(response)["uploads"]
        found = [one["replay"] for one in uploads if one["name"] == film.name]
        if found[0]:
            return str(found[0])
        time.sleep(0.2)
    raise AssertionError("no replay was made of it")


@pytest_asyncio.fixture(loop_scope="session")
async def bench(
    workshop: House, volunteer: Callable[..., Awaitable[BrowserContext]], replay: str
) -> Workbench:
    bench = Workbench(await (await volunteer(1280, 800)).new_page(), workshop.address, replay)
    await bench.open()
    return bench


async def test_by_keyboard_alone_and_made_anew(bench: Workbench) -> None:
    page = bench.page
    assert await violations(page) == []
    await page.locator("#band").focus()
    for _ in range(2):
        await page.keyboard.press("ArrowRight")
    await bench.time(2)
    await until(lambda: page.evaluate(PIXEL), is_good=lambda rgb: rgb[1] > 150, why="not green")
    await bench.press("#cut-before")
    await bench.saved(cuts=[{"from_s": 0, "to_s": 2}])
    await bench.press("#undo")
    await bench.saved(cuts=[])
    await bench.press("#redo")
    await bench.saved(cuts=[{"from_s": 0, "to_s": 2}])

    await bench.press("#forth")
    await bench.time(7)
    await bench.press("#cut-after")
    await bench.press("#band", "ArrowLeft")
    await bench.press("#blur")
    await bench.press("#poster")
    await page.locator("#blurs input").nth(2).fill("50")
    await page.keyboard.press("Tab")
    end_s = (await bench.ask(f"/api/replays/{bench.replay}/source"))["ended_s"]
    await bench.saved(
        cuts=[{"from_s": 0, "to_s": 2}, {"from_s": 7, "to_s": end_s}],
        blur=[{"from_s": 6, "to_s": end_s, "x": 0.35, "y": 0.3, "w": 0.5, "h": 0.4}],
        poster_s=6,
    )
    await bench.press("#chapter")
    await page.keyboard.type("La boucle")
    await page.keyboard.press("Tab")
    await bench.saved(chapters=[{"at_s": 6, "title": "La boucle"}])
    await bench.press("#cue-add")
    await page.keyboard.type("On fait une boucle.")
    await page.keyboard.press("Tab")
    await page.get_by_label("De quoi il s’agit").fill("Un nœud qui ne glisse pas.")
    await page.keyboard.press("Tab")
    subtitles = f"/api/replays/{bench.replay}/subtitles/fr"

    async def file() -> str:
        return await (await page.request.get(bench.address + subtitles)).text()

    await until(file, is_good=lambda text: "00:00:06.000 -->" in text, why="subtitles not saved")
    await expect(page.locator("#saved")).to_contain_text("tout est enregistré")

    await bench.press("#make")
    await expect(page.locator("#making-bar")).to_be_visible()
    await expect(page.locator("#making")).to_contain_text("prête", timeout=90_000)
    # Two seconds went from its beginning: what was said at 6 is said at 4.
    assert "00:00:04.000 --> " in await file()
    replay = (await bench.ask(f"/api/replays/{bench.replay}/review"))["replay"]
    assert replay["media"]["duration_s"] == pytest.approx(5, abs=0.2)
    assert replay["description"] == "Un nœud qui ne glisse pas."
    assert replay["media"]["chapters"] == [{"at_s": 4, "title": "La boucle"}]

    await bench.open()
    await expect(page.locator("#cues textarea")).to_have_value("On fait une boucle.")
    await expect(page.locator("#cues .num")).to_have_text("0:06")
    await expect(page.get_by_label("Chapitre à 0:06", exact=True)).to_have_value("La boucle")
    await expect(page.get_by_role("radio", name="L’image de 0:06")).to_be_checked()
    names = await page.locator("#passages button").all_inner_texts()
    assert names == ["Enlevé", "Choisie d’elle-même", "Enlevé"]


async def test_what_is_left_out_is_passed_over_and_comes_back(bench: Workbench) -> None:
    page = bench.page
    await page.locator("#passages button").first.click()
    await bench.press("#uncut")
    await expect(page.get_by_role("button", name="Enlevé")).to_have_count(1)
    await bench.press("#cut-part")
    await page.locator("#band").focus()
    for _ in range(4):
        await page.keyboard.press("ArrowRight")
    await expect(page.locator("#cut-part")).to_contain_text("Enlever de 0:00 jusqu’ici")
    await bench.press("#cut-part")
    await bench.press("#back")
    await bench.press("#play")
    # From 0 s, left out, straight to 4 s: blue.
    await until(lambda: page.evaluate(PIXEL), is_good=lambda rgb: rgb[2] > 150, why="not blue")
    await bench.press("#play")
    assert int((await page.locator("#time").inner_text())[-2:]) in range(4, 8)


async def test_cameras_and_people(bench: Workbench) -> None:
    async def with_two_cameras(route: Route) -> None:
        response = await route.fetch()
        source = await response.json()
        track = next(one for one in source["tracks"] if one["kind"] == "video")
        own = {"source": "camera", "person": "kit", "name": "Cuisine"}
        source["tracks"] = [
            track | own | {"id": "room", "role": "salle"},
            track | own | {"id": "hands", "role": "mains"},
            track | {"id": "paule", "person": "p1", "name": "Paule", "source": "camera"},
        ]
        source["people"] = [{"id": "p1", "name": "Paule"}]
        await route.fulfill(response=response, json=source)

    page = bench.page
    await page.route(f"**/api/replays/{bench.replay}/source", with_two_cameras)
    await bench.open()
    while await page.locator("#undo").is_enabled():
        await page.locator("#undo").click()
    await page.locator("#band").focus()
    await page.keyboard.press("ArrowRight")
    await page.get_by_label("Image à partir d’ici").select_option(label="Les mains")
    await expect(page.locator("#camera-name")).to_have_text("Les mains")
    await page.get_by_label("Retirer Paule de la vidéo").check()
    await bench.saved(drop=["p1"])
    camera = (await bench.edits())["camera"]
    assert [one["track"] for one in camera] == ["hands"]
    await page.locator("#undo").click()
    await expect(page.get_by_label("Retirer Paule de la vidéo")).not_to_be_checked()
    await page.locator("#undo").click()
    await bench.saved(drop=[], camera=[])


async def test_a_rectangle_drawn_on_a_phone(
    workshop: House, volunteer: Callable[..., Awaitable[BrowserContext]], replay: str
) -> None:
    bench = Workbench(await (await volunteer(360, 740)).new_page(), workshop.address, replay)
    await bench.open()
    page = bench.page
    already = len((await bench.edits())["blur"])
    await page.locator("#passages button:not(.ote)").first.click()
    await page.locator("#blur").click()
    await page.locator("#stage").scroll_into_view_if_needed()
    box = await page.locator("#blur-layer").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.2)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.7)
    await page.mouse.up()

    async def drawn() -> Any:
        blurs = (await bench.edits())["blur"]
        return [round(blurs[-1][side], 1) for side in "xywh"] if len(blurs) > already else None

    await until(drawn, is_good=lambda sides: sides == [0.1, 0.2, 0.4, 0.5], why="not as drawn")
    for size in (ViewportSize(width=320, height=640), ViewportSize(width=640, height=400)):
        await page.set_viewport_size(size)
        assert await overflowing(page) == []


async def test_subtitles_are_proposed_and_then_corrected(bench: Workbench) -> None:
    """The engine is played: it recognises French here, and is in no hurry."""
    page, path = bench.page, f"{bench.address}/api/replays/{bench.replay}/subtitles/fr"
    said: dict[str, Any] = {
        "languages": ["fr"],
        "language": None,
        "done": None,
        "left_s": None,
        "reason": None,
    }

    async def engine(route: Route) -> None:
        if route.request.method == "POST":
            said.update(language="fr", done=0.4, left_s=120)
        await route.fulfill(json=said, status=202 if route.request.method == "POST" else 200)

    kept = await page.request.get(path)
    await page.route(f"**/api/replays/{bench.replay}/speech", engine)
    await bench.open()
    await bench.press("#speech-ask")
    await expect(page.locator("#speech-words")).to_contain_text("Encore 2 minutes.")
    await expect(page.get_by_role("progressbar", name="Écoute de la vidéo")).to_have_attribute(
        "aria-valuenow", "40"
    )
    await expect(page.locator("#speech-stop")).to_be_focused()
    assert await violations(page) == []
    # The draft comes as the engine writes it.
    headers = {"X-Passerelle": "1", "Content-Type": "text/vtt"}
    draft = "WEBVTT\n\n00:01.000 --> 00:02.500\non verse la patte\n"
    assert (await page.request.put(path, headers=headers, data=draft)).ok
    said.update(languages=[], language=None)
    await expect(page.locator("#cue-said")).to_contain_text("Voici un brouillon.")
    await expect(page.locator("#cues textarea")).to_have_value("on verse la patte")
    await expect(page.locator("#reviewed")).not_to_be_checked()
    await expect(page.locator("#cues")).to_be_focused()
    await page.goto("about:blank")
    if kept.ok:
        await page.request.put(path, headers=headers, data=await kept.body())
    else:
        await page.request.delete(path, headers=headers)
