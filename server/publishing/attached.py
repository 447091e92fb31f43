"""What lies beside a replay: a recipe, a score, a pattern. The list of it and its files are in one
folder of the replay's own, and go with it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from recorder.disk.folder import replace_json, sync_folder

FOLDER = "attached"
MOST = 12
_LIST = "attached.json"
#: Files of it are asked for beside those of the replay, and are told from them by this.
PREFIX = "attached-"
Kind = Literal["pdf", "image", "link"]
SUFFIXES = {"pdf": ".pdf", "image": ".jpg"}


@dataclass(frozen=True, slots=True)
class Attached:
    """A file (`file`, with its `bytes`) or a link (`url`); what it has not is empty."""

    id: str
    kind: Kind
    title: str
    url: str = ""
    file: str = ""
    bytes: int = 0


class Shelf:
    """What is attached to the replay in `folder`. Everything here touches the disk, and raises
    OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def all(self) -> tuple[Attached, ...]:
        """In the order in which it came; nothing where the list cannot be read."""
        try:
            listed = json.loads((self._folder / _LIST).read_bytes())
            return tuple(Attached(**one) for one in listed)
        except (FileNotFoundError, ValueError, TypeError):
            return ()

    def path(self, file: str) -> Path | None:
        """Where a file of it is; None for what is not on the list."""
        named = any(one.file == file for one in self.all() if one.file)
        return self._folder / file if named else None

    def begin(self) -> Path:
        """A folder for what is coming, until it is put on the shelf or refused."""
        place = self._folder / f".coming-{secrets.token_hex(6)}"
        place.mkdir(mode=0o700, parents=True)
        return place

    def put(self, kind: Kind, title: str, file: Path) -> Attached:
        """A file that was looked at. FileNotFoundError: the shelf was emptied meanwhile."""
        name = secrets.token_hex(6)
        one = Attached(
            id=name,
            kind=kind,
            title=title,
            file=f"{PREFIX}{name}{SUFFIXES[kind]}",
            bytes=file.stat().st_size,
        )
        os.replace(file, self._folder / one.file)
        sync_folder(self._folder)
        self._write((*self.all(), one))
        return one

    def put_link(self, title: str, url: str) -> Attached:
        """An address of the web."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        one = Attached(secrets.token_hex(6), "link", title, url=url)
        self._write((*self.all(), one))
        return one

    def rename(self, name: str, title: str) -> bool:
        """False where it is not there."""
        listed = self.all()
        self._write([replace(one, title=title) if one.id == name else one for one in listed])
        return any(one.id == name for one in listed)

    def remove(self, name: str) -> bool:
        """The list first: half of it is never served. False where it is not there."""
        listed = self.all()
        gone = [one for one in listed if one.id == name]
        if gone:
            self._write([one for one in listed if one.id != name])
        for one in gone:
            if one.file:
                (self._folder / one.file).unlink(missing_ok=True)
        return bool(gone)

    def empty(self) -> None:
        """Nothing is left of it, nor of what is coming."""
        (self._folder / _LIST).unlink(missing_ok=True)
        if self._folder.is_dir():
            shutil.rmtree(self._folder)

    def _write(self, listed: Sequence[Attached]) -> None:
        replace_json(self._folder / _LIST, [asdict(one) for one in listed])
