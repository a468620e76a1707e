"""Every wait of the sender; tests give it shorter ones."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

# An announcement that is older is no news any more: only an editor sends it.
USEFUL_FOR = timedelta(hours=48)
# What was urgent so long ago is a crisis no more.
CRISIS_FOR = timedelta(hours=24)
# Credentials that end so soon have not been renewed: a person is told.
ENDS_SOON = timedelta(days=14)
# How long after its publication a post is first asked for its reactions, and how
# often from then on. More seldom than every quarter of an hour they are asked for
# together, as many as the network takes at once.
ECHO_FIRST = (timedelta(minutes=10), timedelta(hours=1))
ECHO_EVERY = timedelta(hours=6)
ECHO_FOR = timedelta(days=14)
ECHO_TOGETHER = timedelta(minutes=15)
# A channel whose network did not tell, or that posts need to themselves for now.
ECHO_AGAIN = timedelta(minutes=30)


@dataclass(frozen=True)
class Waits:
    """In seconds. A lease outlasts all calls of one delivery.

    A task claims nothing more after `task`. In doubt, the network is asked `looks[0]`
    after the doubt arose and then as often as the list is long: a request that timed
    out may land seconds later. After so many `failures` in a row a channel is silent,
    for `first_silence` at first.
    """

    lease: float = 180
    task: float = 20
    first_retry: float = 10
    longest_retry: float = 3_600
    attempts: int = 15
    failures: int = 3
    first_silence: float = 60
    looks: tuple[float, ...] = (5, 30, 120, 300)

    def named(self, seconds: float) -> float:
        """The wait that a network has asked for; none silences a channel for days."""
        return min(max(seconds, 0), self.longest_retry)

    def silence(self, failures: int) -> float:
        """Of a channel after so many failures in a row; 0 while they are few."""
        if failures < self.failures:
            return 0
        return self._longer(self.first_silence, failures - self.failures)

    def retry(self, attempts: int) -> float:
        """Before one delivery is tried again."""
        return self._longer(self.first_retry, attempts - 1)

    def _longer(self, first: float, times: int) -> float:
        """Three times longer each time, never quite the same for two."""
        wait = min(first * 3 ** min(max(times, 0), 20), self.longest_retry)
        return wait * random.uniform(0.8, 1.2)  # noqa: S311  not a secret


WAITS = Waits()


def about(moment: datetime) -> str:
    """The moment on the editor's clock, to the minute."""
    return date_format(timezone.localtime(moment), "j. F, H:i")


def clock(moment: datetime) -> str:
    """The moment on the editor's clock."""
    return date_format(timezone.localtime(moment), "j. F, H:i:s")
