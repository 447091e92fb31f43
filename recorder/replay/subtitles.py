"""WebVTT (W3C, 2019): read strictly enough to be shown everywhere, written as every player wants
it, moved where cuts move."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass

from recorder.replay.errors import Malformed
from recorder.replay.manifest import Kept
from recorder.replay.plan import replay_time, source_time

BYTES_MAX = 2_000_000
CUES_MAX = 20_000
_TEXT_MAX = 2000
_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+(.*))?")
_SETTING = re.compile(r"(?:vertical|line|position|size|align|region):[A-Za-z0-9.,%-]+")
_TAG = re.compile(r"</?(?:[bciuv]|ruby|rt|lang)(?:\.[\w.-]+)?(?:[ \t][^<>&]*)?>|<[\d:.]+>")
_SKIPPED = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """One text and when it is shown. `settings`: where, as WebVTT has it."""

    from_s: float
    to_s: float
    text: str
    settings: str = ""


def parse_webvtt(content: bytes) -> tuple[Cue, ...]:
    """The cues of a file; styles and notes are left out. Raises Malformed: `utf8`, `size`,
    `header`, or `line.N` of the first line that is wrong."""
    if len(content) > BYTES_MAX:
        raise Malformed("size")
    try:
        # By its own name, "utf-8-sig" would be imported: where a replay is made there are no files.
        text = content.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("utf8") from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]) or "\0" in text:
        raise Malformed("header")
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        if not block[0].startswith(_SKIPPED):
            cues.append(_cue(number, block))
    if len(cues) > CUES_MAX:
        raise Malformed("size")
    return tuple(sorted(cues, key=lambda cue: cue.from_s))


def _blocks(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Lines between empty ones, behind the header's, each with the number of its first."""
    blocks: list[tuple[int, list[str]]] = []
    empty = True
    header = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            empty, header = True, False
        elif header:
            continue
        elif empty:
            blocks.append((number, [line]))
            empty = False
        else:
            blocks[-1][1].append(line)
    return blocks


def _cue(number: int, block: list[str]) -> Cue:
    if "-->" not in block[0]:
        # A name of the cue.
        number, block = number + 1, block[1:]
    match = _TIMING.fullmatch(block[0].strip()) if block else None
    if match is None:
        raise Malformed(f"line.{number}")
    from_s, to_s = _seconds(*match.groups()[:4]), _seconds(*match.groups()[4:8])
    settings = (match.group(9) or "").split()
    text = "\n".join(block[1:])
    wrong = to_s <= from_s or not all(map(_SETTING.fullmatch, settings))
    if wrong or "-->" in text or len(text) > _TEXT_MAX:
        raise Malformed(f"line.{number}")
    # Whatever looks like a tag and is none is text.
    kept = _TAG.sub("", text)
    if "<" in kept or not text.strip():
        raise Malformed(f"line.{number + 1}")
    return Cue(from_s, to_s, text, " ".join(settings))


def _seconds(hours: str | None, minutes: str, seconds: str, ms: str) -> float:
    return (((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(ms)) / 1000


def write_webvtt(cues: Sequence[Cue]) -> bytes:
    """A file."""
    parts = ["WEBVTT"]
    for cue in cues:
        settings = f" {cue.settings}" if cue.settings else ""
        parts.append(f"{webvtt_time(cue.from_s)} --> {webvtt_time(cue.to_s)}{settings}\n{cue.text}")
    return ("\n\n".join(parts) + "\n").encode()


def webvtt_time(at_s: float) -> str:
    """ "01:02:03.500"."""
    ms = round(at_s * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def retimed(cues: Sequence[Cue], before: Sequence[Kept], now: Sequence[Kept]) -> tuple[Cue, ...]:
    """Cues of a replay of which other parts are kept now. What is cut out is not said any more."""
    moved = []
    for cue in cues:
        from_s, to_s = source_time(before, cue.from_s), source_time(before, cue.to_s)
        for begin_s, end_s in ((max(k.from_s, from_s), min(k.to_s, to_s)) for k in now):
            begun_s = replay_time(now, begin_s)
            if end_s - begin_s > 0.1 and begun_s is not None:
                moved.append(Cue(begun_s, begun_s + end_s - begin_s, cue.text, cue.settings))
                break
    return tuple(moved)
