"""How much of its allowance an account has used: the headers of Meta's APIs."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .budgets import HOUR, MINUTE, Budget, Told

# A window that rolls over an hour tells no end: what it says holds so many seconds.
BELIEVED = 5 * MINUTE
HEADERS = ("X-App-Usage", "X-Page-Usage", "X-Business-Use-Case-Usage")
COUNTERS = ("call_count", "total_time", "total_cputime")


@dataclass(frozen=True)
class Usage:
    """`percent` of the fullest window, and the `seconds` until one lets us in again."""

    percent: float = 0
    seconds: float = 0

    def told(self, now: float) -> Told:
        """In percent; a limit that has been reached holds as long as it says."""
        used = 100 if self.seconds else min(math.ceil(self.percent), 100)
        return Told(100, used, now, now + (self.seconds or BELIEVED))

    @property
    def busy(self) -> bool:
        """Time to leave what is left to the posts themselves."""
        return self.percent > 90


def usage_budget() -> Budget:
    """What an act takes of it is the network's secret."""
    acts = ("publish", "reply", "update", "withdraw", "check", "reactions")
    return Budget("usage", 100, HOUR, dict.fromkeys(acts, 0))


def usage_of(headers: Mapping[str, str]) -> Usage:
    """What the headers of an answer tell; nothing used where they are odd or missing."""
    windows = [window for name in HEADERS for window in _windows(headers.get(name))]
    return Usage(
        percent=max((_most(window, COUNTERS) for window in windows), default=0),
        seconds=60
        * max(
            (_most(window, ["estimated_time_to_regain_access"]) for window in windows),
            default=0,
        ),
    )


def _windows(header: str | None) -> Iterator[dict[str, Any]]:
    """One window as it is, or lists of them by the id of a business, page or account."""
    try:
        told = json.loads(header or "{}")
    except ValueError:
        return
    if not isinstance(told, dict):
        return
    yield told
    for windows in told.values():
        if isinstance(windows, list):
            yield from (window for window in windows if isinstance(window, dict))


def _most(window: dict[str, Any], names) -> float:
    values = (window.get(name) for name in names)
    return max((value for value in values if isinstance(value, int | float)), default=0)
