"""What TCP connections ask of the plane whose packets they carry."""

from typing import Protocol

from media.plane.interface import Path


class ConnectedPlane(Protocol):
    """Frames enter it as datagrams do."""

    def receive(self, datagram: bytes, path: Path, now: float) -> None:
        """One datagram; what it brings about leaves with the next `flush`."""

    def flush(self) -> None:
        """Send."""

    def knows(self, path: Path) -> bool:
        """Whether a peer has authenticated itself on this connection, and is still here."""

    def forget_path(self, path: Path) -> None:
        """The connection is over."""

    def carries_picture(self, path: Path, datagram: bytes) -> bool:
        """Whether this outgoing datagram is a part of a picture, rather than sound or control."""

    def hold_pictures(self, path: Path, now: float) -> None:
        """Send no pictures on this connection."""

    def release_pictures(self, path: Path, now: float) -> None:
        """Send pictures again, each from its next keyframe on."""
