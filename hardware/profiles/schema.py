"""What a kit profile may say: one versioned schema, unknown keys refused."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCHEMA_VERSION = 1


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class DemoPicture(_Table):
    """The clip that the kit draws itself, with its running clock."""

    kind: Literal["demo"]
    scene: Literal["salle", "mains"]


class V4l2Picture(_Table):
    """A video device of this machine: the n-th found, or a path such as /dev/v4l/by-id/…"""

    kind: Literal["v4l2"]
    device: Annotated[int, Field(ge=0, le=63)] | Annotated[str, Field(pattern=r"^/dev/.+")]
    input_format: Literal["mjpeg", "yuyv422", "nv12"] | None = None


class TuneSound(_Table):
    """The tune that the kit plays itself."""

    kind: Literal["tune"]


class AlsaSound(_Table):
    """A sound card of this machine, by its ALSA name."""

    kind: Literal["alsa"]
    device: Annotated[str, Field(min_length=1, max_length=100)] = "default"


class CameraProfile(_Table):
    """One role-named camera: where its picture comes from, and how it is encoded."""

    role: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
    label: Annotated[str, Field(min_length=1, max_length=40)]
    source: Annotated[DemoPicture | V4l2Picture, Field(discriminator="kind")]
    required: bool = True
    width: Annotated[int, Field(ge=160, le=1920, multiple_of=2)] = 960
    height: Annotated[int, Field(ge=90, le=1080, multiple_of=2)] = 540
    rate_fps: Annotated[int, Field(ge=5, le=30)] = 25
    bitrate_bps: Annotated[int, Field(ge=100_000, le=6_000_000)] = 1_200_000


class MicrophoneProfile(_Table):
    """The room's microphone; published with the first camera."""

    source: Annotated[TuneSound | AlsaSound, Field(discriminator="kind")]
    required: bool = False


class KitProfile(_Table):
    """A whole kit. ``version`` is the schema's: a file of another version is refused."""

    version: Literal[1]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    cameras: Annotated[tuple[CameraProfile, ...], Field(min_length=1, max_length=8, strict=False)]
    microphone: MicrophoneProfile | None = None

    @model_validator(mode="after")
    def _roles_are_distinct(self) -> "KitProfile":
        roles = [camera.role for camera in self.cameras]
        for role in roles:
            if roles.count(role) > 1:
                raise ValueError(f"two cameras have the role {role!r}")
        return self
