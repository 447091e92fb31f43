"""Becomes the browser: it ends when the kit does, however that ends, and finds its pipe where
Chromium looks for it. Called with the two ends of the pipe and the browser's command."""

import ctypes
import fcntl
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
# --remote-debugging-pipe: commands are read from 3, answers written to 4.
_READS, _WRITES = 3, 4


def main(words: list[str]) -> None:
    """Never returns."""
    parent, reads, writes, *command = words
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != int(parent):
        return
    # Out of the way first: one may stand where the other is to be.
    ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in (reads, writes)]
    for end, place in zip(ends, (_READS, _WRITES), strict=True):
        os.dup2(end, place)
        os.close(end)
    for given in {int(reads), int(writes)} - {_READS, _WRITES}:
        os.close(given)
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
