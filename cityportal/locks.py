"""Locks on files: held as long as a process that has the file open lives."""

import fcntl
from typing import IO


def taken(file: IO) -> bool:
    """Whether nobody else holds the lock, which is ours now; does not wait."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
