"""Readers by the thousand: wrk, as fast as it can or at a steady pace."""

import json
import statistics
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("readers.lua")


@dataclass(frozen=True)
class Load:
    """What the readers got; times in milliseconds."""

    asked: int
    seconds: float
    failed: int
    p50: float
    p99: float
    worst: float

    @property
    def rate(self) -> float:
        return self.asked / self.seconds


def fastest(url: str, seconds: int = 5, connections: int = 32, cookie="none=1") -> Load:
    """Raises RuntimeError if one request failed: a rate of errors says nothing."""
    load = _wrk(url, 0, seconds, connections, [_path(url)], cookie)
    if load.failed:
        raise RuntimeError(f"{load.failed} of {load.asked} failed: {url}")
    return load


def steady(urls: list[str], rate: int, seconds: int, connections: int = 50) -> Load:
    """About `rate` requests a second, of one host, each for one of its `urls`."""
    pause = connections * 1000 // rate
    return _wrk(urls[0], pause, seconds, connections, list(map(_path, urls)))


def ratio(
    one: Callable[[], float], other: Callable[[], float], rounds: int = 3
) -> tuple[float, float, float]:
    """Both medians, and the median of their ratios, taken in turn."""
    pairs = [(one(), other()) for _round in range(rounds)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return ours, theirs, statistics.median(a / b for a, b in pairs)


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def _wrk(
    url, pause: int, seconds: int, connections: int, paths, cookie="none=1"
) -> Load:
    command = [
        *("wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"),
        *("-H", f"Cookie: {cookie}"),
        *("-s", str(SCRIPT), url, "--", str(pause), *paths),
    ]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Load(**json.loads(told.strip().rpartition("\n")[2]))
