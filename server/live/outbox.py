"""What is to be sent to one connection: bounded, so that a slow receiver holds up nobody else."""

from __future__ import annotations

import asyncio
from collections import deque

MAX_MESSAGES = 512
MAX_CHARACTERS = 1024 * 1024


class Outbox:
    """Texts in order, then one reason to close. Filled without waiting, emptied by one task."""

    def __init__(
        self, max_messages: int = MAX_MESSAGES, max_characters: int = MAX_CHARACTERS
    ) -> None:
        self._max_messages = max_messages
        self._max_characters = max_characters
        self._texts: deque[str] = deque()
        self._characters = 0
        self._news = asyncio.Event()
        #: The page at the other end knows the message `people`.
        self.batch = False
        #: Set once: why the connection is to be closed after what is queued.
        self.closing: str | None = None
        #: Set when the queue overflowed: nothing more is worth waiting for.
        self.overflowed = asyncio.Event()

    def send(self, text: str) -> None:
        """Queues `text`. Beyond the bound everything is dropped and the connection closes."""
        if self.closing is not None:
            return
        self._texts.append(text)
        self._characters += len(text)
        if len(self._texts) > self._max_messages or self._characters > self._max_characters:
            self._texts.clear()
            self.close("slow")
            self.overflowed.set()
        self._news.set()

    def close(self, reason: str) -> None:
        """Closes after what is queued. The first reason counts."""
        if self.closing is None:
            self.closing = reason
        self._news.set()

    async def take(self) -> str | None:
        """The next text, waiting for one; None when the connection is to be closed."""
        while not self._texts:
            if self.closing is not None:
                return None
            self._news.clear()
            await self._news.wait()
        text = self._texts.popleft()
        self._characters -= len(text)
        return text
