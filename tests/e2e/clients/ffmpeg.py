"""A WHIP publisher made of FFmpeg's own muxer, as an encoder in the field would use it.

A process of its own, because the muxer holds Python's lock while it waits for an answer:
    python -m tests.e2e.clients.ffmpeg URL TOKEN SECONDS
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

WIDTH, HEIGHT, FRAMES_PER_S = 640, 360, 25
SAMPLE_RATE, TONE_HZ = 48000, 440
SAMPLES_PER_FRAME = SAMPLE_RATE // FRAMES_PER_S


def has_whip() -> bool:
    return "whip" in av.formats_available


def publish(url: str, token: str, seconds: float) -> None:
    """Publish H.264 and Opus in real time for so long."""
    with (
        tempfile.TemporaryDirectory() as folder,
        av.open(url, "w", format="whip", options=options(token, Path(folder))) as container,
    ):
        video = container.add_stream("libx264", rate=FRAMES_PER_S)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.options = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline"}
        video.codec_context.gop_size = FRAMES_PER_S
        video.codec_context.max_b_frames = 0
        audio = container.add_stream("libopus", rate=SAMPLE_RATE, layout="stereo")
        begun, count = time.monotonic(), 0
        while count < seconds * FRAMES_PER_S:
            for packet in (*video.encode(picture(count)), *audio.encode(sound(count))):
                container.mux(packet)
            count += 1
            time.sleep(max(0.0, begun + count / FRAMES_PER_S - time.monotonic()))


def options(token: str, folder: Path) -> dict[str, str]:
    """With a certificate on P-256, as RFC 8827 section 6.5 asks.

    Left alone, an FFmpeg built with GnuTLS makes one on P-224, which no browser takes either.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "encoder")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    key_file, certificate_file = folder / "key.pem", folder / "certificate.pem"
    key_file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    )
    certificate_file.write_bytes(certificate.public_bytes(Encoding.PEM))
    return {
        "authorization": token,
        "cert_file": str(certificate_file),
        "key_file": str(key_file),
    }


def picture(count: int) -> av.VideoFrame:
    """A white bar that moves over grey."""
    pixels = np.full((HEIGHT, WIDTH, 3), 96, np.uint8)
    left = count * 8 % (WIDTH - 40)
    pixels[:, left : left + 40] = 255
    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    frame.pts, frame.time_base = count, Fraction(1, FRAMES_PER_S)
    return frame


def sound(count: int) -> av.AudioFrame:
    """As long as one picture, of a steady tone."""
    position = count * SAMPLES_PER_FRAME + np.arange(SAMPLES_PER_FRAME)
    tone = (8000 * np.sin(2 * np.pi * TONE_HZ * position / SAMPLE_RATE)).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(np.repeat(tone, 2)[None, :], format="s16", layout="stereo")
    frame.sample_rate, frame.pts = SAMPLE_RATE, count * SAMPLES_PER_FRAME
    frame.time_base = Fraction(1, SAMPLE_RATE)
    return frame


if __name__ == "__main__":
    publish(sys.argv[1], sys.argv[2], float(sys.argv[3]))
