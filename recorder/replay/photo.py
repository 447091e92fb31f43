"""A photograph that was brought: its picture alone, without where and when it was taken."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from recorder.replay.errors import NotMade
from recorder.replay.manifest import ReplayManifest
from recorder.replay.order import Order
from recorder.replay.overview import encode_jpeg
from recorder.replay.work import Work, changing

_WIDTH_MAX, _SPHERE_WIDTH_MAX = 1920, 4096


def make_photo(order: Order) -> ReplayManifest:
    """Its poster is all there is to see. Raises NotMade, OSError, MemoryError."""
    if order.upload is None or order.film is None or not order.upload.is_file():
        raise NotMade("gone")
    image = cv2.imdecode(np.fromfile(order.upload, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise NotMade("damaged")
    spherical = order.film["spherical"] is not None
    widest = _SPHERE_WIDTH_MAX if spherical else _WIDTH_MAX
    height, width = image.shape[:2]
    if width > widest:
        size = (widest, max(1, round(height * widest / width)))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    work = Work(order.folder, order.key())
    name = work.named("photo", ".jpg")
    (work.path / name).write_bytes(encode_jpeg(np.asarray(image, np.uint8)))
    manifest = ReplayManifest(
        duration_s=0.0,
        poster=name,
        posters=(name,),
        spherical={"projection": "equirectangular"} if spherical else None,
    )
    with changing(order.folder) as before:
        if before is not None:
            manifest = replace(manifest, subtitles=before.subtitles)
        work.publish(manifest)
    work.end()
    return manifest
