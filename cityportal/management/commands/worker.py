"""The queue's supervisor and the sender's clock (docs/architecture.md, section 7)."""

import contextlib
import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connections
from django.utils import timezone
from django_q.cluster import Cluster
from django_q.tasks import async_task

from newsroom import websub
from syndication import expiry, outbox, scheduling
from syndication.models import Heartbeat
from syndication.networks import NETWORKS

logger = logging.getLogger(__name__)

TICK = 1.0  # seconds between two sweeps
BEAT = 5.0  # seconds between two questions whether the queue lives
SILENCE = 20.0  # seconds without a heartbeat after which the cluster is made anew
STOPPING = 30.0  # seconds that a cluster has for what is in flight


class Command(BaseCommand):
    help = "Send what is due and publish what is scheduled, until told to stop."

    def handle(self, **options):
        for network in NETWORKS.values():
            network.load()  # once, before forking: each process shares the memory
        Supervisor().run()


class Supervisor:
    """Keeps one cluster of the queue alive and tells it when something is due.

    A process that lives may still hang (django-q2#23, #339), so the cluster must do
    a task from end to end every few seconds, or its whole process group is ended and
    a new one made.
    """

    def __init__(self):
        self.stopping = threading.Event()
        self.started = self.asked = 0.0
        self.cluster = None

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: self.stopping.set())
        self._start()
        while not self.stopping.wait(TICK):
            self._tick()
        self._stop()

    def _start(self) -> None:
        connections.close_all()  # a connection must not be shared across a fork
        self.cluster = multiprocessing.get_context("fork").Process(target=_run_cluster)
        self.cluster.start()
        self.started = time.monotonic()
        logger.info("The queue is running, process %s.", self.cluster.pid)

    def _stop(self) -> None:
        """Let it finish what is in flight; after that, its lease will run out."""
        self.cluster.terminate()
        self.cluster.join(STOPPING)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.cluster.pid, signal.SIGKILL)
        self.cluster.join()

    def _tick(self) -> None:
        now = timezone.now()
        for step in (
            scheduling.publish_due,
            scheduling.unpublish_expired,
            outbox.sweep,
            expiry.refresh_due,
            websub.ping_due,
        ):
            _undisturbed(step, now)
        _undisturbed(self._watch, now)
        close_old_connections()

    def _watch(self, now) -> None:
        if not self.cluster.is_alive():
            self._restart("It has ended.")
        elif time.monotonic() - self.started > SILENCE and not _beaten_since(
            now - timedelta(seconds=SILENCE)
        ):
            self._restart("It does not answer.")
        elif time.monotonic() - self.asked > BEAT:
            self.asked = time.monotonic()
            async_task("syndication.tasks.beat")

    def _restart(self, reason: str) -> None:
        logger.error("The queue is made anew. %s", reason)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.cluster.pid, signal.SIGKILL)
        self.cluster.join()
        self._start()


def _run_cluster() -> None:
    """In a group of its own, so that it can be ended with all its processes."""
    os.setsid()
    Cluster().start()


def _beaten_since(moment) -> bool:
    return Heartbeat.objects.filter(
        host=socket.gethostname(), beaten_at__gte=moment
    ).exists()


def _undisturbed(step: Callable, now) -> None:
    """One step that fails must not keep the others from their work."""
    try:
        step(now)
    except Exception:
        logger.exception("%s failed.", step.__qualname__)
