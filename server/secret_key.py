"""The installation's own secret: it signs every token.

Whoever reads it may enter every room."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path

from server.errors import StartRefused
from server.tokens import MIN_SECRET_BYTES

FILE_NAME = "secret.key"
_SECRET_BYTES = 48
_REASONS = {
    errno.EACCES: ("droit refusé", "permission denied"),
    errno.EPERM: ("droit refusé", "permission denied"),
    errno.EROFS: ("disque en lecture seule", "read-only disk"),
    errno.ENOSPC: ("disque plein", "disk full"),
    errno.ENOTDIR: ("ce n’est pas un dossier", "not a folder"),
    errno.EEXIST: ("ce n’est pas un dossier", "not a folder"),
}


def prepare_data_dir(data_dir: Path) -> None:
    """Makes the folder if it is missing. Raises StartRefused when nothing can be written there."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o750)
        probe = data_dir / f".probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise _refusal(data_dir, error) from error


def load_secret(data_dir: Path) -> bytes:
    """The secret of `data_dir`, made at the first call and readable by its owner alone.

    Raises StartRefused when it cannot be read or written, or is too short to be ours.
    """
    path = data_dir / FILE_NAME
    try:
        secret = _read(path)
        if secret is None:
            _write_once(path)
            secret = _read(path) or b""
    except OSError as error:
        raise _refusal(path, error) from error
    if len(secret) < MIN_SECRET_BYTES:
        raise StartRefused(
            f"La clé {path} est abîmée : supprimez ce fichier, une autre sera faite "
            "et les anciens liens n’ouvriront plus rien.",
            f"The key {path} is damaged: delete this file, another will be made "
            "and the old links will open nothing any more.",
        )
    return secret


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write_once(path: Path) -> None:
    """Written aside, then linked: two processes starting together end with the same whole key."""
    aside = path.with_name(f".{path.name}-{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_urlsafe(_SECRET_BYTES).encode())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink()


def _refusal(path: Path, error: OSError) -> StartRefused:
    other = error.strerror or type(error).__name__
    french, english = _REASONS.get(error.errno or 0, (other, other))
    return StartRefused(
        f"Impossible d’écrire dans {path} ({french}) : donnez ce droit à l’utilisateur du serveur, "
        "ou changez PASSERELLE_DATA_DIR.",
        f"Cannot write to {path} ({english}): give the server’s user this permission, "
        "or change PASSERELLE_DATA_DIR.",
    )
