"""Whoever leads switches microphones off; nobody but their owner switches them on."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.session.effects import says, tile_says
from tests.e2e.session.gathering import Gathering

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

OFF = says("#microphone", "Ouvrir mon micro")


async def test_one_is_muted_and_may_speak_again(gathering: Gathering) -> None:
    paule = gathering["Paule"]
    await paule.open_microphone()
    mute = await gathering.host.act("Paule", "Couper le micro")
    await gathering.reach.press_for(
        "mute one",
        mute,
        [
            (paule.page, OFF),
            *((page, tile_says("Paule", "Micro coupé")) for page in gathering.others("Paule")),
        ],
    )
    await expect(paule.page.get_by_text("Sandrine a coupé votre micro.")).to_be_visible()
    await expect(paule.page.locator("#state-sentence")).to_contain_text("On ne vous entend pas")

    await paule.open_microphone()
    await expect(paule.page.get_by_text("Sandrine a coupé votre micro.")).to_be_hidden()
    await paule.close_microphone()


async def test_all_are_muted_at_once_and_none_is_unmuted(gathering: Gathering) -> None:
    speakers = [gathering["Paule"], gathering["Luc"]]
    for speaker in speakers:
        await speaker.open_microphone()
    await gathering.reach.press_for(
        "mute all",
        gathering.host.button("Couper tous les micros"),
        [
            *((speaker.page, OFF) for speaker in speakers),
            *((page, tile_says("Luc", "Micro coupé")) for page in gathering.others("Luc")),
        ],
    )
    # Nothing on the host's page opens a microphone, not even one that was open before.
    await expect(gathering.host.button("Couper tous les micros")).to_be_hidden()
    for speaker in speakers:
        acts = await gathering.host.unfold(speaker.name)
        await expect(acts.get_by_role("button", name="micro")).to_have_count(0)
        assert [one["by"] for one in await speaker.received("muted")][-1] == "Sandrine"
