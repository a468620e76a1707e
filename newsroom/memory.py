"""Memory that the making of pictures leaves behind, where the C library is glibc."""

import ctypes
import gc

ARENA_MAX = -8  # M_ARENA_MAX of malloc.h


def share_one_heap() -> None:
    """By all threads of this process and of those that it forks.

    Else the encoders' threads have heaps of their own, of which little is given back.
    """
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(ARENA_MAX, 1)


def give_memory_back() -> None:
    """To the system: Wagtail leaves pictures in cycles, and encoders 50 MB and more."""
    gc.collect()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
