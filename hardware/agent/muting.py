"""Whether the room's microphone is cut: by the server's word, or by a key of the kit at once."""

from collections.abc import Callable

Cut = Callable[[bool], None]


class Muting:
    """A press cuts before the server has heard of it, even without a connection; only the server
    opens again. ``cut`` switches the microphone, ``ask`` tells the server (on or not)."""

    def __init__(self, cut: Cut, ask: Callable[[bool], None]) -> None:
        self._cut, self._ask = cut, ask
        self._is_cut = False
        #: What a press asked for, until the server says the same.
        self._asked: bool | None = None

    def press(self) -> None:
        """The other way round."""
        muted = not (self._is_cut if self._asked is None else self._asked)
        self._asked = muted
        if muted:
            self._set(True)
        self._ask(not muted)

    def hear(self, muted: bool) -> bool:
        """The server says how it is; True when that changes anything here."""
        if self._asked is muted:
            self._asked = None
        # The press that cut is still on its way: what was so before it is no reason to open.
        return False if self._asked else self._set(muted)

    def _set(self, muted: bool) -> bool:
        changed = muted is not self._is_cut
        self._is_cut = muted
        if changed:
            self._cut(muted)
        return changed
