"""ICE-lite (RFC 8445): the STUN codec, and the answers of a server that sends no checks."""
