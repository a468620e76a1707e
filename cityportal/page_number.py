"""The number of the pages' generation, in memory that all processes of a host share.

Whoever changes what readers may see raises it, and a kept page of another number is
old. There are two counts: of changes, followed at once, and of links to posts that have
arrived, which are followed once a second however many arrive. Beside them stands when
each of the last changes was, so that everybody knows how long a page has been old. Other
hosts are heard of by a sequence of the common PostgreSQL; a SQLite file is of one host
alone.
"""

import fcntl
import logging
import math
import mmap
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)

MOMENTS = 1_024  # of the last changes
SIZE = (3 + MOMENTS) * 8  # bytes: three numbers and the moments
LOOK = 0.05  # seconds between two looks at the number
REST = 1.0  # seconds between two looks at new links, and at what other hosts have done
SEQUENCE = "cityportal_page_number"


class Number(NamedTuple):
    changes: int
    links: int


class SharedNumber:
    """A file of numbers, in the memory of every process that has it open."""

    def __init__(self, folder: Path):
        """Raises OSError if the file cannot be made, on a full disk for instance."""
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "number"
        with open(self._path, "a+b") as file:
            # Truly there: memory of a file with holes kills who writes on a full disk.
            os.posix_fallocate(file.fileno(), 0, SIZE)
            self._memory = memoryview(mmap.mmap(file.fileno(), SIZE)).cast("Q")

    def read(self) -> Number:
        return Number(*self._memory[:2])

    def old_for(self, changes: int) -> float:
        """Seconds since the first change after so many; infinite if long forgotten."""
        if self._memory[0] - changes > MOMENTS:
            return math.inf
        then = self._memory[3 + changes % MOMENTS]
        # A file that outlived a restart of the machine has moments of another clock.
        return age if (age := (time.monotonic_ns() - then) / 1e9) >= 0 else math.inf

    def changed(self, far: int) -> None:
        with self._alone():
            self._change()
            self._heard(far)

    def linked(self, far: int) -> None:
        with self._alone():
            self._memory[1] += 1
            self._heard(far)

    def hear(self, far: int) -> None:
        """What the database says of all hosts: what is not known yet is a change."""
        if far > self._memory[2]:
            with self._alone():
                if far > self._memory[2]:
                    self._change()
                self._heard(far)

    def _change(self) -> None:
        """The moment first: nobody may see the change without it."""
        self._memory[3 + self._memory[0] % MOMENTS] = time.monotonic_ns()
        self._memory[0] += 1

    def _heard(self, far: int) -> None:
        self._memory[2] = max(self._memory[2], far)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with open(self._path, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class Follower:
    """What one process of the site takes for the number."""

    def __init__(self, shared: SharedNumber):
        self._shared = shared
        self._number = shared.read()
        self._looked = self._moved = 0.0

    def number(self) -> Number:
        """As it was a moment ago (LOOK, REST)."""
        now = time.monotonic()
        if now - self._looked >= LOOK:
            self._looked = now
            self._follow(now)
        return self._number

    def number_now(self) -> Number:
        """As it is: what is rendered from here on is at least so new."""
        self._number = self._shared.read()
        self._looked = self._moved = time.monotonic()
        return self._number

    def old_for(self, number: Number) -> float:
        """Seconds that what was rendered at `number`, which has changed, is old."""
        return self._shared.old_for(number.changes)

    def _follow(self, now: float) -> None:
        found = self._shared.read()
        if found == self._number:
            return
        if found.changes != self._number.changes or now - self._moved >= REST:
            self._number, self._moved = found, now


@cache
def shared_number(folder: Path) -> SharedNumber:
    """One for each process; raises OSError like SharedNumber, and then tries again."""
    return SharedNumber(folder)


def number_of_this_host() -> SharedNumber:
    """Beside the kept pages; raises OSError like SharedNumber."""
    return shared_number(settings.VAR_DIR / "pages")


def raise_far() -> int:
    """The next number of all hosts; 0 where there is but one, or no sequence yet."""
    if connection.vendor != "postgresql":
        return 0
    return _asked(f"SELECT nextval(to_regclass('{SEQUENCE}'))") or 0


def listen(shared: SharedNumber) -> None:
    """Hear of other hosts' changes from now on, in a thread of its own."""
    if connection.vendor == "postgresql":
        threading.Thread(
            target=_listen, args=(shared.hear,), name="page number", daemon=True
        ).start()


def _listen(hear: Callable[[int], None]) -> None:
    while True:
        try:
            hear(_asked(f"SELECT last_value FROM {SEQUENCE}"))  # noqa: S608  a constant
        except DatabaseError as error:
            logger.warning("Nothing is heard of other hosts' changes: %s", error)
            connection.close()
        time.sleep(REST)


def _asked(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
