"""What a profile may say of the kit's keys: which key does what, on which device."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Literal

from pydantic import Field, model_validator

from hardware.profiles.table import HexId, Table, refuse

ACTIONS = ("start", "mute", "camera")
KeyName = Annotated[str, Field(pattern=r"^(KEY|BTN)_[A-Z0-9_]+$")]


class InputDevice(Table):
    """A presenter, foot switch or keyboard by its stable identity; the keys are those of a
    camera's ``device``."""

    kind: Literal["device"]
    vendor: HexId | None = None
    product: HexId | None = None
    serial: Annotated[str, Field(min_length=1, max_length=128)] | None = None
    port: Annotated[str, Field(min_length=5, max_length=128)] | None = None


class Keys(Table):
    """Keys of the kit, by their evdev names (linux/input-event-codes.h).

    ``source``: the device that they are on, which then belongs to the kit alone; without it every
    device that has such a key is listened to, and its other keys still reach the screen.
    """

    source: InputDevice | None = None
    start: KeyName | None = None
    mute: KeyName | None = None
    camera: KeyName | None = None

    @property
    def actions(self) -> Mapping[int, str]:
        """Key code -> what it does."""
        named = {action: getattr(self, action) for action in ACTIONS}
        return {key_codes()[name]: action for action, name in named.items() if name}

    @model_validator(mode="after")
    def _hold(self) -> "Keys":
        seen: dict[str, str] = {}
        for action in ACTIONS:
            name = getattr(self, action)
            if name is None:
                continue
            if name not in key_codes():
                raise refuse(
                    f"keys.{action}",
                    f"aucune touche ne s’appelle « {name} »",
                    f"no key is called {name!r}",
                )
            if name in seen:
                raise refuse(
                    f"keys.{action}",
                    f"cette touche est déjà celle de « {seen[name]} »",
                    f"this key is that of {seen[name]!r} already",
                )
            seen[name] = action
        source = self.source
        if source and not (source.port or (source.vendor and source.product)):
            raise refuse(
                "keys.source",
                "il faut port, ou vendor et product",
                "it should have port, or vendor and product",
            )
        return self


@cache
def key_codes() -> Mapping[str, int]:
    """Name -> code."""
    text = resources.files("hardware").joinpath("key_codes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
