"""Which session a room holds: one at a time, and the one under way before any other."""

from __future__ import annotations

from rooms.session import Session, SessionState


class Agenda:
    """The session held now, and those known to be over."""

    def __init__(self) -> None:
        self.current: Session | None = None
        #: The session planned now, which may be opened from the room's own screen.
        self.due: str | None = None
        self._ended: set[str] = set()

    @property
    def is_open(self) -> bool:
        """Whether a session is under way."""
        return self.current is not None and self.current.state is SessionState.OPEN

    def concerns(self, session: str | None) -> bool:
        """Whether somebody whose token names `session` belongs to what the room holds now."""
        return session is None or (self.current is not None and session == self.current.id)

    def state_of(self, session: str | None) -> SessionState:
        """The state of `session`, or of the one held. Any other is closed or ended."""
        if self.current is not None and self.concerns(session):
            return self.current.state
        return SessionState.ENDED if session in self._ended else SessionState.CLOSED

    def hold(self, session: Session) -> None:
        """The room holds `session` from now on."""
        self.current = session
        self._ended.discard(session.id)
        if session.state is SessionState.ENDED:
            self._ended.add(session.id)

    def learn(self, session: Session) -> bool:
        """Holds `session` if none is held, or if it is under way and the one held is not.
        Whether it does; what is held already is known better here."""
        if self.current is not None and self.current.id == session.id:
            return False
        if self.current is None or (session.state is SessionState.OPEN and not self.is_open):
            self.hold(session)
            return True
        if session.state is SessionState.ENDED:
            self._ended.add(session.id)
        return False

    def prepare(self, session: Session) -> bool:
        """Holds `session`, whose animateur has come, unless another is under way."""
        if self.is_open or (self.current is not None and self.current.id == session.id):
            return False
        self.hold(session)
        return True
