"""RTP payloads to frames, for every codec that the server forwards."""

from recorder.depacketize.assembler import Assembler, Frame, VideoAssembler
from recorder.depacketize.h264 import H264Pictures
from recorder.depacketize.opus import OpusAssembler
from recorder.depacketize.vp8 import Vp8Pictures
from recorder.depacketize.vp9 import Vp9Pictures
from recorder.errors import UnsupportedCodec

__all__ = ["Assembler", "Frame", "assembler_for"]


def assembler_for(codec: str) -> Assembler:
    """The assembler for a codec's name as in SDP. Raises UnsupportedCodec."""
    match codec:
        case "opus":
            return OpusAssembler()
        case "VP8":
            return VideoAssembler(Vp8Pictures())
        case "VP9":
            return VideoAssembler(Vp9Pictures())
        case "H264":
            return VideoAssembler(H264Pictures())
    raise UnsupportedCodec(codec)
