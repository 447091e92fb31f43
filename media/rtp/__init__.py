"""RTP (RFC 3550): sequence arithmetic, headers, header extensions, payload formats, RTX."""
