"""A process of the bench: a role that runs in a fresh interpreter, and the pipe to command it."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

ANSWER_TIMEOUT_S = 60.0
READY = "ready"
"""The command that every role answers, once it is there."""


class WorkerFailed(Exception):
    """A command raised in its process, or the process is gone; the text says which and why."""


class Worker:
    """A process that runs `main(connection, *arguments)`; leaving the context ends it."""

    def __init__(self, main: Callable[..., None], *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=main, args=(theirs, *arguments), daemon=True)
        self._name = main.__name__
        self._process.start()
        theirs.close()

    def call(self, command: str, *arguments: Any) -> Any:
        """Have a command carried out; its result. Raises WorkerFailed."""
        try:
            self._connection.send((command, arguments))
            if not self._connection.poll(ANSWER_TIMEOUT_S):
                raise WorkerFailed(f"{self._name}: no answer to {command}")
            succeeded, result = self._connection.recv()
        except (EOFError, OSError) as error:
            raise WorkerFailed(f"{self._name} is gone at {command}: {error!r}") from error
        if not succeeded:
            raise WorkerFailed(f"{self._name}: {command} failed\n{result}")
        return result

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()
        self._process.join(3.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def carry_out(role: object, command: str, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    """What a worker answers: (True, result), or (False, traceback)."""
    if command == READY:
        return True, None
    try:
        return True, getattr(role, command)(*arguments)
    except Exception:
        return False, traceback.format_exc()


def next_command(connection: Connection) -> tuple[str, tuple[Any, ...]] | None:
    """The command that is waiting; None when the bench is over."""
    try:
        command: tuple[str, tuple[Any, ...]] = connection.recv()
    except (EOFError, OSError):
        return None
    return command
