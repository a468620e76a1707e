"""Where pages are kept: in the process' memory, and in files for its siblings.

Both are bounded: the memory forgets what was asked for longest ago, and a file stands in
one of SLOTS places that its address leads to, where another page may take its place.
"""

import json
import os
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from .locks import taken
from .page_number import Number

PAGES = 2_000  # in the memory of one process
BYTES = 32 * 1024 * 1024  # of their bodies; as much again may be overhead
LARGEST = 2 * 1024 * 1024  # bytes of one page; a larger one is not kept
SLOTS = 4_096  # files
LOCKS = 64
WAIT = 10.0  # seconds for another's render at most
PAUSE = 0.005  # seconds between two looks whether it is done


@dataclass
class KeptPage:
    """An answer as Django gave it, and its body once more as gzip, or empty."""

    number: Number
    until: float  # seconds since 1970; older, it is rendered anew
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    gzip: bytes = b""
    # What is sent, made once by page_answers.py; not stored.
    ready: dict = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.body) + len(self.gzip)


class KeptPages:
    """By key: a text that names the page, or the page of a listing."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._memory: OrderedDict[str, KeptPage] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def in_memory(self, key: str, number: Number) -> KeptPage | None:
        """If it is of this number or a newer one, and young enough."""
        page = self._memory.get(key)
        if page is None or page.number < number or page.until < time.time():
            return None
        with suppress(KeyError):  # another thread has dropped it
            self._memory.move_to_end(key)
        return page

    def of_any_number(self, key: str) -> KeptPage | None:
        """In memory, and young enough but for what has changed."""
        page = self._memory.get(key)
        return page if page and page.until >= time.time() else None

    def found(self, key: str, number: Number) -> KeptPage | None:
        """In memory, or left in a file by another process of this host."""
        if page := self.in_memory(key, number):
            return page
        page = self._read(key)
        if page is None or page.number != number or page.until < time.time():
            return None
        self._remember(key, page)
        return page

    def last_known(self, key: str, number: Number) -> KeptPage | None:
        """However old, if nothing has changed since: better than an error."""
        page = self._memory.get(key) or self._read(key)
        return page if page and page.number == number else None

    def keep(self, key: str, page: KeptPage, in_file: bool) -> None:
        """`in_file`: for other processes, too."""
        if page.size <= LARGEST:
            self._remember(key, page)
            if in_file:
                self._write(key, page)

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """One at a time on this host, for this page; waits for WAIT seconds at most."""
        number = int.from_bytes(_digest(key)) % LOCKS
        try:
            file = open(self._folder / f"lock-{number}", "a")  # noqa: SIM115
        except OSError:  # a full disk: each process renders for itself
            yield
            return
        with file:
            end = time.monotonic() + WAIT
            while not taken(file) and time.monotonic() < end:
                time.sleep(PAUSE)
            yield

    def _remember(self, key: str, page: KeptPage) -> None:
        with self._lock:
            self._forget(key)
            self._memory[key] = page
            self._size += page.size
            while len(self._memory) > PAGES or self._size > BYTES:
                self._forget(next(iter(self._memory)))

    def _forget(self, key: str) -> None:
        if page := self._memory.pop(key, None):
            self._size -= page.size

    def _path(self, key: str) -> Path:
        return self._folder / f"page-{int.from_bytes(_digest(key)) % SLOTS}"

    def _read(self, key: str) -> KeptPage | None:
        try:
            head, _, bodies = self._path(key).read_bytes().partition(b"\n")
            stored = json.loads(head)
            if stored.pop("key") != key:
                return None
            end = stored.pop("length")
            stored["number"] = Number(*stored["number"])
            stored["headers"] = [tuple(header) for header in stored["headers"]]
            return KeptPage(**stored, body=bodies[:end], gzip=bodies[end:])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(self, key: str, page: KeptPage) -> None:
        """Whole or not at all; without a file, another process renders for itself."""
        head = {
            "key": key,
            "number": page.number,
            "until": page.until,
            "status": page.status,
            "headers": page.headers,
            "length": len(page.body),
        }
        content = json.dumps(head).encode() + b"\n" + page.body + page.gzip
        try:
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                pass
        except OSError:
            return
        try:
            Path(file.name).write_bytes(content)
            os.replace(file.name, self._path(key))
        except OSError:
            with suppress(OSError):
                os.unlink(file.name)


def _digest(key: str) -> bytes:
    return blake2b(key.encode("utf-8", "surrogateescape"), digest_size=8).digest()
