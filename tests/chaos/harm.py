"""What is done to a run: kills of every kind, and what networks do wrong."""

import time
from collections import Counter
from random import Random

from tests.chaos import orders, scene
from tests.chaos.promise import PROVABLE

# How often which part of the worker is killed, at any moment.
PARTS = {
    "worker": 5,
    "sentinel": 1,
    "pusher": 2,
    "monitor": 2,
    "main": 1,
    "supervisor": 2,
}
# How often who passes a named step dies there.
STEPS = {
    "attempt row written": 2,
    "claimed": 2,
    "written down": 1,
    "staged": 3,
    "handle stored": 2,
    "request arrived": 4,
    "carried out, not answered": 4,
    "post answered": 3,
    "before the commit": 3,
    "recorded": 1,
    "look claimed": 2,
    "look answered": 2,
    "sent back": 1,
    "update answered": 1,
    "withdrawal answered": 1,
}
WAITING = 8.0  # seconds after which another step is chosen than one nobody passes
PAUSE = 0.3  # seconds between two kills, at least
# The request that makes a post public, on each network, and what a refusal looks like.
PUBLISHING = {
    "mastodon": ("/api/v1/statuses", {"status": 422}),
    "bluesky": ("/xrpc/com.atproto.repo.putRecord", {"status": 400}),
    "facebook": ("/feed", {"code": 100}),
    "instagram": ("/media_publish", {"code": 100}),
    "threads": ("/threads_publish", {"code": 100}),
}
CARRIED_OUT = {
    "answer_lost": 4,
    "stored_late": 3,
    "published_but_refused": 3,
    "slow": 3,
    "empty": 1,
}
NOT_CARRIED_OUT = {"status": 1, "reset": 1, "html": 1}
PASSING = {"throttle": 2, "refused": 1}
ANYWHERE = {"status": 2, "reset": 2, "slow": 3, "html": 1}
VERY_LATE = "stored after all looks"
SECONDS = {"slow": 1.0, "stored_late": 2.5, "throttle": 60, VERY_LATE: 60}
REFUSAL = "Das Chaos lehnt ab."
SHARE = 0.7  # of the articles, with which a fault is ordered


class Kills:
    """So many kills, spread over the run."""

    def __init__(self, wanted: int, random: Random):
        self._wanted, self._random = wanted, random
        self._given: dict[str, float] = {}
        self._last = 0.0

    @property
    def left(self) -> bool:
        return len(orders.killed()) < self._wanted

    def go_on(self, progress: float) -> None:
        """Order what belongs to this point of the run, from 0 to 1."""
        self._take_back()
        under_way = len(orders.killed()) + len(orders.given())
        due = under_way < self._wanted * progress
        if due and time.monotonic() - self._last > PAUSE:
            self._last = time.monotonic()
            self._kill_a_part() if self._random.random() < 0.5 else self._give_a_step()

    def _take_back(self) -> None:
        for step in orders.given():
            if time.monotonic() - self._given.get(step, 0) > WAITING:
                orders.take(step)

    def _kill_a_part(self) -> None:
        part = chosen(PARTS, self._random)
        living = [number for number, name in orders.cast().items() if name == part]
        if living:
            number = self._random.choice(sorted(living))
            orders.kill(number, part, orders.held(number))

    def _give_a_step(self) -> None:
        step = chosen(STEPS, self._random)
        self._given[step] = time.monotonic()
        orders.give(step)


class Faults:
    """What networks do wrong, about so often as articles are published."""

    def __init__(self, articles: int, random: Random):
        self._random = random
        self.ordered: Counter[str] = Counter()

    def order(self, progress: float) -> None:
        if self._random.random() > SHARE:
            return
        network = self._random.choice(sorted(PUBLISHING))
        publishing = self._random.random() < 0.7
        kinds = at_publishing(network) if publishing else ANYWHERE
        kind = chosen(kinds, self._random)
        path, refusal = PUBLISHING[network]
        fault = {"network": network, "fault": kind, "count": 1}
        fault |= {"seconds": SECONDS.get(kind, 0)}
        fault |= {"method": "POST", "path": path} if publishing else {"method": "GET"}
        if kind == "refused":
            fault |= {"fault": "status", "message": REFUSAL} | refusal
        if kind == VERY_LATE:
            fault |= {"fault": "stored_late"}
        scene.ask("POST", "/faults", **fault)
        self.ordered[f"{network} {kind}"] += 1

    def end(self) -> None:
        scene.ask("DELETE", "/faults")
        for step in orders.given():
            orders.take(step)


def at_publishing(network: str) -> dict[str, int]:
    """What may go wrong there, at the one request that counts.

    Facebook alone cannot prove that nothing came of it, and where a key makes a post
    one for good, it may even be stored when we have sent it again.
    """
    kinds = CARRIED_OUT | PASSING
    if network != "facebook":
        kinds |= NOT_CARRIED_OUT
    return kinds | ({VERY_LATE: 12} if network in PROVABLE else {})


def chosen(weights: dict[str, int], random: Random) -> str:
    return random.choices(list(weights), list(weights.values()))[0]
