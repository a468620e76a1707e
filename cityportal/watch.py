"""Watches the cluster of one lane, and makes it anew when it hangs."""

import logging
import time

from .cluster import ClusterGroup

logger = logging.getLogger(__name__)

BEAT = 2.0  # seconds between two questions whether the lane lives
MISSED = 4  # questions without an answer after which it does not
STARTING = 60.0  # seconds that a new one has for its first answer, on a busy machine


class Watch:
    """A process that lives may still hang (django-q2#23, #339), so the cluster must do
    a task from end to end every few seconds, or its whole process group is ended and a
    new one made.

    Any task will do. While all workers are at work there is nothing to be learnt: each
    of them is bounded by the time that a task may take.
    """

    def __init__(self, cluster: ClusterGroup):
        self.cluster = cluster
        self._started = self._asked = self._heard = 0.0
        self._unanswered = 0

    @property
    def answers(self) -> bool:
        """Whether it has begun its work, and goes on with it."""
        return bool(self._heard) and self._unanswered < MISSED

    def start(self) -> None:
        self._heard, self._unanswered = 0.0, 0
        number = self.cluster.start()
        self._started = self._asked = time.monotonic()
        logger.info("Lane %s is running, process %s.", self.cluster.lane.name, number)

    def look(self) -> None:
        if not self.cluster.is_led():
            return self._restart("It has ended.")
        self._listen()
        if time.monotonic() - self._asked < BEAT:
            return None
        if self._is_silent():
            return self._restart("It does not answer.")
        self.cluster.signs.ask()
        self._asked = time.monotonic()
        self._unanswered += 1
        return None

    def _listen(self) -> None:
        latest, signs = self._heard, self.cluster.signs
        self._heard = max(latest, signs.latest())
        if self._heard > latest or signs.all_at_work():
            self._unanswered = 0

    def _is_silent(self) -> bool:
        begun = self._heard or time.monotonic() - self._started > STARTING
        return bool(begun) and self._unanswered >= MISSED

    def _restart(self, reason: str) -> None:
        logger.error("Lane %s is made anew. %s", self.cluster.lane.name, reason)
        self.cluster.kill()
        self.start()
