"""What a kit may keep of one recording, over an end of the server too."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, cast

import pytest

from recorder.kit_parts.permitted import Permitted, load_permitted
from rooms.room import Room
from rooms.source import Source
from server.live.audience import Audience
from server.recording.kit_permission import KitPermission

BOTH = (Source.CAMERA, Source.MICROPHONE)


class Disk:
    """Writes at once."""

    ending = False

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        with pytest.raises(StopIteration):
            work.send(None)

    async def on_disk(self, act: Callable[..., Any], *args: Any) -> Any:
        return act(*args)


class Thread:
    def __init__(self, folder: Path) -> None:
        self.folder = folder


def permission(folder: Path, disk: Disk, before: Permitted | None = None) -> KitPermission:
    audience = Audience(Room("cuisine"), {}, ())
    return KitPermission(audience, cast(Any, Thread(folder)), cast(Any, disk), before)


def spans(folder: Path, source: str = "camera") -> list[tuple[int, int | None]]:
    found = load_permitted(folder)
    assert found is not None
    return found.spans[source]


def test_each_answer_is_written_with_its_time(tmp_path: Path) -> None:
    kit = permission(tmp_path, Disk())
    for at_ms, sources in ((0, ()), (20, BOTH), (40, BOTH), (60, (Source.CAMERA,)), (80, ())):
        kit.look(at_ms, sources)
    assert spans(tmp_path) == [(20, 80)]
    assert spans(tmp_path, "microphone") == [(20, 60)]
    found = load_permitted(tmp_path)
    assert found is not None and (found.room, found.person) == ("cuisine", "room")


def test_its_end_is_the_end_of_what_may_be_kept(tmp_path: Path) -> None:
    kit = permission(tmp_path, Disk())
    kit.look(20, BOTH)
    kit.end(500)
    assert spans(tmp_path) == [(20, 500)]


@pytest.mark.parametrize(("after", "expected"), [(BOTH, [(20, None)]), ((), [(20, 9_000)])])
def test_what_might_be_kept_when_the_server_ended_might_be_until_it_is_back(
    tmp_path: Path, after: tuple[Source, ...], expected: list[tuple[int, int | None]]
) -> None:
    disk = Disk()
    kit = permission(tmp_path, disk)
    kit.look(20, BOTH)
    disk.ending = True
    kit.end(500)
    again = permission(tmp_path, Disk(), load_permitted(tmp_path))
    again.look(9_000, after)
    assert spans(tmp_path) == expected
