"""What becomes a replay: a recording that is over, a film that was accepted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recorder.disk.recording_folder import RecordingFolder
from recorder.manifest import Manifest
from recorder.uploads.upload import State, Upload
from server.database.replay_models import Replay
from server.database.sessions import session_by_id
from server.recording.awaited import may_go_on

_TITLE_MAX = 200


async def replay_of_recording(
    db: AsyncSession, recording: str, session_id: str, now: datetime
) -> Replay | None:
    """A new replay, to be made; None where there is one already, or no such session."""
    known = await db.scalar(select(Replay.id).where(Replay.recording == recording))
    session = await session_by_id(db, session_id)
    if known is not None or session is None:
        return None
    replay = Replay(
        centre_id=session.room.centre_id,
        session_id=session.id,
        recording=recording,
        title=session.title,
        created_at=now,
    )
    db.add(replay)
    await db.flush()
    return replay


async def replay_of_upload(db: AsyncSession, upload: Upload, now: datetime) -> Replay | None:
    """A new replay, to be made; None where there is one already."""
    known = await db.scalar(select(Replay.id).where(Replay.upload == upload.id))
    if known is not None:
        return None
    replay = Replay(
        centre_id=upload.centre,
        upload=upload.id,
        owner_account_id=upload.account,
        title=(Path(upload.name).stem or upload.name)[:_TITLE_MAX],
        created_at=now,
    )
    db.add(replay)
    await db.flush()
    return replay


def finished_recordings(root: Path, unix_s: float) -> list[tuple[str, str]]:
    """(Recording's folder, session) of those that are over at `unix_s` and hold something. One that
    a server which starts again may go on with is not. Blocking."""
    found = []
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        try:
            manifest = Manifest.from_json(RecordingFolder(folder).load())
        except (OSError, KeyError, TypeError, ValueError, json.JSONDecodeError):
            continue
        over = manifest.state != "running" and not may_go_on(manifest, unix_s)
        if over and manifest.files:
            found.append((folder.name, manifest.session))
    return found


def accepted(uploads: Iterable[Upload]) -> list[Upload]:
    """Those of which a replay is made."""
    return [upload for upload in uploads if upload.state is State.ACCEPTED]
