"""The command line as people meet it: both languages, one sentence per fault, codes for scripts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rooms.roles import Role
from server.secret_key import load_secret
from server.tokens import Tokens

ROOT = Path(__file__).parents[2]


def environment(tmp_path: Path, **changes: str) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PASSERELLE_")}
    defaults = {
        "PASSERELLE_DATA_DIR": str(tmp_path / "var"),
        "PASSERELLE_HTTP_PORT": "0",
        "PASSERELLE_MEDIA_PORT": "0",
        "PASSERELLE_MEDIA_HOST": "127.0.0.1",
    }
    return clean | defaults | changes | {"COLUMNS": "100", "TERM": "dumb"}


def run(tmp_path: Path, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server.cli", *words],
        cwd=ROOT,
        env=environment(tmp_path, **changes),
        capture_output=True,
        text=True,
        timeout=60,
    )


def start(tmp_path: Path, *words: str, **changes: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "server.cli", *words],
        cwd=ROOT,
        env=environment(tmp_path, **changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a server was started once."""
    folder = tmp_path_factory.mktemp("installed")
    process = start(folder, "serve", PASSERELLE_LOG_FORMAT="json")
    assert process.stderr is not None
    while "serving" not in process.stderr.readline():
        assert process.poll() is None
    process.terminate()
    process.communicate(timeout=30)
    return folder


@pytest.mark.parametrize("command", ["serve", "demo", "kit", "token", "settings", "doctor"])
def test_help_in_both_languages(tmp_path: Path, command: str) -> None:
    result = run(tmp_path, command, "--help")
    assert result.returncode == 0
    french, english = {
        "serve": ("Démarre le serveur", "Starts the server"),
        "demo": ("boîtier de démonstration", "a demo kit"),
        "kit": ("le boîtier d’une salle", "a room’s kit"),
        "token": ("un jeton", "a token"),
        "settings": ("la table des réglages", "the table of settings"),
        "doctor": ("dit ce qui manque", "says what is missing"),
    }[command]
    shown = " ".join(result.stdout.split())
    assert french in shown and english in shown


def test_the_commands_are_listed(tmp_path: Path) -> None:
    shown = run(tmp_path, "--help").stdout
    for command in ("serve", "demo", "kit", "token", "settings", "doctor"):
        assert command in shown


def assert_one_sentence_each(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 2, result.stderr
    for line in lines:
        for word in words:
            assert word in line


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_wrong_setting(tmp_path: Path, command: str) -> None:
    result = run(tmp_path, command, PASSERELLE_HTTP_PORT="eighty")
    assert_one_sentence_each(result, "PASSERELLE_HTTP_PORT", "eighty")
    assert result.returncode == 2


def test_an_unknown_setting(tmp_path: Path) -> None:
    assert_one_sentence_each(run(tmp_path, "serve", PASSERELLE_PROT="1"), "PASSERELLE_PROT")


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_port(tmp_path: Path, command: str) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        result = run(tmp_path, command, PASSERELLE_HTTP_PORT=port, PASSERELLE_HTTP_HOST="127.0.0.1")
    assert_one_sentence_each(result, port, "PASSERELLE_HTTP_PORT")


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_data_folder_that_cannot_be_used(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("")
    result = run(tmp_path, command, PASSERELLE_DATA_DIR=str(tmp_path / "file" / "var"))
    assert_one_sentence_each(result, "PASSERELLE_DATA_DIR", str(tmp_path / "file" / "var"))


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_data_folder_without_permission(tmp_path: Path, command: str) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o500)
    words = [sys.executable, "-m", "server.cli", command]
    if os.geteuid() == 0:
        # Nothing is forbidden to root, unless it gives up its capabilities.
        os.chown(locked, 65534, 65534)
        locked.chmod(0o555)
        words = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *words]
    result = subprocess.run(
        words,
        cwd=ROOT,
        env=environment(tmp_path, PASSERELLE_DATA_DIR=str(locked / "var")),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert_one_sentence_each(result, "PASSERELLE_DATA_DIR", str(locked / "var"))
    assert "droit refusé" in result.stderr and "permission denied" in result.stderr


def test_started_with_nohup_it_outlives_its_terminal(tmp_path: Path) -> None:
    process = subprocess.Popen(
        ["nohup", sys.executable, "-m", "server.cli", "serve"],
        cwd=ROOT,
        env=environment(tmp_path, PASSERELLE_LOG_FORMAT="json"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while "serving" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=1)
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_server_ends_when_told(tmp_path: Path, number: signal.Signals) -> None:
    process = start(tmp_path, "serve", PASSERELLE_LOG_FORMAT="json")
    assert process.stderr is not None
    while "serving" not in process.stderr.readline():
        assert process.poll() is None
    began_s = time.monotonic()
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert time.monotonic() - began_s < 5
    assert process.returncode == 0
    assert "Traceback" not in said


@pytest.mark.parametrize("library", ["_pydantic_core", "uvloop", "_cffi_backend"])
def test_ctrl_c_while_starting_ends_without_a_traceback(tmp_path: Path, library: str) -> None:
    process = start(tmp_path, "serve")
    maps = Path(f"/proc/{process.pid}/maps")
    while library not in maps.read_text():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert "Traceback" not in said


@pytest.mark.parametrize(("flag", "role"), [("--publish", Role.KIT), ("--view", Role.VIEWER)])
def test_a_token_of_this_installation(installed: Path, flag: str, role: Role) -> None:
    result = run(installed, "token", "--room", "cuisine", flag, "--hours", "2")
    assert result.returncode == 0
    (token,) = result.stdout.split()
    claims = Tokens(load_secret(installed / "var")).verify(token, time.time() + 7000)
    assert (claims.room, claims.role, claims.session) == ("cuisine", role, None)


def test_a_token_for_no_room(installed: Path) -> None:
    result = run(installed, "token", "--room", "piscine", "--view")
    assert_one_sentence_each(result, "piscine", "cuisine, guitare, couture")
    assert result.stdout == ""


@pytest.mark.parametrize("flags", [(), ("--publish", "--view")])
def test_a_token_is_for_one_of_two_things(tmp_path: Path, flags: tuple[str, ...]) -> None:
    result = run(tmp_path, "token", "--room", "cuisine", *flags)
    assert_one_sentence_each(result, "--publish", "--view")


def test_the_doctor_is_well(tmp_path: Path) -> None:
    result = run(tmp_path, "doctor")
    assert result.returncode == 0, result.stdout
    assert "[!!]" not in result.stdout


@pytest.mark.parametrize(
    ("protocol", "kind"), [("UDP", socket.SOCK_DGRAM), ("TCP", socket.SOCK_STREAM)]
)
def test_the_doctor_finds_a_taken_port(
    tmp_path: Path, protocol: str, kind: socket.SocketKind
) -> None:
    with socket.socket(socket.AF_INET, kind) as holder:
        holder.bind(("127.0.0.1", 0))
        port = str(holder.getsockname()[1])
        result = run(tmp_path, "doctor", PASSERELLE_MEDIA_PORT=port)
    assert result.returncode == 1
    assert f"[!!] Le port {protocol} {port}" in result.stdout


def test_settings_are_printed(tmp_path: Path) -> None:
    result = run(tmp_path, "settings")
    assert result.returncode == 0
    assert "PASSERELLE_MEDIA_PORT" in result.stdout
