"""The templates that come with the product, read from the files beside this one."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from server.activities.errors import ActivityInvalid
from server.activities.schema import Activity

FOLDER = Path(__file__).parent
#: In the order in which they are offered; any other file comes after, by its name.
_ORDER = ("cuisine", "guitare", "couture", "crochet", "reunion", "aide-aux-devoirs", "jury")


def parse_activity(text: str, file_name: str) -> Activity:
    """The template in a TOML `text`. Raises ActivityInvalid (file and key) or TOMLDecodeError."""
    try:
        return Activity.model_validate(tomllib.loads(text))
    except ValidationError as error:
        raise ActivityInvalid(file_name, error) from None


@functools.cache
def built_in_activities() -> Mapping[str, Activity]:
    """By key. Read once."""
    files = {path.stem: path for path in FOLDER.glob("*.toml")}
    rank = {key: place for place, key in enumerate(_ORDER)}
    keys = sorted(files, key=lambda key: (rank.get(key, len(rank)), key))
    return MappingProxyType(
        {key: parse_activity(files[key].read_text("utf-8"), files[key].name) for key in keys}
    )
