"""A stand-in for the program: a tiny wheel of the same name, with the true modules that update a
kit in it and, in the place of the agent, a few lines that are well, crash or miss a camera.

What decides (`hardware.updating`) is the real thing; what films is not.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from dataclasses import asdict
from pathlib import Path

from hardware.updating.description import Wheel, digest_of

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import os, sys
from pathlib import Path

BEHAVIOUR = {behaviour!r}
DATA = Path(os.environ.get("PASSERELLE_DATA_DIR", "."))


def log(what):
    with (DATA / "log").open("a") as file:
        file.write(what + "\\n")


def main():
    if sys.argv[1:] == ["kit", "--help"]:
        return
    from hardware.updating.launching import begin_anew, launch
    from hardware.updating.shelf import Shelf
    launch(DATA)
    import asyncio
    from hardware.updating import trial_watch, watching
    # The true ones are half a minute and three.
    trial_watch.WELL_S, watching.LOOK_S = 0.2, 0.05
    if BEHAVIOUR == "misses":
        trial_watch.TRIAL_S = 0.5
    shelf = Shelf(DATA)
    running = shelf.running()
    log(f"{{running or 'base'}} {{os.getpid()}}")
    if BEHAVIOUR == "crashes":
        raise RuntimeError("it crashes")
    working = {{"salle"}} if BEHAVIOUR == "misses" else {{"salle", "mains"}}
    anew = asyncio.Event()

    async def work():
        seen = watching.Seen(True, frozenset(working))
        watch = watching.watch(shelf, running, lambda: seen, anew.set)
        task = asyncio.create_task(watch)
        await anew.wait()
        await task

    asyncio.run(work())
    begin_anew(DATA)


if __name__ == "__main__":
    main()
"""


def make_wheel(folder: Path, behaviour: str, version: str = "1.0") -> Wheel:
    """In `folder`; each behaviour makes other bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"passerelle-{version}.dist-info"
    files = {
        "server/__init__.py": "",
        "server/cli.py": PROGRAM.format(behaviour=behaviour),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: passerelle\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\npasserelle = server.cli:main\n",
    }
    true = [ROOT / "hardware" / name for name in ("__init__.py", "errors.py", "whole_file.py")]
    for path in [*true, *(ROOT / "hardware" / "updating").glob("*.py")]:
        files[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
    lines = [f"{name},{_digest(text)},{len(text.encode())}" for name, text in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,", ""])
    path = folder / f"passerelle-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    data = path.read_bytes()
    unpacked = sum(map(len, files.values()))
    return Wheel(path.name, hashlib.sha256(data).hexdigest(), len(data), unpacked)


def describe(wheels: list[Wheel], number: str = "1.0") -> tuple[str, bytes]:
    """A version and its `release.json`."""
    version = f"{number}+{digest_of(wheels)}"
    held = {
        "format": 1,
        "version": version,
        "made_at": "2026-01-01T00:00:00+00:00",
        "python": "3.11",
        "machines": ["x86_64", "aarch64"],
        "wheels": [asdict(wheel) for wheel in wheels],
    }
    return version, json.dumps(held).encode()


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
