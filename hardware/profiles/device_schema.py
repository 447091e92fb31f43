"""What a device profile may say: one make and model, or a family that behaves alike."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from hardware.profiles.camera_schema import CameraControls, CaptureFormat, Encoder
from hardware.profiles.schema import KnownProblem
from hardware.profiles.table import AsTuple, HexId, Source, Table, refuse


class UsbIdentity(Table):
    """How the device names itself on USB; ``source`` is where these numbers were read.

    Without ``product`` the device is known by its name alone (``product_name``, the beginning
    of the USB product string): firmer numbers could not be found in public.
    """

    vendor: HexId | None = None
    product: HexId | None = None
    product_name: Annotated[str, Field(min_length=4, max_length=60)] | None = None
    source: Source


class Video(Table):
    """The camera's side of the device."""

    capture: Annotated[tuple[CaptureFormat, ...], AsTuple, Field(min_length=1, max_length=6)]
    encoder: Encoder = Encoder()
    controls: CameraControls = CameraControls()
    ptz: bool = False
    still_is_normal: bool = False
    """A screen is filmed: the same picture for minutes is not a fault."""


class Sound(Table):
    """The sound's side of the device."""

    microphone: bool = True
    loudspeaker: bool = False
    echo_cancelled_by: Literal["speakerphone", "browser", "pipewire", "nobody"] = "browser"
    original_sound: bool = False
    level_limit_percent: Annotated[int, Field(ge=0, le=100)] = 80


class DeviceProfile(Table):
    """A make and model. ``bus`` is ``usb``, or ``csi`` for a camera on the board's own socket."""

    version: Literal[1]
    name: Annotated[str, Field(min_length=3, max_length=80)]
    kind: Literal["camera", "capture", "document-camera", "speakerphone"]
    bus: Literal["usb", "csi"] = "usb"
    identities: Annotated[tuple[UsbIdentity, ...], AsTuple] = ()
    video: Video | None = None
    sound: Sound | None = None
    known_problems: Annotated[tuple[KnownProblem, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _says_what_it_gives(self) -> "DeviceProfile":
        if self.video is None and self.sound is None:
            raise refuse(
                "file",
                "il faut une table video ou une table sound",
                "there should be a table video or a table sound",
            )
        for index, identity in enumerate(self.identities):
            if identity.product_name is None and not (identity.vendor and identity.product):
                raise refuse(
                    f"identities[{index}]",
                    "il faut vendor et product, ou product_name",
                    "there should be vendor and product, or product_name",
                )
        return self
