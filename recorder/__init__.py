"""A subscriber that writes: a session's tracks as files, without decoding or encoding anything.

`recorder.session.Recording` is what a server uses. `depacketize`, `timeline`, `matroska` and
`reorder` are pure; files and the thread that writes them are `disk` and `writer`.
"""
