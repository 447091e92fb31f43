"""What every table of a profile has in common: unknown keys refused, no silent conversion."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

SCHEMA_VERSION = 1


class Table(BaseModel):
    """One table of a profile file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def refuse(key: str, french: str, english: str) -> PydanticCustomError:
    """A refusal of ours, in both languages; ``key`` is where in the file."""
    context: dict[str, Any] = {"key": key, "french": french, "english": english}
    return PydanticCustomError("refused", "{english}", context)


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


# TOML has arrays; a frozen profile has tuples.
AsTuple = BeforeValidator(_as_tuple)

Role = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
Label = Annotated[str, Field(min_length=1, max_length=40)]
# A public address, or the name of a document that a reader can find.
Source = Annotated[str, Field(min_length=8, max_length=300)]
Sentence = Annotated[str, Field(min_length=10, max_length=400)]
HexId = Annotated[str, Field(pattern=r"^[0-9a-f]{4}$")]
EvenWidth = Annotated[int, Field(ge=160, le=3840, multiple_of=2)]
EvenHeight = Annotated[int, Field(ge=90, le=2160, multiple_of=2)]
RateFps = Annotated[int, Field(ge=5, le=60)]
