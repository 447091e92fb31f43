"""What the kit's keys do: start the session that is due, cut the room's microphone, put the next
camera in front."""

from collections.abc import Callable, Sequence
from typing import Any

from hardware.agent.bits import Spotlight
from hardware.agent.muting import Muting

Say = Callable[[dict[str, Any]], None]


class KeyActs:
    """``live``: the roles of the cameras that film now, in the profile's order."""

    def __init__(
        self, say: Say, muting: Muting, spotlight: Spotlight, live: Callable[[], Sequence[str]]
    ) -> None:
        self._say, self._muting = say, muting
        self._spotlight, self._live = spotlight, live

    def act(self, action: str) -> None:
        """``start``, ``mute`` or ``camera``; the server decides whether it may be."""
        match action:
            case "start":
                self._say({"type": "session.open"})
            case "mute":
                self._muting.press()
            case "camera":
                camera = self._spotlight.next_camera(self._live())
                if camera is not None:
                    self._say({"type": "spotlight", "camera": camera})
