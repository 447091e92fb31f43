"""A real PipeWire of our own, in a room where the microphone hears what the loudspeaker plays.

Debian: dbus, pipewire, pipewire-bin, pipewire-alsa, wireplumber, libspa-0.2-modules.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from tests.support.waiting import until

PROGRAMS = ("dbus-daemon", "pipewire", "wireplumber", "pw-link")
ROOM = """context.objects = [
    { factory = adapter args = { factory.name = support.null-audio-sink
        node.name = room-loudspeaker media.class = Audio/Sink audio.position = [ FL FR ]
        monitor.channel-volumes = true } }
    { factory = adapter args = { factory.name = support.null-audio-sink
        node.name = room-microphone media.class = Audio/Source/Virtual audio.position = [ MONO ]
        monitor.channel-volumes = true } }
]
"""


def is_here() -> bool:
    """Are its programs installed?"""
    return all(shutil.which(program) for program in PROGRAMS)


@asynccontextmanager
async def running(folder: Path, *drop_ins: Path) -> AsyncIterator[Mapping[str, str]]:
    """With these files of configuration beside the room's; yields the variables by which a
    program finds it."""
    runtime, configuration = folder / "run", folder / "config"
    places = configuration / "pipewire" / "pipewire.conf.d"
    places.mkdir(parents=True)
    runtime.mkdir(mode=0o700)
    (places / "50-room.conf").write_text(ROOM, encoding="utf-8")
    for number, drop_in in enumerate(drop_ins):
        shutil.copy(drop_in, places / f"6{number}-{drop_in.name}")
    found_by = {"XDG_RUNTIME_DIR": str(runtime), "XDG_CONFIG_HOME": str(configuration)}
    bus = f"unix:path={runtime / 'bus'}"
    own = {"XDG_STATE_HOME": str(folder / "state"), "DBUS_SESSION_BUS_ADDRESS": bus}
    environment = os.environ | found_by | own
    with ExitStack() as processes:

        def start(*words: str) -> None:
            log = folder / f"{words[0]}.log"
            processes.enter_context(_process(words, environment, log))

        start("dbus-daemon", "--session", "--nofork", f"--address={bus}")
        await until((runtime / "bus").exists)
        start("pipewire")
        await until((runtime / "pipewire-0").exists)
        start("wireplumber")
        await until(lambda: _link(environment), limit_s=30.0)
        yield found_by


@contextmanager
def _process(words: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[None]:
    with (
        log.open("wb") as output,
        subprocess.Popen(words, env=environment, stdout=output, stderr=output) as process,
    ):
        try:
            yield
        finally:
            process.terminate()


def _link(environment: Mapping[str, str]) -> bool:
    """The air of the room."""
    words = ["pw-link", "room-loudspeaker:monitor_FL", "room-microphone:input_MONO"]
    return subprocess.run(words, env=environment, capture_output=True).returncode == 0
