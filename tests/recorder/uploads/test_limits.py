"""How much may be brought: tables of what there is and what is asked for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from recorder.uploads.errors import LimitReached
from recorder.uploads.limits import Limits, counted_bytes, require_room
from recorder.uploads.upload import State, Upload

LIMITS = Limits(
    file_bytes=100, account_bytes=150, centre_bytes=300, unfinished=2, kept_free_bytes=50
)
NOW = datetime(2026, 3, 14, tzinfo=UTC)


def upload(length: int, account: int = 1, centre: int = 1, **more: object) -> Upload:
    made = Upload(f"{account}-{length}", account, centre, length, "", None, NOW, NOW)
    for name, value in more.items():
        setattr(made, name, value)
    return made


ACCEPTED = {"state": State.ACCEPTED}


@pytest.mark.parametrize(
    ("there", "length", "free", "reason"),
    [
        ([], 100, 1000, None),
        ([], 101, 1000, "size"),
        ([upload(50, **ACCEPTED)], 100, 1000, None),
        ([upload(51, **ACCEPTED)], 100, 1000, "quota"),
        ([upload(51, state=State.REFUSED)], 100, 1000, None),
        ([upload(51, account=2)], 100, 1000, None),
        ([upload(90, account=n, **ACCEPTED) for n in (2, 3)], 100, 1000, None),
        ([upload(90, account=n, **ACCEPTED) for n in (2, 3, 4)], 100, 1000, "centre_quota"),
        ([upload(90, account=n, centre=2, **ACCEPTED) for n in (2, 3, 4)], 100, 1000, None),
        ([upload(1), upload(2)], 1, 1000, "many"),
        ([upload(1), upload(2, **ACCEPTED)], 1, 1000, None),
        ([], 100, 150, None),
        ([], 100, 149, "disk"),
        # What others still have to send is theirs; what they have sent is on the disk already.
        ([upload(40, account=2, offset=30)], 100, 160, None),
        ([upload(40, account=2, offset=30)], 100, 159, "disk"),
    ],
)
def test_one_more_upload(there: list[Upload], length: int, free: int, reason: str | None) -> None:
    def ask() -> None:
        require_room(LIMITS, there, account=1, centre=1, length=length, free_bytes=free)

    if reason is None:
        ask()
    else:
        with pytest.raises(LimitReached) as refusal:
            ask()
        assert refusal.value.reason == reason


def test_a_refused_upload_takes_no_room() -> None:
    assert counted_bytes([upload(5), upload(7, state=State.REFUSED)]) == 5
