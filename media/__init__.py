"""The packet plane and what steers it: moving RTP between people, without decoding it.

Everything here is pure (bytes and `now` in, bytes and decisions out), except
`media.plane`, which alone owns sockets.
"""
