"""The queue and the button: V6, V7 and V11, on processes as they run in service."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import dj_database_url
import requests

from tests.chaos import publishing
from tests.chaos.stand import Stand, free_port, listens, until
from tests.chaos.stores import MissingError, postgres
from tests.editor import Editor

from .figures import Figure
from .plain_queue import SQLITE, PlainQueue

LIVE, WARMING = 23, 4  # articles that go live one by one: 27 pictures are let go
CHANNELS = 5
DUE, BUSY = 100, 10  # articles that are due at once, and channels that they go to
WAITING = 200  # articles on five channels, and on one that hangs
URGENT, PICTURES = 30, 10
PUBLISHES = 40
EDITORS = 2
HANGING = "Kanal 0"
COUNT = """
from syndication.models import Attempt
from django.db.models import Max, Min
ended = Attempt.objects.filter(outcome="published")
span = Attempt.objects.aggregate(first=Min("at"), last=Max("at"))
print(ended.count() / (span["last"] - span["first"]).total_seconds())
"""
HANG = """
from syndication.models import Channel
Channel.objects.filter(name={name!r}).update(server="http://127.0.0.1:{port}")
Channel.objects.update(paused_at="2026-01-01T00:00:00Z", paused_reason="Messung")
"""


def measure(folder: Path) -> Iterator[Figure]:
    for channels in (1, CHANNELS):
        with at_work(folder / f"live-{channels}", {}, channels) as (stand, network):
            yield _going_live(stand, network, channels)
    with at_work(folder / "urgent", {}, CHANNELS + 1) as (stand, network):
        yield _urgent(stand, network)
    yield from _button(folder / "button")
    plain = _plain(folder / "plain", SQLITE)
    for channels, articles in ((BUSY, DUE), (1, DUE)):
        place = folder / f"rate-{channels}"
        yield _rate(place, {}, "SQLite", channels, articles, plain)
    try:
        yield _rate_on_postgres(folder)
    except MissingError as missing:
        yield Figure("V11", "PostgreSQL", str(missing))


class Network:
    """What the quick network has seen."""

    def __init__(self, port: int):
        self.port = port

    def posts(self) -> list[list]:
        """[[seconds since 1970, network, text], ...]"""
        return requests.get(f"http://127.0.0.1:{self.port}/posts", timeout=10).json()

    def delays(self, live: dict[str, float]) -> list[float]:
        """Milliseconds from going live to the first byte, for each post of `live`.

        The picture comes before the text; of one network, one post comes at a time.
        """
        delays, first = [], {}
        for at, network, text in self.posts():
            began = min(first.setdefault(network, at), at)
            if text:
                del first[network]
            for title, moment in live.items():
                if title in text:
                    delays.append((began - moment) * 1000)
        return delays


@contextmanager
def at_work(
    folder: Path, environment: dict[str, str], channels: int, worker: bool = True
) -> Iterator[tuple[Stand, Network]]:
    """Site, worker and network."""
    stand, network = Stand.build(folder, environment), Network(free_port())
    port = str(network.port)
    with (
        stand.running("-m", "tests.bench.quick_network", port, log="network"),
        stand.serving(),
    ):
        if not until(lambda: listens(network.port)):
            raise RuntimeError(stand.log("network"))
        happen(stand, f"prepare({channels}, {network.port})")
        if not worker:
            yield stand, network
            return
        with stand.running("manage.py", "worker", log="worker"):
            yield stand, network


def happen(stand: Stand, what: str) -> str:
    return stand.shell(f"from tests.bench.newsroom_at_work import *; {what}")


def _going_live(stand: Stand, network: Network, channels: int) -> Figure:
    live = _moments(happen(stand, f"go_live({LIVE}, {WARMING})"))
    delays = network.delays(live)
    p50, p95 = _percentiles(delays, 50, 95)
    what = f"going live to the first byte, {channels} channels, SQLite"
    told = f"p50 {p50:.0f}, p95 {p95:.0f} ms of {len(delays)}"
    whole = len(delays) == LIVE * channels
    return Figure("V6", what, told, met=whole and p95 < 300)


def _urgent(stand: Stand, network: Network) -> Figure:
    with socket.create_server(("127.0.0.1", 0), backlog=50) as silent:
        stand.shell(HANG.format(name=HANGING, port=silent.getsockname()[1]))
        happen(stand, f"wait_for_all({WAITING})")
        told = happen(stand, f"interrupt({URGENT}, {PICTURES}, 0.5)")
    delays = network.delays(_moments(told))
    p50, p99 = _percentiles(delays, 50, 99)
    left = told.split()[-1]
    what = f"an urgent one behind {WAITING * CHANNELS} waiting, a hanging network and pictures"
    ours = f"p50 {p50:.0f}, p99 {p99:.0f} ms of {len(delays)}, {left} waited still"
    return Figure("V6", what, ours, met=p99 < 300)


def _moments(told: str) -> dict[str, float]:
    """By title, when it went live."""
    lines = [line.split("\t") for line in told.splitlines() if "\t" in line]
    return {title: float(moment) for moment, title in lines}


def _button(folder: Path) -> Iterator[Figure]:
    """The request alone: what the worker does meanwhile is in the second figure."""
    with at_work(folder, {}, CHANNELS, worker=False) as (stand, _network):
        with_us, without = publishing.times(stand, PUBLISHES)
        ours, other = publishing.p95(with_us), publishing.p95(without)
        what = "the button, beside the same page that is not announced: p95"
        met = ours - other <= 50
        told = f"{ours:.0f} ms", f"{other:.0f} ms"
        yield Figure("V7", what, *told, ours / other, met)
        with stand.running("manage.py", "worker", log="worker"):
            yield _editors(stand)


def _editors(stand: Stand) -> Figure:
    """Two at once, while the worker sends what they publish."""
    failed = []

    def publish(pages: list[int]) -> None:
        editor = Editor(stand.url, "chefin", "chefin")
        for page in pages:
            try:
                publishing.publish(editor, page, announce=True)
            except (requests.RequestException, SystemExit) as error:
                failed.append(error)

    drafts = publishing.drafts(stand, PUBLISHES)
    share = [drafts[number::EDITORS] for number in range(EDITORS)]
    editors = [threading.Thread(target=publish, args=[pages]) for pages in share]
    for each in editors:
        each.start()
    for each in editors:
        each.join()
    logs = stand.log("site") + stand.log("worker")
    locked = logs.count("database is locked")
    what = f"{EDITORS} editors publish {PUBLISHES}, all workers at work: failed, locked"
    met = not failed and not locked
    return Figure("V7", what, f"{len(failed)}, {locked}", met=met)


def _rate_on_postgres(folder: Path) -> Figure:
    """Raises MissingError."""
    with postgres(folder) as environment:
        database = dj_database_url.parse(environment["DATABASE_URL"])
        plain = _plain(folder / "plain-postgres", database)
    with postgres(folder) as environment:
        place = folder / "rate-postgres"
        return _rate(place, environment, "PostgreSQL", BUSY, DUE, plain)


def _plain(folder: Path, database: dict[str, str]) -> float:
    """Out of the box, each post a task that is sent and nothing else."""
    folder.mkdir()
    stand, network = Stand(folder, {}), Network(free_port())
    (folder / "var").mkdir()
    port = str(network.port)
    root = str(Path(__file__).resolve().parents[2])
    stand.environment["PYTHONPATH"] = root
    with stand.running("-m", "tests.bench.quick_network", port, log="network"):
        until(lambda: listens(network.port))
        url = f"http://127.0.0.1:{port}/0/api/v1/statuses"
        queue = PlainQueue(folder / "project", url, DUE * BUSY, database)
        return queue.rate(lambda: [at for at, *_rest in network.posts()])


def _rate(
    folder: Path, environment, store: str, channels: int, articles: int, plain: float
) -> Figure:
    due = channels * articles
    with at_work(folder, environment, channels, worker=False) as (stand, network):
        happen(stand, f"wait_for_all({articles})")
        with stand.running("manage.py", "worker", log="worker"):
            until(_all_sent(network, due), seconds=90, pause=0.5)
            time.sleep(1)  # and recorded
        rate = float(stand.shell(COUNT))
    what = f"{due} due on {channels} channels, {store}"
    beside = f"{plain:.0f}/s django-q2 out of the box, sent only"
    return Figure("V11", what, f"{rate:.0f}/s", beside, rate / plain, met=rate >= 100)


def _all_sent(network: Network, due: int) -> Callable[[], bool]:
    return lambda: len(network.posts()) >= due


def _percentiles(values: list[float], *wanted: int) -> list[float]:
    cuts = quantiles(values, n=100, method="inclusive")
    return [cuts[each - 1] for each in wanted]
