"""Rate limits: so many requests in a window of time."""

import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """Where a count stands; `reset` is when it starts anew (seconds since 1970)."""

    limit: int
    remaining: int
    reset: float
    period: float
    exceeded: bool


class Windows:
    """Counts in memory: a restart of the sandbox gives everybody a new budget."""

    def __init__(self):
        self._counts: dict[tuple, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def clear(self, network: str) -> None:
        """Forget all counts of a network."""
        with self._lock:
            for key in [key for key in self._counts if key[0] == network]:
                del self._counts[key]

    def used(self, key: tuple) -> int:
        """What was counted for `key` in its present window."""
        with self._lock:
            end, used = self._counts.get(key, (0.0, 0))
        return used if end > time.time() else 0

    def hit(
        self,
        key: tuple,
        limit: int,
        period: float,
        cost: int = 1,
        aligned: bool = False,
    ) -> Window:
        """Count `cost` for `key`, a tuple that begins with the network.

        An aligned window begins with the clock's multiples.
        """
        moment = time.time()
        with self._lock:
            end, used = self._counts.get(key, (0.0, 0))
            if end <= moment:
                end, used = moment + period - (moment % period if aligned else 0), 0
            used += cost
            self._counts[key] = end, used
        return Window(limit, max(limit - used, 0), end, period, used > limit)
