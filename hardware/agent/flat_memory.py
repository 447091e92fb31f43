"""Memory that a kit gives back, over months of running."""

import ctypes

# mallopt(3), <malloc.h> of the GNU C library.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
ARENAS = 2
LARGE_BYTES = 256 << 10


def keep_memory_flat() -> None:
    """For the whole process, before it has threads.

    The GNU C library gives each thread an arena of its own, and keeps larger and larger blocks in
    them instead of giving them back: pictures pass through all the threads of a kit, and in each
    a self-test leaves what it took at most. Other C libraries do without.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, ARENAS)
        mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES)
