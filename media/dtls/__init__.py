"""DTLS 1.2 for SRTP (RFC 6347, RFC 5764): certificates and the handshake, without a socket."""
