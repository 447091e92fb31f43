"""A replay as its pages get it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncSession

from recorder.replay.chapters import shown_chapters
from recorder.replay.edits import Edits
from recorder.replay.manifest import Chapter, ReplayManifest
from server.database.account_models import Account
from server.database.models import Centre, Session
from server.database.replay_models import Replay
from server.publishing.attached import Attached
from server.publishing.steps import ends_at
from server.replays.making import edits_of

#: Made when it is asked for: the chapters as other players read them.
CHAPTERS_FILE = "chapters.vtt"


def media_path(replay_id: str, file: str) -> str:
    """Where a file of it is."""
    return f"/media/replays/{replay_id}/{quote(file)}"


async def card_view(
    db: AsyncSession, replay: Replay, manifest: ReplayManifest | None
) -> dict[str, Any]:
    """What stands on its card among the others."""
    centre = await db.get_one(Centre, replay.centre_id)
    poster = manifest.poster if manifest is not None else None
    return {
        "id": replay.id,
        "title": replay.title,
        "series": replay.series,
        "by": await author_of(db, replay),
        "centre": centre.name,
        "duration_s": manifest.duration_s if manifest is not None else replay.duration_s,
        "published_at": None if replay.published_at is None else replay.published_at.isoformat(),
        "poster": None if poster is None else media_path(replay.id, poster),
        "state": replay.state,
    }


async def author_of(db: AsyncSession, replay: Replay) -> str:
    """Whoever led the session, else whoever brought the film; empty when nobody is known."""
    if replay.session_id is not None:
        session = await db.get(Session, replay.session_id)
        return "" if session is None else session.host
    if replay.owner_account_id is not None:
        account = await db.get(Account, replay.owner_account_id)
        return "" if account is None else account.name
    return ""


async def watch_view(
    db: AsyncSession,
    replay: Replay,
    manifest: ReplayManifest | None,
    attached: Sequence[Attached] = (),
) -> dict[str, Any]:
    """All that is needed to watch it, with what lies beside it."""
    session = None if replay.session_id is None else await db.get(Session, replay.session_id)
    return (await card_view(db, replay, manifest)) | {
        "description": replay.description,
        "language": replay.language,
        "making": replay.making,
        "making_done": replay.making_done,
        "ends_at": ends_at(replay).isoformat(),
        "downloads": replay.downloads_allowed,
        "session_at": None if session is None else session.starts_at.isoformat(),
        "attached": attached_view(replay.id, attached),
        "media": _media_view(replay.id, manifest, edits_of(replay))
        if manifest is not None and manifest.shows
        else None,
    }


def attached_view(replay_id: str, attached: Sequence[Attached]) -> list[dict[str, Any]]:
    """What lies beside a replay: where each is, and how large."""
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "title": one.title,
            "src": media_path(replay_id, one.file) if one.file else one.url,
            "bytes": one.bytes,
        }
        for one in attached
    ]


def chapters_of(replay: Replay, manifest: ReplayManifest) -> tuple[Chapter, ...]:
    """Its chapters, in its own seconds."""
    return shown_chapters(edits_of(replay).chapters, manifest.chapters, manifest.kept)


def _media_view(replay_id: str, manifest: ReplayManifest, edits: Edits) -> dict[str, Any]:
    def address(file: str) -> str:
        return media_path(replay_id, file)

    strip, audio = manifest.strip, manifest.audio
    chapters = shown_chapters(edits.chapters, manifest.chapters, manifest.kept)
    return {
        "duration_s": manifest.duration_s,
        "videos": [
            {"src": address(one.file), "height": one.height, "bytes": one.bytes, "type": one.mime}
            for one in sorted(manifest.videos, key=lambda one: -one.height)
        ],
        "audio": audio and {"src": address(audio.file), "bytes": audio.bytes, "type": audio.mime},
        "poster": manifest.poster and address(manifest.poster),
        "strip": strip
        and {
            "src": address(strip.file),
            "every_s": strip.every_s,
            "columns": strip.columns,
            "width": strip.width,
            "height": strip.height,
        },
        "chapters": [{"at_s": one.at_s, "title": one.title} for one in chapters],
        "chapters_src": address(CHAPTERS_FILE) if chapters else None,
        "subtitles": [
            {
                "src": address(one.file),
                "language": one.language,
                "label": one.label,
                "reviewed": one.reviewed,
            }
            for one in manifest.subtitles
        ],
        "spherical": manifest.spherical and dict(manifest.spherical),
        "places": [asdict(one) for one in edits.places] if manifest.spherical else [],
    }


def series_of(replays: Iterable[Replay]) -> list[str]:
    """The series that there are, by name."""
    return sorted({one.series for one in replays if one.series})
