"""The small picture of a camera that pages show before its video plays."""

import av
import cv2

WIDTH, HEIGHT = 320, 180
MAX_BYTES = 64 * 1024


def take_still(frame: av.VideoFrame) -> bytes | None:
    """A JPEG of 320 x 180, at most 64 KiB; None in the unlikely case that none fits."""
    small = frame.reformat(width=WIDTH, height=HEIGHT, format="bgr24").to_ndarray()
    for quality in (80, 60, 40, 20):
        done, content = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if done and content.size <= MAX_BYTES:
            return content.tobytes()
    return None
