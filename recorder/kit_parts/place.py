"""Where in a recording a part belongs: what it continues, and what is not there already. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recorder.kit_parts.permitted import SOURCE_OF_KIND, Permitted, Span
from recorder.manifest import FileEntry, Manifest


@dataclass(frozen=True, slots=True)
class Place:
    """`before` is the file that was interrupted; `spans` are what is missing of it and might be
    written, in ms of the recording. From `lead_ms` until the first, it might be as well."""

    before: FileEntry
    spans: tuple[Span, ...]
    lead_ms: int

    @property
    def began_ms(self) -> int:
        """Where the missing part begins."""
        return self.spans[0][0]

    def leads_in(self, time_ms: int) -> bool:
        """Whether a frame of this time is there already, and may help to decode what is not."""
        return self.lead_ms <= time_ms < self.began_ms

    def span_of(self, time_ms: int) -> int | None:
        """The index of the span that a frame of this time is in; None: it is in none."""
        found = (i for i, (began, ended) in enumerate(self.spans) if began <= time_ms < ended)
        return next(found, None)


def place_of(
    manifest: Manifest, permitted: Permitted, *, kind: str, role: str, lost_ms: int, last_ms: int
) -> Place | None:
    """The place of what a kit kept of one track. None where nothing of it may be there: it
    continues no file (that of whoever took their consent back is gone), or it might not be
    written."""
    rivals = _files(manifest.files, permitted.person, kind, role)
    before = next((entry for entry in reversed(rivals) if entry.began_ms <= lost_ms), None)
    if before is None:
        return None
    following = next((e.began_ms for e in rivals if e.began_ms > before.began_ms), last_ms + 1)
    missing = (_last_written_ms(before) + 1, min(following, last_ms + 1))
    source = SOURCE_OF_KIND[kind]
    spans = tuple(permitted.within(source, *missing))
    if not spans:
        return None
    lead = next(a for a, b in permitted.within(source, 0, missing[1]) if b > spans[0][0])
    return Place(before, spans, lead)


def _files(files: Sequence[FileEntry], person: str, kind: str, role: str) -> list[FileEntry]:
    """Those of the kit's track, in their order. A kit has one microphone, whatever camera it is
    sent with."""
    found = [
        entry
        for entry in files
        if entry.who.person == person
        and entry.kind == kind
        and entry.end_reason not in ("withdrawn", "damaged")
        and (kind == "audio" or entry.who.role == role)
    ]
    return sorted(found, key=lambda entry: entry.began_ms)


def _last_written_ms(entry: FileEntry) -> int:
    """While it is still being written, a file that was interrupted ended nobody knows when: what
    is there twice is left out once it is over."""
    return entry.began_ms if entry.ended_ms is None else entry.ended_ms
