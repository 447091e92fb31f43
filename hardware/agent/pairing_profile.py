"""The profile that a paired kit works with: the one given at its start, or one edited from afar."""

import logging
from pathlib import Path

from hardware.errors import ProfileError
from hardware.profiles import parse_profile, profile_text
from hardware.whole_file import write_whole

logger = logging.getLogger(__name__)

#: Takes the place of the profile given at the start.
FILE_NAME = "profile.toml"


class EditableProfile:
    """``given``: the name or the file of a profile, as on the command line."""

    def __init__(self, given: str, data_dir: Path) -> None:
        self._given = given
        self._edited = data_dir / FILE_NAME

    @property
    def source(self) -> str:
        """What to load: the edited file if it holds, else what was given."""
        if self._edited.is_file():
            try:
                parse_profile(profile_text(str(self._edited)), FILE_NAME)
                return str(self._edited)
            except ProfileError as error:
                logger.warning("%s", error.sentence)
        return self._given

    @property
    def text(self) -> str:
        """The TOML in use; empty when it cannot be read."""
        try:
            return profile_text(self.source)
        except ProfileError:
            return ""

    def replace(self, text: str | None) -> bool:
        """Work with ``text`` from now on; False when that changes nothing, or it does not hold."""
        if text is None or text == self.text:
            return False
        try:
            parse_profile(text, FILE_NAME)
            write_whole(self._edited, text)
        except ProfileError as error:
            logger.warning("%s", error.sentence)
            return False
        except OSError as error:
            logger.warning("The edited profile cannot be kept: %s", error)
            return False
        return True
