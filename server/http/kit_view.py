"""How a kit looks on the fleet page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rooms.cameras import Camera
from rooms.session import SessionState
from server.database.kit_models import Kit, KitChange, KitReport
from server.database.models import Session
from server.http.account_view import centre_view
from server.http.kit_update_view import ReleaseViews
from server.kits.findings import Finding, Report
from server.kits.presence import KitHere, KitsHere
from server.kits.profiles import known
from server.kits.state import KitState, kit_state
from server.kits.updating.phase import Phase
from server.live.registry import LiveRooms
from server.live.room import LiveRoom

Tested = tuple[KitReport, Report]


def in_session(live: LiveRoom | None) -> bool:
    """Whether somebody is to be seen and heard there who did not come for the equipment."""
    return live is not None and live.policy.state_of(None) is SessionState.OPEN


class KitViews:
    """Views at one instant: `now`, and `mono` in monotonic seconds."""

    def __init__(
        self, rooms: LiveRooms, kits: KitsHere, now: datetime, releases: ReleaseViews | None = None
    ) -> None:
        self._rooms, self._kits, self._now = rooms, kits, now
        self._releases = releases
        self._mono = rooms.clock()

    def state(self, kit: Kit, tested: Tested | None) -> KitState:
        """The kit's state."""
        return kit_state(
            here=self._here(kit) is not None,
            in_session=in_session(self._rooms.find(kit.room.slug)),
            portable=kit.portable,
            seen_at=kit.seen_at,
            report=None if tested is None else tested[1],
            now=self._now,
        )

    def summary(
        self, kit: Kit, tested: Tested | None, coming: Session | None, fault: KitChange | None
    ) -> dict[str, Any]:
        """A line of the list. `coming`: the room's next session, or the one under way."""
        state = self.state(kit, tested)
        alarming = [] if tested is None else tested[1].alarming
        release = None
        if self._releases is not None:
            release = self._releases.of(kit, here=self._here(kit) is not None)
        given_up = release is not None and release["phase"] == Phase.FAILED
        return {
            "id": kit.id,
            "name": kit.name,
            "room": {"slug": kit.room.slug, "name": kit.room.name},
            "centre": centre_view(kit.room.centre),
            "state": state.value,
            "to_see": state.to_see or fault is not None or given_up,
            "release": release,
            "portable": kit.portable,
            "seen_at": None if kit.seen_at is None else kit.seen_at.isoformat(),
            "tested_at": None if tested is None else tested[0].at.isoformat(),
            "findings": len(alarming),
            "worst": alarming[0].severity if alarming else None,
            "fault": None if fault is None else {"at": fault.at.isoformat(), "text": fault.detail},
            "coming": None
            if coming is None
            else {"title": coming.title, "starts_at": coming.starts_at.isoformat()},
        }

    def detail(self, kit: Kit, tested: Tested | None) -> dict[str, Any]:
        """What is shown beside the list, but for what the summary says."""
        here, live = self._here(kit), self._rooms.find(kit.room.slug)
        cameras = [] if live is None or here is None else live.policy.publications.cameras.values()
        profile = known(kit.profile)
        return {
            "cameras": [_camera(camera, live, self._mono) for camera in cameras],
            "microphone": None if here is None else here.status.get("microphone"),
            "adjusted": _adjusted(here),
            "blurred": in_session(live),
            "report": None if tested is None else _report(*tested),
            "profile": kit.profile,
            "presets": {
                camera.role: [{"name": one.name, "label": one.label} for one in camera.presets]
                for camera in (profile.cameras if profile else ())
                if camera.presets
            },
        }

    def arriving(self, kit: Kit) -> list[dict[str, Any]]:
        """What of the kit reaches this server now: each camera, the sound, and the homes there."""
        here, live = self._here(kit), self._rooms.find(kit.room.slug)
        if here is None or live is None:
            return []
        tracks = live.media.tracks
        lines: list[dict[str, Any]] = [
            {"what": "camera", "label": camera.label, "ok": camera.live}
            for camera in live.policy.publications.cameras.values()
        ]
        sounds = [track for track in tracks.values() if track.kind == "audio" and track.live]
        level = (here.status.get("microphone") or {}).get("level_dbov")
        lines.append({"what": "microphone", "ok": bool(sounds), "level_dbov": level})
        return lines

    def _here(self, kit: Kit) -> KitHere | None:
        return self._kits.of(kit.grant, self._mono)


def change_view(change: KitChange) -> dict[str, Any]:
    """A line of the history."""
    return {
        "at": change.at.isoformat(),
        "kind": change.kind,
        "who": change.who,
        "detail": change.detail,
    }


def _adjusted(here: KitHere | None) -> dict[str, Any]:
    """By device, what the kit keeps of what was set from afar."""
    rows = () if here is None else here.status.get("adjusted", ())
    return {
        row["device"]: {
            name: value for name, value in row.items() if name != "device" and value is not None
        }
        for row in rows
    }


def _camera(camera: Camera, live: LiveRoom | None, mono: float) -> dict[str, Any]:
    still = None if live is None else live.stills.get(camera.role)
    return {
        "role": camera.role,
        "label": camera.label,
        "live": camera.live,
        "still": still is not None and still.fresh(mono),
    }


def _report(row: KitReport, report: Report) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": row.at.isoformat(),
        "asked": report.asked,
        "findings": [_finding(finding, index) for index, finding in enumerate(report.findings)],
    }


def _finding(finding: Finding, index: int) -> dict[str, Any]:
    evidence = None if finding.evidence is None else finding.evidence.content_type
    return finding.model_dump(exclude={"evidence"}) | {"evidence": evidence, "index": index}
