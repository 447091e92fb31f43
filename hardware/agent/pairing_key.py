"""The kit's key on its own disk: one small file that its owner alone can read."""

import json
import stat
from pathlib import Path

from hardware.errors import HardwareError
from hardware.whole_file import write_whole

FILE_NAME = "kit-key.json"


def load_key(data_dir: Path, url: str) -> str | None:
    """The key for the server at ``url``, or None. Rights that became too wide are narrowed."""
    path = data_dir / FILE_NAME
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    key = kept.get(url.rstrip("/")) if isinstance(kept, dict) else None
    return key if isinstance(key, str) and key else None


def save_key(data_dir: Path, url: str, key: str) -> None:
    """Keep ``key``, whole or not at all, before it is used. Raises HardwareError."""
    try:
        write_whole(data_dir / FILE_NAME, json.dumps({url.rstrip("/"): key}), 0o600)
    except OSError as error:
        raise HardwareError(
            f"La clé du boîtier ne peut pas être gardée ({error.strerror}) : "
            f"vérifiez les droits sur {data_dir}.",
            f"The kit's key cannot be kept ({error.strerror}): check the rights on {data_dir}.",
        ) from error


def forget_key(data_dir: Path) -> None:
    """The server does not know it any more."""
    (data_dir / FILE_NAME).unlink(missing_ok=True)
