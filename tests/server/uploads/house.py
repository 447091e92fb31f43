"""A real server process, killed and started again, and a tus client that is not ours."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from http.cookies import SimpleCookie
from pathlib import Path

from tusclient.client import TusClient

EMAIL, PASSWORD = "luc@brel.example", "trois crêpes au beurre"
COOKIE = "passerelle_session"
ROOT = Path(__file__).parents[3]


class House:
    """`passerelle serve` with its data in `folder`, always on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._environment = os.environ | {
            "PASSERELLE_DATA_DIR": str(folder / "var"),
            "PASSERELLE_HTTP_HOST": "127.0.0.1",
            "PASSERELLE_HTTP_PORT": str(self.port),
            "PASSERELLE_MEDIA_HOST": "127.0.0.1",
            "PASSERELLE_MEDIA_PORT": "0",
        }
        self._process: subprocess.Popen[bytes] | None = None
        self.cookie = ""

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def uploads(self) -> Path:
        return self.folder / "var" / "uploads"

    def start(self) -> None:
        """Returns when it answers."""
        command = [sys.executable, "-m", "server.cli", "serve"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, env=self._environment, cwd=ROOT, stdout=log, stderr=log
            )
        ends_s = time.monotonic() + 60
        while time.monotonic() < ends_s:
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=5).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def kill(self) -> None:
        self.end(signal.SIGKILL)

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(20)
            self._process = None

    def sign_in(self) -> None:
        """A volunteer, made by the command line and signed in through the door."""
        command = [sys.executable, "-m", "server.cli", "user", "add", "--email", EMAIL]
        said = subprocess.run(
            [*command, "--role", "volunteer", "--centre", "Centre Jacques Brel"],
            env=self._environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        token = said.stdout.partition("#")[2].split()[0]
        body = json.dumps({"token": token, "password": PASSWORD}).encode()
        headers = {"Content-Type": "application/json", "X-Passerelle": "1"}
        choose = urllib.request.Request(
            f"{self.address}/api/password/choose", data=body, headers=headers
        )
        with urllib.request.urlopen(choose, timeout=30) as response:
            cookies: SimpleCookie = SimpleCookie(response.headers["Set-Cookie"])
            self.cookie = cookies[COOKIE].value

    def client(self) -> TusClient:
        headers = {"Cookie": f"{COOKIE}={self.cookie}", "X-Passerelle": "1"}
        return TusClient(f"{self.address}/api/centres/1/uploads", headers=headers)

    def memory_bytes(self, peak: bool = False) -> int:
        """What the server process holds of memory, or the most it held since `forget_peak`."""
        field = "VmHWM:" if peak else "VmRSS:"
        status = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in status if line.startswith(field)) * 1024

    def forget_peak(self) -> None:
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")
