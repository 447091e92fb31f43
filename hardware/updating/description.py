"""What a release is made of, as its server describes it (``release.json``); trusted in nothing."""

import hashlib
import json
import platform
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass

FORMAT = 1
MAX_BYTES = 1 << 20
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]{0,250}\.whl")
_SHA256 = re.compile(r"[0-9a-f]{64}")
# What an environment takes beside the files of its wheels: compiled modules, scripts, blocks.
_UNPACKED_SHARE = 1.3
#: Left free for what the kit keeps and records.
RESERVE_BYTES = 300 << 20


class Damaged(ValueError):
    """The description, or what it describes, is not what it says; the reason completes "…: "."""


class NotForUs(ValueError):
    """A release for other machines, or another Python; the reason completes "…: "."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """``file`` is a name without a folder; ``installed_bytes``: unpacked."""

    file: str
    sha256: str
    bytes: int
    installed_bytes: int


@dataclass(frozen=True, slots=True)
class Description:
    """``wheels``: those for this machine."""

    version: str
    wheels: tuple[Wheel, ...]

    @property
    def requirements(self) -> str:
        """Each wheel with its hash, as pip reads it in their folder."""
        return "".join(f"./{each.file} --hash=sha256:{each.sha256}\n" for each in self.wheels)

    def needed_bytes(self, missing: Iterable[Wheel]) -> int:
        """Room on the disk for making it while ``missing`` are still to be fetched."""
        unpacked = sum(wheel.installed_bytes for wheel in self.wheels)
        fetched = sum(wheel.bytes for wheel in missing)
        return fetched + round(_UNPACKED_SHARE * unpacked) + RESERVE_BYTES


def parse_description(
    text: bytes, version: str, machine: str = platform.machine(), python: str | None = None
) -> Description:
    """``version`` is what was asked for. Raises Damaged, NotForUs."""
    try:
        held = json.loads(text)
        if held["format"] != FORMAT:
            raise NotForUs(f"format {held['format']}")
        every = tuple(_wheel(one) for one in held["wheels"])
        for_python, machines = str(held["python"]), held.get("machines", [machine])
        if held["version"] != version:
            raise Damaged(f"version {held['version']}")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, (Damaged, NotForUs)):
            raise
        raise Damaged(f"not a description: {error!r}") from error
    if not version.endswith("+" + digest_of(every)):
        raise Damaged("its version is not that of its wheels")
    python = python or "{}.{}".format(*sys.version_info[:2])
    if for_python != python:
        raise NotForUs(f"for Python {for_python}")
    if machine not in machines:
        raise NotForUs(f"not for {machine}")
    return Description(version, tuple(wheel for wheel in every if is_for(wheel.file, machine)))


def digest_of(wheels: Iterable[Wheel]) -> str:
    """The last part of a version: 8 hexadecimal digits of the SHA-256 of what it holds."""
    lines = sorted(f"{wheel.file} {wheel.sha256}\n" for wheel in wheels)
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:8]


def _wheel(held: dict[str, object]) -> Wheel:
    file, sha256 = str(held["file"]), str(held["sha256"])
    size, unpacked = held["bytes"], held.get("installed_bytes", 0)
    if not (_FILE.fullmatch(file) and _SHA256.fullmatch(sha256)):
        raise Damaged(f"a wheel that cannot be: {file!r}")
    if not (isinstance(size, int) and isinstance(unpacked, int) and size > 0 and unpacked >= 0):
        raise Damaged(f"the size of {file!r}")
    return Wheel(file, sha256, size, unpacked or 4 * size)


def is_for(wheel: str, machine: str) -> bool:
    """By the platform tag, the last part of the wheel's name (PEP 427)."""
    platforms = wheel.removesuffix(".whl").rpartition("-")[2]
    return any(one == "any" or one.endswith("_" + machine) for one in platforms.split("."))
