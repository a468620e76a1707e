"""The queue's cluster: many processes that live in one group and end as a whole."""

import fcntl
import multiprocessing
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.db import connections
from django_q import cluster as queue
from django_q.brokers import get_broker
from django_q.conf import Conf

from .lanes import Lane, Signs
from .locks import taken

ENDING = 10.0  # seconds that the kernel has to end what was killed
PAUSE = 0.05  # seconds between two looks whether the group has ended
WATCH = 0.2  # seconds between two looks whether the supervisor lives, or wants its end


class ClusterGroup:
    """The cluster of one lane on this host, whoever started it.

    Every process of the group holds a lock on the file `mark`, inherited by fork; it is
    gone with the last of them, however that one died. While it is held, the number in
    the file is that of the group, and the system gives it to nobody else: so orphans of
    a killed supervisor are found, and no stranger is ever ended for them.
    """

    def __init__(self, mark: Path, lane: Lane):
        self.lane, self.signs = lane, Signs(lane.workers)
        self._mark = mark
        self._leader = None

    def start(self) -> int:
        """A new cluster; its number."""
        connections.close_all()  # a connection must not be shared across a fork
        self.signs.forget()
        self._leader = multiprocessing.get_context("fork").Process(
            target=_lead, args=(self._mark, os.getpid(), self.lane, self.signs)
        )
        # To be told to end is held back until the new process listens.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        try:
            self._leader.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        return self._leader.pid

    def is_led(self) -> bool:
        """Whether the process that we started lives; others of the group may, too."""
        return bool(self._leader and self._leader.is_alive())

    def finish(self) -> None:
        """Tell it to begin nothing more."""
        if self.is_led():
            self._leader.terminate()

    def stop(self, seconds: float) -> None:
        """Let it finish what is in flight for so long, then end it."""
        self.finish()
        if self._leader:
            self._leader.join(seconds)
        self.kill()

    def kill(self) -> bool:
        """End every process of the group; whether there was any."""
        with self._mark.open("a+") as mark:
            found = not taken(mark)
            end = time.monotonic() + ENDING
            while not taken(mark) and time.monotonic() < end:
                _kill_group(mark)
                time.sleep(PAUSE)
            if taken(mark):
                mark.truncate(0)
        if self._leader:
            self._leader.join(ENDING)
        return found


def _kill_group(mark: IO) -> None:
    mark.seek(0)
    number = mark.read()
    if number:
        with suppress(ProcessLookupError):
            os.killpg(int(number), signal.SIGKILL)


def _lead(path: Path, supervisor: int, lane: Lane, signs: Signs) -> None:
    """The first process of the group. Without its supervisor it ends them all."""
    os.setsid()
    os.nice(lane.nice)
    mark = path.open("a+")  # never closed: the lock lasts as long as the group
    fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    mark.truncate(0)
    mark.write(str(os.getpid()))
    mark.flush()
    Conf.WORKERS, Conf.POLL = lane.workers, lane.poll
    signs.follow()
    cluster = queue.Cluster(signs.asking(get_broker(lane.name)))
    told = _heed_the_end()
    cluster.start()
    while cluster.sentinel.is_alive():
        if told and not cluster.stop_event.is_set():
            cluster.stop_event.set()
        if os.getppid() != supervisor:
            os.killpg(0, signal.SIGKILL)
        cluster.sentinel.join(WATCH)


def _heed_the_end() -> list:
    """Filled when it is told to end; also while it starts.

    Nothing more is done at once: told twice, it would wait for a lock of its own.
    """
    told = []
    signal.signal(signal.SIGTERM, lambda *_signal: told.append(True))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    return told
