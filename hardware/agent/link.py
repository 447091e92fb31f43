"""Keeps one link to the server up: made again and again, by itself, apart from the others."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp

from hardware.agent.backoff import Backoff
from hardware.errors import AgentRefused

logger = logging.getLogger(__name__)


class LinkLost(Exception):
    """The link could not be made, or has ended; the reason completes "… : <reason>"."""


class Link:
    """``name`` is how the log calls it. ``is_up``: the server has taken it."""

    def __init__(self, name: str) -> None:
        self.is_up = False
        self._name = name
        self._backoff = Backoff()
        self._complained = False

    def up(self) -> None:
        """The server has taken it: the next cut is told, and mended soon."""
        logger.info("%s: connected.", self._name)
        self.is_up = True
        self._backoff.reset()
        self._complained = False

    async def keep(self, hold: Callable[[], Awaitable[None]]) -> None:
        """Run ``hold``, which makes the link and lasts as long as it does, for ever.

        Ends only when cancelled, or with AgentRefused.
        """
        while True:
            try:
                await hold()
            except AgentRefused:
                raise
            except (LinkLost, aiohttp.ClientError, TimeoutError, OSError) as error:
                self._complain(str(error) or "the server does not answer")
            except Exception:
                # A fault of ours in one link must not silence the rest of the kit.
                logger.exception("%s: an unforeseen fault.", self._name)
            finally:
                self.is_up = False
            await asyncio.sleep(self._backoff.next_s())

    def _complain(self, reason: str) -> None:
        """Once per cut: a kit that is alone for a night must not fill its disk."""
        if not self._complained:
            logger.warning("%s: %s. Trying again.", self._name, reason)
            self._complained = True
