"""What goes wrong with activity templates."""

from __future__ import annotations

from pydantic import ValidationError

from server.errors import ServerError


class ActivityInvalid(ServerError):
    """A template that is not as it should be. `fields` (`cameras.first`) may be shown."""

    def __init__(self, source: str, error: ValidationError) -> None:
        self.fields = tuple(sorted({_field(detail["loc"]) for detail in error.errors()}))
        first = error.errors()[0]
        super().__init__(f"{source}: {_field(first['loc'])}: {first['msg']}")


def _field(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location)) or "template"
