"""What the agent is told when it starts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hardware.updating.updates import Updates


@dataclass
class AgentSettings:
    """``url`` is the server's (``http://…`` or ``https://…``), ``room`` its slug there.

    ``profile`` is the name of a shipped profile or the path of a TOML file. What the kit makes
    for itself (the demo clip) goes under ``data_dir``. The token is never printed; where the kit
    has a key it is renewed in place, so that it is read at each use. ``told``: called with
    ``kit.restart``, ``kit.profile``, or ``token`` when the server refused the token; ``updates``:
    what looks after the kit's releases. None, both, when the token is all there is.
    """

    url: str
    room: str
    token: str = field(repr=False)
    data_dir: Path
    profile: str = "demo"
    name: str = "Salle"
    language: str = "fr"
    told: Callable[[str], None] | None = None
    updates: Updates | None = None

    def http_url(self, path: str) -> str:
        """An address of the server; ``path`` begins with a slash."""
        return self.url.rstrip("/") + path

    def websocket_url(self) -> str:
        """Where the kit joins. As `http…`, which aiohttp takes too: it chooses the proxy of the
        environment by this word, and nobody sets a WSS_PROXY."""
        return self.http_url("/ws")
