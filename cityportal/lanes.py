"""The queue's lanes: in one are posts and nothing else, so that nothing delays them."""

import ctypes
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.sharedctypes import RawArray, RawValue

from django.conf import settings
from django.utils import timezone
from django_q.brokers import Broker
from django_q.conf import Conf
from django_q.signals import post_execute, post_execute_in_worker, pre_execute
from django_q.signing import SignedPackage

SLOTS = 4_096  # far more than a lane has processes: two seldom share one


@dataclass(frozen=True)
class Lane:
    """One of the queue's clusters: `poll` seconds between two looks at its tasks.

    `nice` is how far its processes stand back when others want the processor, 0 to 19.
    """

    name: str
    workers: int
    poll: float
    nice: int = 0


def lanes() -> list[Lane]:
    """As the settings have them; the first takes what names no lane."""
    common = settings.Q_CLUSTER
    others = common["ALT_CLUSTERS"].items()
    return [
        Lane(name, mine["workers"], mine["poll"], mine["nice"])
        for name, mine in ((common["name"], common), *others)
    ]


class Signs:
    """What the processes of a lane tell of themselves, in memory that all share.

    Without a lock, which one could die with. Moments are those of time.monotonic().
    """

    def __init__(self, workers: int):
        self._workers = workers
        self._asked = RawValue(ctypes.c_bool)
        self._begun = RawValue(ctypes.c_double)
        self._done = RawValue(ctypes.c_double)
        self._at_work = RawArray(ctypes.c_double, SLOTS)  # since when, by process

    def follow(self) -> None:
        """Hear of every task of this process and of those that it forks."""
        pre_execute.connect(self._begins)
        post_execute_in_worker.connect(self._ends)
        post_execute.connect(self._is_done)

    def ask(self) -> None:
        """The lane shall do a task that does nothing.

        It is put between those of the queue by the lane's own process that fetches
        them, for the queue itself may be shared by hosts, and does not say by whom a
        task is done.
        """
        self._asked.value = True

    def asking(self, broker: Broker) -> Broker:
        """The same, with our questions among its tasks."""
        broker.dequeue = self._between(broker.dequeue)
        return broker

    def forget(self) -> None:
        self._begun.value = self._done.value = 0
        ctypes.memset(self._at_work, 0, ctypes.sizeof(self._at_work))

    def latest(self) -> float:
        """Until when tasks were taken up, and were done from end to end; 0 if never."""
        return min(self._begun.value, self._done.value)

    def all_at_work(self) -> bool:
        """Whether no worker is free, so that what is asked of the lane has to wait.

        Who died at work counts for as long as a task may last.
        """
        oldest = time.monotonic() - Conf.TIMEOUT
        return sum(since > oldest for since in self._at_work) >= self._workers

    def _between(self, dequeue: Callable) -> Callable:
        def fetched():
            if not self._asked.value:
                return dequeue()
            self._asked.value = False
            return [(None, _beat())]  # with no number to be struck off

        return fetched

    def _begins(self, **_signal) -> None:
        self._begun.value = self._at_work[os.getpid() % SLOTS] = time.monotonic()

    def _ends(self, **_signal) -> None:
        self._at_work[os.getpid() % SLOTS] = 0

    def _is_done(self, **_signal) -> None:
        """The last process of the queue has struck the task off."""
        self._done.value = time.monotonic()


def _beat() -> str:
    """A task as the queue keeps it."""
    task = {"id": "beat", "name": "beat", "func": "syndication.tasks.beat"}
    return SignedPackage.dumps(
        task | {"args": (), "kwargs": {}, "started": timezone.now()}
    )
