"""Keeps the queue's cluster alive, and is the sender's clock."""

import fcntl
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import close_old_connections
from django.utils import timezone

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
from .lanes import lanes
from .watch import Watch

logger = logging.getLogger(__name__)

TICK = 1.0  # seconds between two sweeps
NOTED = timedelta(seconds=2)  # between two notes that all lanes have answered
STOPPING = 25.0  # seconds that the clusters have for what is in flight


class AnotherSupervisorError(Exception):
    """A supervisor runs on this host already; its text is that one's number."""


@contextmanager
def alone(folder: Path) -> Iterator[list[ClusterGroup]]:
    """The only supervisor of this host in `folder`, with the cluster of each lane.

    Raises AnotherSupervisorError. The lock is this process' own: unlike a cluster's,
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
        yield [
            ClusterGroup(folder / f"{lane.name}-{host}.lock", lane) for lane in lanes()
        ]


class Supervisor:
    """Keeps the clusters of the queue alive and tells them when something is due."""

    def __init__(self, clusters: Sequence[ClusterGroup], mark: Mark):
        self.watches = [Watch(cluster) for cluster in clusters]
        self.mark = mark
        self.stopping = threading.Event()
        self._noted = datetime.min.replace(tzinfo=UTC)

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: self.stopping.set())
        for watch in self.watches:
            if watch.cluster.kill():
                logger.warning("The queue of a supervisor that was killed is ended.")
        _undisturbed(self.mark.heed, timezone.now())  # before anything is sent
        for watch in self.watches:
            watch.start()
        while not self.stopping.wait(TICK):
            self._tick()
        self._stop()

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
        """Raises while the database is away or locked: then no lane is asked."""
        if now - self._noted >= NOTED and all(one.answers for one in self.watches):
            Heartbeat.objects.update_or_create(
                host=socket.gethostname(), defaults={"beaten_at": now}
            )
            self._noted = now
        for watch in self.watches:
            watch.look()

    def _stop(self) -> None:
        """What is being sent is finished; beyond the time its lease will run out."""
        tasks.stopping.value = True
        end = time.monotonic() + STOPPING
        for watch in self.watches:
            watch.cluster.finish()
        for watch in self.watches:
            watch.cluster.stop(max(0, end - time.monotonic()))


def _undisturbed(step: Callable, now: datetime) -> None:
    """One step that fails must not keep the others from their work."""
    try:
        step(now)
    except Exception:
        logger.exception("%s failed.", step.__qualname__)
