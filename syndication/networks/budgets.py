"""What an account may do in a window of time, and what its network says is left of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

MINUTE, HOUR, DAY = 60, 3_600, 86_400


@dataclass(frozen=True)
class Budget:
    """`limit` units in any `seconds`.

    `costs` has the units that an act takes: "publish", "reply", "update", "withdraw",
    "picture" for what is uploaded with a post, "check" for asking harmlessly whether the
    account works, and "reactions". An act that costs nothing waits for the budget all
    the same; one that is not named has nothing to do with it.
    """

    name: str
    limit: int
    seconds: float
    costs: Mapping[str, int]


@dataclass(frozen=True)
class Told:
    """At the moment `at`, `used` units of `limit` were gone. Moments are Unix seconds.

    `until` is when all of them are free again; None where the window slides.
    `seconds` is the length of the window, None where the network keeps it to itself.
    """

    limit: int
    used: int
    at: float
    until: float | None = None
    seconds: float | None = None


def told_by(
    headers: Mapping[str, str], prefix: str, now: float, ahead: float
) -> Told | None:
    """What `prefix`-Limit, -Remaining, -Reset and -Policy tell; None if not enough.

    `ahead` is how many seconds the server's clock is ahead of ours.
    """
    try:
        limit, left = (
            int(headers[f"{prefix}-Limit"]),
            int(headers[f"{prefix}-Remaining"]),
        )
        until = _moment(headers[f"{prefix}-Reset"]) - ahead
    except (KeyError, ValueError):
        return None
    if limit <= 0 or not math.isfinite(until):
        return None
    seconds = _length(headers.get(f"{prefix}-Policy", ""))
    return Told(limit, limit - left, now, until, seconds)


def _moment(text: str) -> float:
    """Seconds since 1970, or the same as 2025-02-18T12:00:00.000000Z."""
    try:
        return float(text)
    except ValueError:
        return datetime.fromisoformat(text).timestamp()


def _length(policy: str) -> float | None:
    """The seconds of a policy like 3000;w=300."""
    try:
        return float(policy.partition(";w=")[2])
    except ValueError:
        return None
