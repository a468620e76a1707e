"""Ids that grow with time: milliseconds since 1970 and a running number."""

import threading
import time

_lock = threading.Lock()
_last = 0


def snowflake() -> str:
    """A new id, larger than every one before."""
    global _last
    with _lock:
        _last = max(_last + 1, time.time_ns() // 1_000_000 << 16)
        return str(_last)
