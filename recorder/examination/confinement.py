"""Giving up, for good, whatever is not needed to look at one file that is open already, or to make
others of it in one folder.

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
from collections.abc import Sequence
from pathlib import Path

MEMORY_BYTES = 1 << 30
CPU_S = 40
#: The user whom an installation may make for this; `nobody` where it has not.
USERS = ("passerelle-examiner", "nobody")
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS = 38
#: The same numbers on every architecture (since Linux 5.13).
_LANDLOCK_CREATE_RULESET, _LANDLOCK_ADD_RULE, _LANDLOCK_RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH = 1
_LANDLOCK_VERSION = 1
#: By version of Landlock: every right over files, over TCP, over other processes.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
_TCP_SINCE, _SCOPES_SINCE = 4, 6
#: Write, read, list, remove, make folders and files, move between folders, truncate.
_READ_FILE, _READ = 1 << 2, 0b1100
_WRITE = _READ | sum(1 << bit for bit in (1, 4, 5, 7, 8, 13, 14))

_libc = ctypes.CDLL(None, use_errno=True)


def confine() -> list[str]:
    """Returns what was achieved, of `limits`, `network`, `user`, `files`."""
    _limit(
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 16),
    )
    done = ["limits"]
    if _leave_network():
        done.append("network")
    if os.geteuid() == 0 and _become_nobody():
        done.append("user")
    if _give_up_files():
        done.append("files")
    return done


def confine_to(
    folder: Path, readable: Sequence[Path], *, memory_bytes: int, file_bytes: int
) -> list[str]:
    """All but `folder`, where files may be made, and what is `readable`: folders or files.

    Returns what was achieved, of `limits`, `network`, `files`. Raises OSError where one of them
    is not there.
    """
    _limit((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_FSIZE, file_bytes))
    done = ["limits"]
    if _leave_network():
        done.append("network")
    rules = [(path, _READ if path.is_dir() else _READ_FILE) for path in readable]
    if _give_up_files([*rules, (folder, _WRITE)]):
        done.append("files")
    return done


def _limit(*limits: tuple[int, int]) -> None:
    for which, most in (*limits, (resource.RLIMIT_CORE, 0), (resource.RLIMIT_MEMLOCK, 0)):
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


def _give_up_files(but: Sequence[tuple[Path, int]] = ()) -> bool:
    """Nothing can be opened, made or connected to from here on (see landlock(7)), but for paths
    with the rights they keep."""
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
        for path, kept in but:
            _allow(ruleset, path, kept & handled[0])
        if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            return False
        return bool(_libc.syscall(_LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, descriptor)
        if _libc.syscall(_LANDLOCK_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0) != 0:
            raise OSError(ctypes.get_errno(), "landlock")
    finally:
        os.close(descriptor)
