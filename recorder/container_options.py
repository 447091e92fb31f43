"""How films are opened: as what they are said to be, and as nothing else."""

from __future__ import annotations

#: For `av.open`. The demuxer is named by whoever opens, so nothing is guessed; what it opens
#: besides is nothing: the film comes as an open file, and no protocol of that name exists.
CLOSED_CONTAINER = {
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,"
    "jpeg_pipe,png_pipe,webp_pipe",
    "protocol_whitelist": "none",
    "max_probe_packets": "2000",
    "probesize": "8000000",
    "analyzeduration": "10000000",
}
