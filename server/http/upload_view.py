"""Uploads as the pages see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recorder.uploads.limits import counted_bytes
from recorder.uploads.store import UploadStore
from recorder.uploads.upload import Upload
from server.accounts.signed_in import SignedIn
from server.database.account_models import Account
from server.database.replay_models import Replay


async def upload_views(
    db: AsyncSession, uploads: Sequence[Upload], viewer: int
) -> list[dict[str, Any]]:
    """The latest first, with the names of those who brought them."""
    accounts = {one.account for one in uploads}
    rows = await db.execute(select(Account.id, Account.name).where(Account.id.in_(accounts)))
    names = {row.id: row.name for row in rows}
    made = await db.execute(
        select(Replay.upload, Replay.id).where(Replay.upload.in_(one.id for one in uploads))
    )
    replays = {row.upload: row.id for row in made}
    ordered = sorted(uploads, key=lambda one: one.created_at, reverse=True)
    return [
        {
            "id": one.id,
            "centre": one.centre,
            "by": names.get(one.account, ""),
            "mine": one.account == viewer,
            "name": one.name,
            "length": one.length,
            "offset": one.offset,
            "fingerprint": one.fingerprint,
            "state": one.state.value,
            "reason": one.reason,
            "film": one.film,
            "replay": replays.get(one.id),
            "created_at": one.created_at.isoformat(),
            "expires_at": None if one.expires_at is None else one.expires_at.isoformat(),
        }
        for one in ordered
    ]


def quota_view(store: UploadStore, who: SignedIn, centre: int) -> dict[str, int]:
    """Bytes: what one file, this account and this centre may have, and have."""
    limits = store.limits
    return {
        "file_bytes": limits.file_bytes,
        "account_bytes": limits.account_bytes,
        "account_used_bytes": counted_bytes(one for one in store if one.account == who.account),
        "centre_bytes": limits.centre_bytes,
        "centre_used_bytes": counted_bytes(one for one in store if one.centre == centre),
    }
