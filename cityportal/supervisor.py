"""Keeps the queue's cluster alive, and is the sender's clock."""

import fcntl
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.db import close_old_connections
from django.utils import timezone
from django_q.tasks import async_task

from newsroom import websub
from syndication import (
    alarms,
    checking,
    echo,
    expiry,
    mails,
    outbox,
    scheduling,
    tasks,
    waking,
)
from syndication.models import Heartbeat
from syndication.restoring import Mark

from .cluster import ClusterGroup

logger = logging.getLogger(__name__)

TICK = 1.0  # seconds between two sweeps
BEAT = 5.0  # seconds between two questions whether the queue lives
SILENCE = 20.0  # seconds without a heartbeat after which the cluster is made anew
STARTING = 60.0  # seconds that a new one has for its first, on a busy machine
STOPPING = 25.0  # seconds that a cluster has for what is in flight


class AnotherSupervisorError(Exception):
    """A supervisor runs on this host already; its text is that one's number."""


@contextmanager
def alone(folder: Path) -> Iterator[ClusterGroup]:
    """The only supervisor of this host in `folder`, with its cluster.

    Raises AnotherSupervisorError. The lock is this process' own: unlike the cluster's,
    it is not inherited, and so is gone when the supervisor is, whatever lives on.
    """
    host = socket.gethostname()
    folder.mkdir(exist_ok=True)
    with (folder / f"worker-{host}.lock").open("a+") as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AnotherSupervisorError(lock.read()) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield ClusterGroup(folder / f"cluster-{host}.lock")


class Supervisor:
    """Keeps one cluster of the queue alive and tells it when something is due.

    A process that lives may still hang (django-q2#23, #339), so the cluster must do
    a task from end to end every few seconds, or its whole process group is ended and
    a new one made.
    """

    def __init__(self, cluster: ClusterGroup, mark: Mark):
        self.cluster = cluster
        self.mark = mark
        self.stopping = threading.Event()
        self.started = self.asked = 0.0

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: self.stopping.set())
        if self.cluster.kill():
            logger.warning("The queue of a supervisor that was killed is ended.")
        _undisturbed(self.mark.heed, timezone.now())  # before anything is sent
        self._start()
        while not self.stopping.wait(TICK):
            self._tick()
        # What is being sent is finished; beyond the time its lease will run out.
        tasks.stopping.value = True
        self.cluster.stop(STOPPING)

    def _start(self) -> None:
        number = self.cluster.start()
        self.started = time.monotonic()
        logger.info("The queue is running, process %s.", number)

    def _tick(self) -> None:
        now = timezone.now()
        for step in (
            self.mark.heed,
            scheduling.publish_due,
            scheduling.unpublish_expired,
            outbox.sweep,
            waking.wake_if_due,
            expiry.refresh_due,
            echo.sweep,
            checking.hand_over_due,
            alarms.sweep,
            mails.hand_over_due,
            websub.ping_due,
            self._watch,
        ):
            _undisturbed(step, now)
        close_old_connections()

    def _watch(self, now: datetime) -> None:
        if not self.cluster.is_led():
            self._restart("It has ended.")
        elif self._is_silent(now):
            self._restart("It does not answer.")
        elif time.monotonic() - self.asked > BEAT:
            self.asked = time.monotonic()
            async_task("syndication.tasks.beat")

    def _is_silent(self, now: datetime) -> bool:
        lived = time.monotonic() - self.started
        if _beaten_since(now - timedelta(seconds=min(lived, SILENCE))):
            return False
        begun = _beaten_since(now - timedelta(seconds=lived))
        return lived > (SILENCE if begun else STARTING)

    def _restart(self, reason: str) -> None:
        logger.error("The queue is made anew. %s", reason)
        self.cluster.kill()
        self._start()


def _beaten_since(moment: datetime) -> bool:
    return Heartbeat.objects.filter(
        host=socket.gethostname(), beaten_at__gte=moment
    ).exists()


def _undisturbed(step: Callable, now: datetime) -> None:
    """One step that fails must not keep the others from their work."""
    try:
        step(now)
    except Exception:
        logger.exception("%s failed.", step.__qualname__)
