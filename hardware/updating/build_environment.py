"""Makes the environment of a release of its wheels: a program of its own, run by the base's Python
at the lowest priority, with the standard library alone and nothing of the network.

``python build_environment.py <release>``; ends with 0 once the release is complete.
"""

import ctypes
import fcntl
import json
import os
import platform
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

REQUIREMENTS = "requirements.txt"
# ioprio_set(2): the class "idle" for this process; the number of the call by machine.
_IOPRIO_SET = {"x86_64": 251, "aarch64": 30}
_IOPRIO_WHO_PROCESS, _IOPRIO_IDLE = 1, 3 << 13


def main(release: Path) -> int:
    """What the process ends with."""
    _lowest_priority()
    lock = os.open(release, os.O_RDONLY | os.O_DIRECTORY)
    # What an ended kit left behind may still be at it: it holds the lock as long as any part of it.
    fcntl.flock(lock, fcntl.LOCK_EX)
    if (release / "complete").exists():
        return 0
    _clear(release)
    scratch = release / "scratch"
    scratch.mkdir()
    # Whatever pip is told elsewhere, of an index or a cache, is not for here.
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    environment = kept | {"TMPDIR": str(scratch), "PIP_CONFIG_FILE": os.devnull, "HOME": "/"}
    for command in _commands(release):
        ended = subprocess.run(
            command, cwd=release / "wheels", env=environment, pass_fds=[lock], check=False
        )
        if ended.returncode:
            return ended.returncode
    shutil.rmtree(scratch)
    # Nothing says that it is complete before all of it is on the disk.
    os.sync()
    fresh = release / "complete.new"
    fresh.write_text(json.dumps({"version": release.name}), encoding="utf-8")
    os.sync()
    fresh.replace(release / "complete")
    os.sync()
    return 0


def _clear(release: Path) -> None:
    """Nothing but the wheels is left of an environment that was begun."""
    for each in release.iterdir():
        if each.is_dir() and not each.is_symlink():
            if each.name != "wheels":
                shutil.rmtree(each)
        else:
            each.unlink()


def _commands(release: Path) -> list[list[str]]:
    python = [sys.executable, "-I", "-m"]
    pip = "--disable-pip-version-check --no-input --isolated install --quiet --no-cache-dir"
    given = "--no-index --no-deps --only-binary=:all: --require-hashes --no-warn-script-location"
    made = ["--python", str(release / "bin" / "python")]
    return [
        [*python, "venv", "--without-pip", str(release)],
        [*python, "pip", *made, *pip.split(), *given.split(), "-r", REQUIREMENTS],
        # Damaged beyond being begun is seen here, without a trial.
        [str(release / "bin" / "passerelle"), "kit", "--help"],
    ]


def _lowest_priority() -> None:
    os.nice(19)
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    number = _IOPRIO_SET.get(platform.machine())
    if number is not None:
        ctypes.CDLL(None).syscall(number, _IOPRIO_WHO_PROCESS, 0, _IOPRIO_IDLE)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
