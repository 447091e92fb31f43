"""Where the code is shown: in the terminal, and on a page that the kit's screen can open."""

import html
import logging
from pathlib import Path

from hardware.whole_file import write_whole

logger = logging.getLogger(__name__)

PAGE_NAME = "pairing.html"
# The page reads itself again: the code changes every ten minutes.
_PAGE = """<!doctype html>
<html lang="fr" translate="no">
<head>
<meta charset="utf-8">
<title>Associer ce boîtier · Passerelle</title>
<style>
body {{ margin: 0; background: #FCF9F3; color: #14303A; cursor: none;
  font: 400 max(36px, 3vw)/1.4 "Noto Sans", "Liberation Sans", Arial, sans-serif }}
main {{ min-height: 100vh; display: grid; place-content: center; gap: 3vh; text-align: center }}
h1 {{ margin: 0; font: 700 max(44px, 4vw)/1.2 Georgia, serif }}
p {{ margin: 0; text-wrap: balance }}
.code {{ font: 700 max(90px, 14vw)/1 ui-monospace, monospace; letter-spacing: .08em }}
</style>
</head>
<body>
<main>
{body}
</main>
<script>setTimeout(() => location.reload(), 5000)</script>
</body>
</html>
"""
_WAITING = """<h1>Associer ce boîtier</h1>
<p>Sur la page «&nbsp;Les salles équipées&nbsp;», choisissez «&nbsp;Associer un boîtier&nbsp;»,
puis tapez&nbsp;:</p>
<p class="code">{code}</p>
<p lang="en">On the page “Equipped rooms”, choose “Pair a kit”, then type this code.</p>
<p>{server}/technique</p>"""
_SEARCHING = """<h1>Le boîtier cherche le serveur.</h1>
<p>{server}</p>
<p lang="en">The kit is looking for its server.</p>"""
_DONE = """<h1>Ce boîtier est associé.</h1>
<p>{room}</p>"""


def grouped(code: str) -> str:
    """``K7P2RM`` -> ``K7P 2RM``, which is easier to copy."""
    return f"{code[:3]} {code[3:]}"


def show_code(data_dir: Path, url: str, code: str) -> Path:
    """Say the code, and write the page; returns where it is."""
    print(
        f"\nPour associer ce boîtier, tapez ce code sur {url}/technique (10 minutes) :\n"
        f"To pair this kit, type this code at {url}/technique (10 minutes):\n\n"
        f"    {grouped(code)}\n",
        flush=True,
    )
    return _write(data_dir, _WAITING.format(code=grouped(code), server=html.escape(url)))


def show_searching(data_dir: Path, url: str) -> Path:
    """Write the page of a kit that is paired and has not reached its server yet."""
    return _write(data_dir, _SEARCHING.format(server=html.escape(url)))


def show_paired(data_dir: Path, room: str) -> Path:
    """Say that it is done."""
    print(f"Ce boîtier est associé : {room}. / This kit is paired: {room}.", flush=True)
    return _write(data_dir, _DONE.format(room=html.escape(room)))


def _write(data_dir: Path, body: str) -> Path:
    page = data_dir / PAGE_NAME
    try:
        write_whole(page, _PAGE.format(body=body))
    except OSError as error:
        # The terminal has it, and the kit can work without.
        logger.warning("The page for the room's screen cannot be written: %s", error)
    return page
