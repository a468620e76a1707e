"""How old what readers are shown is: one page, changed and read all the time."""

import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable

import requests
from django.db import DatabaseError, connection

from newsroom.models import ArticlePage

from .host import Host

CHANGED_EVERY = 1.5  # seconds
READ_EVERY = 0.2
SAID = re.compile(r"<h1[^>]*>\s*Stand (\d+)")


class Watch:
    """Writes "Stand 1", "Stand 2" ... and reads it from each host; `phase` is what is on.

    Nobody tells a host of a change but the common database: it is written elsewhere.
    """

    def __init__(self, page: ArticlePage, hosts: list[Host], front: str):
        self.phase = ""
        self.front: Counter[str] = Counter()
        self._page, self._hosts, self._front = page.pk, hosts, front
        self._path = page.get_url()
        self._written: list[float] = []
        self._read: dict[str, list] = defaultdict(list)
        self._enough = threading.Event()
        self._threads = [
            threading.Thread(target=self._write),
            threading.Thread(target=self._again, args=(self._through_the_front,)),
            *(
                threading.Thread(target=self._again, args=(self._direct, host))
                for host in hosts
            ),
        ]

    def __enter__(self) -> "Watch":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join()

    def ages(self) -> dict[str, dict[str, tuple[float, int]]]:
        """By host and phase: the oldest page in seconds, and of how many reads.

        A page is old from the moment at which somebody began to publish the next.
        """
        found: dict = {}
        for name, reads in self._read.items():
            for at, number, phase in reads:
                oldest, count = found.setdefault(name, {}).get(phase, (0.0, 0))
                age = max(oldest, self._age(at, number))
                found[name][phase] = (age, count + 1)
        return found

    def _age(self, at: float, number: int) -> float:
        newer = self._written[number : number + 1]
        return max(0.0, at - newer[0]) if newer else 0.0

    def _write(self) -> None:
        while not self._enough.wait(CHANGED_EVERY):
            at = time.time()
            try:
                page = ArticlePage.objects.get(pk=self._page)
                page.title = f"Stand {len(self._written) + 1}"
                page.save_revision().publish()
                self._written.append(at)
            except DatabaseError:
                connection.close()
        connection.close()

    def _again(self, read: Callable, *arguments) -> None:
        while not self._enough.wait(READ_EVERY):
            read(*arguments)

    def _direct(self, host: Host) -> None:
        at = time.time()
        try:
            answer = host.get(self._path)
        except requests.RequestException:  # it has been killed
            return
        if said := SAID.search(answer.text):
            self._read[host.name].append((at, int(said[1]), self.phase))

    def _through_the_front(self) -> None:
        try:
            status = requests.get(self._front + self._path, timeout=15).status_code
        except requests.RequestException as error:
            status = type(error).__name__
        self.front[str(status)] += 1
