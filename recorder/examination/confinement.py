"""Giving up, for good, whatever is not needed to look at one file that is open already.

Called once everything is imported. Linux: resource limits; Landlock (kernel 5.13; network rules
6.7), which needs no rights; a network namespace with nothing in it, by root or where users may
make one; another user where one is root.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import resource
import struct

MEMORY_BYTES = 1 << 30
CPU_S = 40
#: The user whom an installation may make for this; `nobody` where it has not.
USERS = ("passerelle-examiner", "nobody")
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS = 38
#: The same numbers on every architecture (since Linux 5.13).
_LANDLOCK_CREATE_RULESET, _LANDLOCK_RESTRICT_SELF = 444, 446
_LANDLOCK_VERSION = 1
#: By version of Landlock: every right over files, over TCP, over other processes.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
_TCP_SINCE, _SCOPES_SINCE = 4, 6

_libc = ctypes.CDLL(None, use_errno=True)


def confine() -> list[str]:
    """Returns what was achieved, of `limits`, `network`, `user`, `files`."""
    _limit()
    done = ["limits"]
    if _leave_network():
        done.append("network")
    if os.geteuid() == 0 and _become_nobody():
        done.append("user")
    if _give_up_files():
        done.append("files")
    return done


def _limit() -> None:
    for which, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        hard = resource.getrlimit(which)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (most, most))


def _leave_network() -> bool:
    return _unshare(_CLONE_NEWNET) or _unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _unshare(flags: int) -> bool:
    return bool(_libc.unshare(flags) == 0)


def _become_nobody() -> bool:
    for name in USERS:
        try:
            user = pwd.getpwnam(name)
            os.setgroups([])
            os.setresgid(user.pw_gid, user.pw_gid, user.pw_gid)
            os.setresuid(user.pw_uid, user.pw_uid, user.pw_uid)
        except (KeyError, OSError):
            continue
        # Of another user's there may be many; of this process no more threads, no children.
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        return True
    return False


def _give_up_files() -> bool:
    """Nothing can be opened, made or connected to from here on (see landlock(7))."""
    version = _libc.syscall(_LANDLOCK_CREATE_RULESET, None, 0, _LANDLOCK_VERSION)
    if version < 1:
        return False
    rights = max(bits for since, bits in _FILE_RIGHTS.items() if since <= version)
    handled = [(1 << rights) - 1]
    if version >= _TCP_SINCE:
        handled.append(0b11)
    if version >= _SCOPES_SINCE:
        handled.append(0b11)
    attributes = struct.pack(f"={len(handled)}Q", *handled)
    ruleset = _libc.syscall(_LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    try:
        if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            return False
        return bool(_libc.syscall(_LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)
