"""What a kit profile may say: one versioned schema, unknown keys refused."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from hardware.profiles.camera_schema import (
    CameraProfile,
    DemoPicture,
    DevicePicture,
    SimulcastLayer,
    V4l2Picture,
)
from hardware.profiles.keys_schema import Keys
from hardware.profiles.table import (
    SCHEMA_VERSION,
    AsTuple,
    EvenHeight,
    EvenWidth,
    HexId,
    Role,
    Sentence,
    Source,
    Table,
    refuse,
)

__all__ = [
    "SCHEMA_VERSION",
    "AlsaSound",
    "CameraProfile",
    "DemoPicture",
    "DeviceSound",
    "Keys",
    "KitProfile",
    "KnownProblem",
    "Loudspeaker",
    "MicrophoneProfile",
    "SpareMicrophone",
    "TuneSound",
    "V4l2Picture",
]


class KnownProblem(Table):
    """Something known to break, what to do about it, and who said so."""

    french: Sentence
    english: Sentence
    source: Source


class TuneSound(Table):
    """The tune that the kit plays itself."""

    kind: Literal["tune"]
    semitones: Annotated[int, Field(ge=-24, le=24)] = 0


class AlsaSound(Table):
    """A sound card of this machine, by its ALSA name."""

    kind: Literal["alsa"]
    device: Annotated[str, Field(min_length=1, max_length=100)] = "default"

    @property
    def is_pipewire(self) -> bool:
        """Is it PipeWire's, and not a card that is opened by itself?"""
        return self.device.partition(":")[0] == "pipewire"


class DeviceSound(Table):
    """A sound card by its stable identity; the keys are those of a camera's ``device``."""

    kind: Literal["device"]
    model: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")] | None = None
    vendor: HexId | None = None
    product: HexId | None = None
    serial: Annotated[str, Field(min_length=1, max_length=128)] | None = None
    port: Annotated[str, Field(min_length=5, max_length=128)] | None = None


class MicrophoneProfile(Table):
    """The room's microphone; published with the first camera.

    ``channels``: which of the card's channels are mixed, the first being 0; empty means all.
    ``original_sound``: can it give sound without noise suppression or gain control? Most
    speakerphones cannot: their processing has no switch.
    ``echo_cancelled_by``: ``pipewire`` is for a sound that is taken from its echo cancellation
    (``pipewire:NODE=passerelle-microphone``, deploy/pipewire).
    """

    source: Annotated[TuneSound | AlsaSound | DeviceSound, Field(discriminator="kind")]
    required: bool = False
    gain_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    channels: Annotated[tuple[Annotated[int, Field(ge=0, le=15)], ...], AsTuple] = ()
    echo_cancelled_by: Literal["speakerphone", "browser", "pipewire", "nobody"] = "browser"
    original_sound: bool = False


class SpareMicrophone(Table):
    """Another one, for when the room's own fails; ``label`` is what people read. What is plugged
    in is found without being named here."""

    label: Annotated[str, Field(min_length=1, max_length=40)]
    source: Annotated[TuneSound | AlsaSound, Field(discriminator="kind")]


class Loudspeaker(Table):
    """Where the homes are heard, and how loud at most."""

    source: Annotated[AlsaSound | DeviceSound, Field(discriminator="kind")]
    level_limit_percent: Annotated[int, Field(ge=0, le=100)] = 80


class Screen(Table):
    """The room's screen, where the homes are seen."""

    width: EvenWidth = 1920
    height: EvenHeight = 1080
    rotation_deg: Literal[0, 90, 180, 270] = 0


class Needs(Table):
    """Which role answers an activity's need; left out, the kit cannot answer it."""

    wide_view: Role | None = None
    hands_camera: Role | None = None
    score_camera: Role | None = None
    original_sound: bool = False


class KitProfile(Table):
    """A whole kit. ``version`` is the schema's: a file of another version is refused."""

    version: Literal[1]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    cameras: Annotated[tuple[CameraProfile, ...], AsTuple, Field(min_length=1, max_length=8)]
    microphone: MicrophoneProfile | None = None
    spare_microphones: Annotated[tuple[SpareMicrophone, ...], AsTuple, Field(max_length=4)] = ()
    loudspeaker: Loudspeaker | None = None
    screen: Screen | None = None
    keys: Keys = Keys()
    needs: Needs = Needs()
    known_problems: Annotated[tuple[KnownProblem, ...], AsTuple] = ()

    @model_validator(mode="after")
    def _roles_are_distinct(self) -> "KitProfile":
        roles = [camera.role for camera in self.cameras]
        for index, role in enumerate(roles):
            if role in roles[:index]:
                raise refuse(
                    f"cameras[{index}].role",
                    f"deux caméras ont le rôle « {role} »",
                    f"two cameras have the role {role!r}",
                )
        return self

    @model_validator(mode="after")
    def _devices_are_named(self) -> "KitProfile":
        sources = [(f"cameras[{i}].source", c.source) for i, c in enumerate(self.cameras)]
        for key, source in [
            *sources,
            ("microphone.source", self.microphone and self.microphone.source),
            ("loudspeaker.source", self.loudspeaker and self.loudspeaker.source),
        ]:
            if isinstance(source, DevicePicture | DeviceSound) and not (
                source.model or source.port or (source.vendor and source.product)
            ):
                raise refuse(
                    key,
                    "il faut model, ou port, ou vendor et product",
                    "it should have model, or port, or vendor and product",
                )
        return self

    @model_validator(mode="after")
    def _pipewire_hears_both(self) -> "KitProfile":
        if not (self.microphone and self.microphone.echo_cancelled_by == "pipewire"):
            return self
        parts = {"microphone": self.microphone, "loudspeaker": self.loudspeaker}
        for name, part in parts.items():
            if part and not (isinstance(part.source, AlsaSound) and part.source.is_pipewire):
                raise refuse(
                    f"{name}.source",
                    "PipeWire n’annule l’écho que de ce qui passe par lui :"
                    ' kind = "alsa", device = "pipewire:NODE=…"',
                    "PipeWire cancels only the echo of what goes through it:"
                    ' kind = "alsa", device = "pipewire:NODE=…"',
                )
        return self

    @model_validator(mode="after")
    def _layers_differ(self) -> "KitProfile":
        for index, camera in enumerate(self.cameras):
            if (mistake := _mistake_in_layers(camera.layers)) is not None:
                raise refuse(f"cameras[{index}].layers", *mistake)
        return self

    @model_validator(mode="after")
    def _needs_are_answered(self) -> "KitProfile":
        roles = {camera.role for camera in self.cameras}
        for need in ("wide_view", "hands_camera", "score_camera"):
            role = getattr(self.needs, need)
            if role is not None and role not in roles:
                raise refuse(
                    f"needs.{need}",
                    f"aucune caméra n’a le rôle « {role} »",
                    f"no camera has the role {role!r}",
                )
        if self.needs.original_sound and not (self.microphone and self.microphone.original_sound):
            raise refuse(
                "needs.original_sound",
                "ce micro ne peut pas donner le son d’origine",
                "this microphone cannot give the original sound",
            )
        return self


def _mistake_in_layers(layers: Sequence[SimulcastLayer]) -> tuple[str, str] | None:
    """What is wrong, in French and English."""
    ranked = sorted(layers, key=lambda layer: layer.scale_down)
    if len({layer.rid for layer in layers}) < len(layers):
        return "deux couches ont le même rid", "two layers have the same rid"
    if len({layer.scale_down for layer in layers}) < len(layers):
        return "deux couches ont la même taille", "two layers have the same size"
    if ranked and ranked[0].scale_down != 1:
        return "il faut la taille entière (scale_down = 1)", "the whole size is missing"
    if any(a.bitrate_bps <= b.bitrate_bps for a, b in pairwise(ranked)):
        return (
            "une couche plus petite doit prendre moins de débit",
            "a smaller layer should take fewer bits",
        )
    return None
