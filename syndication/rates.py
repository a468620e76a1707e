"""When an account may act again: pure rules over what its network allows.

Each unit that is gone comes back at a moment that is known, or is known to be no later.
What the network has told is believed; what we have done since, or where nothing was
told, counts as used from its beginning on, whether it succeeded or not. So a lost note
makes us slower, never faster. All moments are Unix seconds.
"""

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .networks.budgets import Budget, Told

NEVER = math.inf
PACE = 2.0  # seconds that a delivery takes by itself, for telling when the last is out


@dataclass(frozen=True)
class Use:
    """What we began to do at `at`: its acts, as budgets name them."""

    at: float
    acts: frozenset[str]


@dataclass(frozen=True)
class Waiting:
    """What is still to be done, not before `not_before`, nor after `until`."""

    acts: frozenset[str]
    urgent: bool = False
    not_before: float = 0.0
    until: float = NEVER


class Allowance:
    """One budget at work: how many units are gone, and when they come back."""

    def __init__(self, budget: Budget, told: Told | None, uses: Iterable[Use]):
        self.budget = budget
        self.limit = told.limit if told else budget.limit
        self.seconds = (told and told.seconds) or budget.seconds
        self.fresh = 0.0  # when the present window starts anew, where that is told
        if told and told.until is not None:
            self.fresh = min(told.until, told.at + self.seconds)
        costs = [(use.at, self.cost(use.acts) or 0) for use in uses]
        self._gone = deque(sorted(self._held(told, costs)))  # (back at, units)
        self._sum = sum(units for _back, units in self._gone)

    def cost(self, acts: frozenset[str]) -> int | None:
        """In units; None where this budget has nothing to do with the acts."""
        named = [self.budget.costs[act] for act in acts if act in self.budget.costs]
        return min(sum(named), self.limit) if named else None

    def opens(self, acts: frozenset[str], urgent: bool, now: float) -> float:
        """From when on the acts may be begun. Moments of asking must not go back.

        A tenth, and one unit at least, is left to what is urgent.
        """
        cost = self.cost(acts)
        if cost is None:
            return now
        self._take_back(now)
        wanted = max(cost, 1)
        reserve = 0 if urgent else max(1, self.limit // 10)
        room = self.limit - wanted - min(reserve, self.limit - wanted)
        return self._emptied_to(room, now)

    def half_free(self, acts: frozenset[str], now: float) -> bool:
        """Whether the acts would leave one half of the budget to others."""
        cost = self.cost(acts)
        if cost is None:
            return True
        self._take_back(now)
        return 2 * (self._sum + cost) <= self.limit

    def left(self, now: float) -> tuple[int, float | None]:
        """Units that are free, and when the last that is gone is back; None if none is.

        Moments of asking must not go back.
        """
        self._take_back(now)
        back = max((back for back, units in self._gone if units), default=None)
        return max(self.limit - self._sum, 0), back

    def spend(self, acts: frozenset[str], at: float) -> None:
        """The acts will be begun at `at`, which is later than all before."""
        if cost := self.cost(acts):
            self._gone.append((self._back(at), cost))
            self._sum += cost

    def _back(self, at: float) -> float:
        """When what is used at `at` is free again, at the latest."""
        return self.fresh if at < self.fresh else at + self.seconds

    def _held(
        self, told: Told | None, costs: Sequence[tuple[float, int]]
    ) -> Iterator[tuple[float, int]]:
        since = told.at if told else 0.0
        yield from ((self._back(at), cost) for at, cost in costs if at > since and cost)
        if told is None:
            return
        left = max(told.used, 0)
        if told.until is not None:
            yield self.fresh, left
            return
        # A window that slides: our own latest uses are part of what was told.
        for at, cost in sorted(costs, reverse=True):
            if at <= since and cost <= left:
                left -= cost
                yield at + self.seconds, cost
        yield since + self.seconds, left

    def _take_back(self, now: float) -> None:
        while self._gone and self._gone[0][0] <= now:
            self._sum -= self._gone.popleft()[1]

    def _emptied_to(self, room: int, now: float) -> float:
        """When no more than `room` units are gone."""
        gone = self._sum
        for back, units in self._gone:
            if gone <= room:
                break
            gone, now = gone - units, max(now, back)
        return now


def allowances(
    budgets: Iterable[Budget], told: Mapping[str, Told], uses: Sequence[Use]
) -> list[Allowance]:
    """All budgets at work; `told` by their names, `uses` of the longest window."""
    return [Allowance(budget, told.get(budget.name), uses) for budget in budgets]


def opens(
    allowed: Iterable[Allowance], acts: frozenset[str], urgent: bool, now: float
) -> float:
    """From when on all budgets let the acts go."""
    return max((one.opens(acts, urgent, now) for one in allowed), default=now)


def schedule(
    allowed: Sequence[Allowance], waiting: Iterable[Waiting], now: float
) -> Iterator[float]:
    """When each that waits will be begun, in their order; uses the allowances up.

    What would come too late says so by its moment, and takes nothing from the others.
    """
    for one in waiting:
        begun = opens(allowed, one.acts, one.urgent, now)
        yield max(begun, one.not_before)
        if begun <= one.until:
            for allowance in allowed:
                allowance.spend(one.acts, begun)
            now = begun + PACE
