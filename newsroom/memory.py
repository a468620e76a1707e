"""Memory that the making of pictures leaves behind."""

import ctypes
import gc


def give_memory_back() -> None:
    """To the system: Wagtail leaves pictures in cycles, and encoders 50 MB and more.

    What is free again goes back at once where the C library can do so (glibc).
    """
    gc.collect()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
