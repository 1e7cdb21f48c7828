"""How much memory the app's threads keep for themselves when they have done with it."""

import ctypes
import sys

_ARENA_MAX = -8
"""M_ARENA_MAX of mallopt, in glibc's malloc.h."""


def share_memory_among_threads() -> bool:
    """Let all threads take memory from one place; tell whether the C library can (glibc).

    By itself glibc gives each thread an arena of its own, up to eight for each processor core. What
    one thread has done with is then not used by the next, and each arena grows to the most that a
    request took in its thread (a what-if: 20 MB): memory that is free, and held all the same.
    Threads that share one arena wait for each other only while it hands out memory, and Python
    lets one of them work at a time anyway. To be called before threads are begun: arenas that are
    there stay.
    """
    if not sys.platform.startswith("linux"):
        return False
    # Other C libraries on Linux (musl) have neither arenas nor this function.
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_ARENA_MAX, 1))
