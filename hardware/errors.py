"""The one exception family of the room kit.

``sentence`` is written for the person who starts the kit: French, then English.
The edge (the command line, or the agent's log) shows it once.
"""


class HardwareError(Exception):
    """Anything that keeps the kit, or a part of it, from working."""

    def __init__(self, french: str, english: str) -> None:
        super().__init__(f"{french} / {english}")
        self.french = french
        self.english = english

    @property
    def sentence(self) -> str:
        """Both languages on one line, French first."""
        return f"{self.french} / {self.english}"


class ProfileError(HardwareError):
    """A kit profile cannot be used: the message names the file, the key and the reason."""


class DeviceMissing(HardwareError):
    """A camera or a microphone that the profile asks for is not there (or no longer)."""


class AgentRefused(HardwareError):
    """The server will not have this kit: trying again cannot help."""
