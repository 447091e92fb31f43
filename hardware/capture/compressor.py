"""From a camera's pictures to what is sent of them: passed on as they are, or compressed here."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import av

from hardware.capture.effort import Effort
from hardware.capture.encoders import EncoderChoice, PictureEncoder
from hardware.capture.encodings import Encoding, encodings_of
from hardware.capture.h264 import H264Encoder, PassThrough
from hardware.capture.layered import LayeredEncoder
from hardware.capture.live_encoder import EncodedPicture
from hardware.profiles import CameraProfile

logger = logging.getLogger(__name__)

Look = Callable[[av.VideoFrame], None]


class Compressor:
    """Pictures in, on the capture thread; what is wanted of them may be said from any other."""

    def __init__(self, profile: CameraProfile) -> None:
        self._profile = profile
        self._choice = EncoderChoice(profile)
        self._keyframes: set[str] = set()
        self._passing: PassThrough | None = None
        self._waits_for_keyframe = True
        self.encodings = encodings_of(profile)
        """The smallest first."""
        self._spend = {each.rid: each.bitrate_bps for each in self.encodings}
        self._layered = LayeredEncoder(self._create)
        self._effort = Effort(profile.rate_fps)

    @property
    def codec(self) -> str:
        """As in session descriptions."""
        return "H264" if self._passing else self._choice.codec

    @property
    def passes_through(self) -> bool:
        """Is the (largest) picture the device's own, as it is?"""
        return self._passing is not None

    @property
    def is_too_slow(self) -> bool:
        """Is the machine too slow for every size, so that some are left out?"""
        return self._effort.is_reduced

    def begin(self) -> None:
        """The device was opened: its pictures do not follow the ones before."""
        self._effort = Effort(self._profile.rate_fps)
        self._layered.keep(set())
        self._waits_for_keyframe = True
        if self._passing is not None:
            self._passing.forget()

    def spend(self, bitrates_bps: Mapping[str, int]) -> None:
        """Bits a second by rid, from the next picture on; a size without any is not made."""
        self._spend = dict(bitrates_bps)

    def request_keyframes(self, rids: Iterable[str] | None = None) -> None:
        """Make the next picture of these sizes, or of all, one that can be decoded by itself. A
        camera that compresses by itself makes its own, every second or two."""
        self._keyframes |= {each.rid for each in self.encodings} if rids is None else set(rids)

    def restart(self) -> None:
        """Somebody else watches now: begin with a key picture in every size."""
        self._waits_for_keyframe = True
        self.request_keyframes()

    def encode(
        self, frame: av.VideoFrame, timestamp: int, began_s: float
    ) -> Iterator[EncodedPicture]:
        """What is sent of a picture that came at ``began_s`` (monotonic)."""
        if self._passing is not None:
            self._gives_its_own(None)
        wanted, codec = self._wanted(self.encodings), self.codec
        self._layered.keep({encoding.rid for encoding in wanted})
        chosen = {encoding: wanted[encoding] for encoding in self._effort.choose(list(wanted))}
        yield from self._layered.encode(frame, timestamp, chosen, self._keyframes)
        spent_s = time.monotonic() - began_s
        if self._choice.took(spent_s) or self.codec != codec:
            self._layered.keep(set())
            self.request_keyframes()
        elif self._effort.took(spent_s, len(wanted)):
            name = self._profile.label
            logger.warning("Camera %s: this machine is too slow for every size.", name)

    def pass_on(
        self, content: bytes, timestamp: int, is_looked_at: Callable[[bool], bool], look: Look
    ) -> Iterator[EncodedPicture]:
        """The camera's own H.264, as it is, then what is made beside it. It is decoded where a
        smaller size is wanted, or when it ``is_looked_at`` (asked with: is it a key picture?)."""
        passing = self._passing or self._gives_its_own(PassThrough())
        assert passing is not None
        *smaller, largest = self.encodings
        picture = replace(passing.take(content, timestamp), rid=largest.rid)
        if not self._spend.get(largest.rid):
            self._waits_for_keyframe = True
        elif picture.is_keyframe or not self._waits_for_keyframe:
            self._waits_for_keyframe = False
            yield picture
        wanted, looked_at = self._wanted(smaller), is_looked_at(picture.is_keyframe)
        self._layered.keep({encoding.rid for encoding in wanted})
        if not (wanted or looked_at):
            passing.forget()
            return
        for frame in passing.decode(picture):
            yield from self._layered.encode(frame, timestamp, wanted, self._keyframes)
            if looked_at:
                look(frame)

    def _create(self, width: int, height: int, bitrate_bps: int) -> PictureEncoder:
        if self._passing is not None and self._choice.beside is not None:
            rate_fps = self._profile.rate_fps
            return H264Encoder(width, height, rate_fps, bitrate_bps, self._choice.beside)
        return self._choice.create(width, height, bitrate_bps)

    def _wanted(self, encodings: Iterable[Encoding]) -> dict[Encoding, int]:
        spend = self._spend
        return {each: spend[each.rid] for each in encodings if spend.get(each.rid)}

    def _gives_its_own(self, passing: PassThrough | None) -> PassThrough | None:
        self._passing = passing
        self._layered.keep(set())
        self.encodings = encodings_of(
            self._profile,
            passes_through=passing is not None,
            can_add=passing is None or self._choice.beside is not None,
        )
        self._spend = {each.rid: each.bitrate_bps for each in self.encodings}
        return passing
