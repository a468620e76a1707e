"""What readers get of the demo's site, without a proxy in front: V1, V3, V4, V8, V9."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.chaos.stand import until

from .figures import Figure
from .load import Load, fastest, ratio, steady
from .newsroom_demo import NewsroomDemo
from .static_files import static_files
from .stock import Stock

ARTICLES = 100
QUEUED, POSTS = 20, 100  # articles that wait, and their posts on five channels
CHANGES, PAUSE = 4, 4.0  # articles published meanwhile, and seconds after each
PACE = 500  # readers a second
SURGE = 1_000  # in one second
WAITING = 8  # readers at once for what is rendered; of fewer, one process gets all


def measure(folder: Path) -> Iterator[Figure]:
    demo = NewsroomDemo(folder / "tree", ARTICLES)
    stock = Stock(folder / "stock", ARTICLES)
    with demo.running() as took:
        yield _at_most("V9", "first page after the start, all loaded", took, 3, "s")
        demo.settle()
        yield from compared(demo, stock, folder / "nginx")
        yield from _while_publishing(demo)
        yield from _stampede(demo)
        yield _freshness(demo)
        yield _memory(demo)


def compared(
    demo: NewsroomDemo, stock: Stock, folder: Path, rounds: int = 3, seconds: int = 4
) -> Iterator[Figure]:
    """What has a ratio; also for a short look whether it still holds."""
    pace = Pace(rounds, seconds)
    yield _beside_a_file(demo, folder, pace)
    with stock.running():
        yield from _beside_stock(demo, stock, pace)


@dataclass(frozen=True)
class Pace:
    """How often, and for how many seconds, two things are measured in turn."""

    rounds: int
    seconds: int

    def rate(self, url: str, connections: int = 32, cookie: str = "none=1") -> float:
        requests.get(url, timeout=60)  # the first one makes pictures
        return fastest(url, self.seconds, connections, cookie).rate

    def figure(self, goal: str, what: str, ours, theirs, least: float | None = None):
        """`ours` and `theirs` measure; `least` is the ratio that is wanted."""
        one, other, part = ratio(ours, theirs, self.rounds)
        met = None if least is None else part >= least
        return Figure(goal, what, f"{one:,.0f}/s", f"{other:,.0f}/s", part, met)


def _beside_a_file(demo: NewsroomDemo, folder: Path, pace: Pace) -> Figure:
    page = requests.get(demo.article, timeout=30).content
    files = {"page": page, "page.gz": gzip.compress(page)}
    with static_files(folder, files) as nginx:
        return pace.figure(
            "V1",
            "a kept article, beside nginx and the same bytes as a file",
            lambda: pace.rate(demo.article),
            lambda: pace.rate(f"{nginx}/page"),
            least=0.45,
        )


def _beside_stock(demo: NewsroomDemo, stock: Stock, pace: Pace) -> Iterator[Figure]:
    """Rendered anew each time: whoever has a session is not answered from the cache."""
    for what, ours, theirs, least in (
        ("an article with 15 teasers, rendered", demo.article, stock.article, 5),
        ("the list, rendered", demo.at("/newsroom/"), stock.listing, None),
        ("the feed, rendered", demo.at("/feed/rss.xml"), stock.feed, None),
    ):
        yield pace.figure(
            "V4",
            f"{what}, beside stock Wagtail",
            lambda ours=ours: pace.rate(ours, WAITING, "sessionid=none"),
            lambda theirs=theirs: pace.rate(theirs, WAITING),
            least,
        )
    yield pace.figure(
        "V1",
        "an article as readers get it, beside stock Wagtail",
        lambda: pace.rate(demo.article),
        lambda: pace.rate(stock.article, WAITING),
    )


def _while_publishing(demo: NewsroomDemo) -> Iterator[Figure]:
    demo.stand.manage("channel", "pause", "--all")
    with _publishing(demo, QUEUED):
        pass
    before = demo.posts()
    with _publishing(demo, CHANGES, PAUSE):
        demo.stand.manage("channel", "resume", "--all")
        load = steady([demo.article], PACE, seconds=20)
    what = f"{PACE} readers a second while {CHANGES} articles and 100 posts go out"
    yield from _without_fault("V1", what, load, 10)
    sent = until(lambda: (count := demo.posts() - before) >= POSTS and count)
    yield Figure("V1", "… posts that went out", str(sent), met=sent >= POSTS)


def _stampede(demo: NewsroomDemo) -> Iterator[Figure]:
    urls = [demo.article, demo.card()]
    with _publishing(demo, 3):
        load = steady(urls, SURGE, seconds=2, connections=100)
    what = f"{SURGE} in one second, page and card, while publishing"
    yield from _without_fault("V8", what, load, 100)


def _without_fault(goal: str, what: str, load: Load, p99: float) -> Iterator[Figure]:
    ours = f"p50 {load.p50:.1f}, p99 {load.p99:.1f}, worst {load.worst:.0f} ms"
    yield Figure(goal, what, ours, f"{load.rate:,.0f}/s", met=load.p99 < p99)
    yield Figure(goal, "… of them failed", str(load.failed), met=not load.failed)


def _freshness(demo: NewsroomDemo) -> Figure:
    """From the moment the editor's request is answered."""
    editor, worst = demo.editor(), 0.0
    for count in range(5):
        title = f"Neu: Auskunft Nummer {count}"
        editor.publish(editor.write(demo.section, title))
        began = time.monotonic()
        if not until(lambda title=title: title in _text(f"{demo.url}/newsroom/")):
            raise RuntimeError(f"{title!r} is not seen.")
        worst = max(worst, time.monotonic() - began)
    return _at_most(
        "V3", "until a publication is seen in the list, worst", worst, 1, "s"
    )


def _memory(demo: NewsroomDemo) -> Figure:
    parts = demo.memory()
    what = " + ".join(f"{part} {size:.0f}" for part, size in parts.most_common())
    return _at_most("V9", f"after it all: {what}", parts.total(), 450, "MB")


def _at_most(goal: str, what: str, value: float, limit: float, unit: str) -> Figure:
    return Figure(goal, what, f"{value:.3g} {unit}", met=value <= limit)


@contextmanager
def _publishing(demo: NewsroomDemo, articles: int, pause: float = 0):
    """An editor publishes one after the other, by the admin's forms."""
    editor = demo.editor()
    drafts = [
        editor.write(demo.section, f"Meldung {time.time_ns()}")
        for _draft in range(articles)
    ]

    def publish():
        for draft in drafts:
            editor.publish(draft)
            time.sleep(pause)

    work = threading.Thread(target=publish)
    work.start()
    try:
        yield
    finally:
        work.join()


def _text(url: str) -> str:
    return requests.get(url, timeout=30).text
