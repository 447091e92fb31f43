"""How much of its disk the kit spends on what it keeps."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """``most_s``: of one cut; ``most_bytes``: of all that waits to be sent."""

    least_free_bytes: int = 512 << 20
    most_bytes: int = 4 << 30
    most_s: float = 3600.0


@dataclass(slots=True)
class Budget:
    """``kept_bytes``: what lies there now."""

    limits: Limits
    kept_bytes: int = 0

    def allows(self, folder: Path, more_bytes: int = 0) -> bool:
        """Is there room? Raises OSError."""
        if self.kept_bytes + more_bytes > self.limits.most_bytes:
            return False
        place = folder
        while not place.exists():
            place = place.parent
        figures = os.statvfs(place)
        return figures.f_bavail * figures.f_frsize - more_bytes >= self.limits.least_free_bytes

    def take(self, more_bytes: int, folder: Path) -> bool:
        """Spend so much more, if there is room. Raises OSError."""
        if not self.allows(folder, more_bytes):
            return False
        self.kept_bytes += more_bytes
        return True
