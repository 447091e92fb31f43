"""From a recording, or a film that was brought, to a replay that plays everywhere.

`making.make` does the work, in a process of its own that `process` starts; `manifest` is what
there is to watch afterwards, `edits` what somebody decided about it.
"""
