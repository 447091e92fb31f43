"""What a profile may say of a camera: source, capture, encoding, picture controls, presets."""

from typing import Annotated, Literal

from pydantic import Field

from hardware.profiles.table import (
    AsTuple,
    EvenHeight,
    EvenWidth,
    HexId,
    Label,
    RateFps,
    Role,
    Table,
)

PixelFormat = Literal["h264", "mjpeg", "yuyv422", "nv12"]


class DemoPicture(Table):
    """The clip that the kit draws itself, with its running clock."""

    kind: Literal["demo"]
    scene: Literal["salle", "mains"]


class V4l2Picture(Table):
    """A video device of this machine: the n-th found, or a path such as /dev/v4l/by-id/…"""

    kind: Literal["v4l2"]
    device: Annotated[int, Field(ge=0, le=63)] | Annotated[str, Field(pattern=r"^/dev/.+")]
    input_format: Literal["mjpeg", "yuyv422", "nv12"] | None = None


class DevicePicture(Table):
    """A camera by its stable identity.

    ``model`` is the name of a file in ``profiles/devices``; ``vendor`` and ``product`` do
    without one. ``serial`` or ``port`` tell two of a kind apart; which of them plays the role is
    otherwise remembered when the kit is installed (``hardware.discovery.bindings``).
    """

    kind: Literal["device"]
    model: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")] | None = None
    vendor: HexId | None = None
    product: HexId | None = None
    serial: Annotated[str, Field(min_length=1, max_length=128)] | None = None
    port: Annotated[str, Field(min_length=5, max_length=128)] | None = None


class CaptureFormat(Table):
    """One step of the chain: what to ask of the camera before trying the next."""

    format: PixelFormat
    width: EvenWidth = 1280
    height: EvenHeight = 720
    rate_fps: RateFps = 25


class SimulcastLayer(Table):
    """One layer (RFC 8853): its rid, its size as a fraction, its budget."""

    rid: Annotated[str, Field(pattern=r"^[a-z0-9]{1,8}$")]
    scale_down: Literal[1, 2, 4] = 1
    bitrate_bps: Annotated[int, Field(ge=60_000, le=8_000_000)]


class Encoder(Table):
    """Who compresses the picture, and below which measured rate the software takes over."""

    first: Literal["camera", "hardware", "software"] = "software"
    then: Literal["hardware", "software"] = "software"
    fall_back_below_fps: Annotated[int, Field(ge=1, le=60)] = 20


class CameraControls(Table):
    """V4L2 controls (Linux media documentation, "User Controls", "Camera Controls")."""

    exposure: Literal["auto"] | Annotated[int, Field(ge=1, le=100_000)] = "auto"
    """``auto``, or the exposure time in units of 100 µs (V4L2_CID_EXPOSURE_ABSOLUTE)."""
    keep_rate_in_the_dark: bool = True
    """Off lets the camera slow down in dim light (V4L2_CID_EXPOSURE_AUTO_PRIORITY)."""
    focus: Literal["auto"] | Annotated[int, Field(ge=0, le=1023)] = "auto"
    white_balance: Literal["auto"] | Annotated[int, Field(ge=2000, le=10_000)] = "auto"
    power_line_hz: Literal[0, 50, 60] = 50


class PtzPreset(Table):
    """A named view; pan and tilt in arc seconds, zoom in the camera's own steps (V4L2)."""

    name: Role
    label: Label
    pan: Annotated[int, Field(ge=-648_000, le=648_000)] = 0
    tilt: Annotated[int, Field(ge=-648_000, le=648_000)] = 0
    zoom: Annotated[int, Field(ge=0, le=10_000)] = 0


class CameraProfile(Table):
    """One role-named camera: where its picture comes from, and how it is encoded.

    ``priority``: 0 gets the bits first when the uplink is short.
    """

    role: Role
    label: Label
    source: Annotated[DemoPicture | V4l2Picture | DevicePicture, Field(discriminator="kind")]
    required: bool = True
    priority: Annotated[int, Field(ge=0, le=9)] = 0
    width: Annotated[int, Field(ge=160, le=1920, multiple_of=2)] = 960
    height: Annotated[int, Field(ge=90, le=1080, multiple_of=2)] = 540
    rate_fps: Annotated[int, Field(ge=5, le=30)] = 25
    bitrate_bps: Annotated[int, Field(ge=100_000, le=6_000_000)] = 1_200_000
    capture: Annotated[tuple[CaptureFormat, ...], AsTuple, Field(max_length=6)] = ()
    layers: Annotated[tuple[SimulcastLayer, ...], AsTuple, Field(max_length=3)] = ()
    encoder: Encoder = Encoder()
    controls: CameraControls = CameraControls()
    presets: Annotated[tuple[PtzPreset, ...], AsTuple, Field(max_length=8)] = ()
    table_view: bool = False
