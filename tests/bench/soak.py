"""`make soak`: minutes of reading, crawling and publishing, and what it does to memory.

Readers come steadily, a crawler walks through every page with parameters that nobody
knows, an editor publishes and corrects. Ends with 1 if one request failed, or if site
or worker grow on after a third of the time.
"""

import argparse
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

import requests

from .figures import Figure, table
from .load import steady
from .newsroom_demo import NewsroomDemo

ARTICLES = 300  # after a third of the time, each process keeps all of them
READERS = 100  # requests a second
CRAWLING = 0.05  # seconds between two pages
PUBLISHING = 10.0  # seconds between two publications
LOOKING = 5.0  # seconds between two looks at the memory
GROWTH = 1.1  # of the last third to the middle one
WATCHED = ("site", "worker")


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.bench.soak")
    asked.add_argument("minutes", nargs="?", type=float, default=10)
    minutes = asked.parse_args().minutes
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        demo = NewsroomDemo(Path(folder) / "tree", ARTICLES)
        with demo.running():
            figures = Soak(demo).run(minutes * 60)
    print(table(figures))
    return any(figure.met is False for figure in figures)


class Soak:
    def __init__(self, demo: NewsroomDemo):
        self.demo = demo
        self.answers = Counter()  # of the crawler, by status
        self.published = 0
        self.sizes: list[Counter] = []  # megabytes of each part
        self.enough = threading.Event()
        self.troubles: list[BaseException] = []

    def run(self, seconds: float) -> list[Figure]:
        acts = (self._crawl, self._publish, self._look)
        threads = [threading.Thread(target=self._minded, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        try:
            urls = [self.demo.article, *map(self.demo.at, ("/newsroom/", "/rss/"))]
            load = steady(urls, READERS, round(seconds))
        finally:
            self.enough.set()
            for thread in threads:
                thread.join()
        if self.troubles:
            raise self.troubles[0]
        return [*self._told(load), *map(self._grown, WATCHED)]

    def _told(self, load) -> list[Figure]:
        crawled = ", ".join(f"{n} × {status}" for status, n in self.answers.items())
        return [
            Figure(
                "soak",
                f"readers in {load.seconds:.0f} s, p99 {load.p99:.0f} ms: failed",
                f"{load.failed} of {load.asked}",
                met=not load.failed,
            ),
            Figure("soak", "the crawler got", crawled, met=set(self.answers) == {200}),
            Figure("soak", "articles published or corrected", str(self.published)),
        ]

    def _grown(self, part: str) -> Figure:
        sizes = [size[part] for size in self.sizes]
        third = len(sizes) // 3
        first, middle, last = (
            median(sizes[third * n : third * (n + 1)]) for n in range(3)
        )
        what = f"memory of the {part}, by thirds"
        told = f"{first:.0f}, {middle:.0f}, {last:.0f} MB"
        growth = last / middle
        return Figure("soak", what, told, ratio=growth, met=growth <= GROWTH)

    def _minded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as trouble:  # noqa: BLE001  told by who waits for it
            self.troubles.append(trouble)

    def _crawl(self) -> None:
        addresses = _addresses(self.demo.at("/sitemap.xml"))
        while not self.enough.wait(CRAWLING):
            url = random.choice(addresses)
            answer = requests.get(f"{url}?utm={time.time_ns()}", timeout=30)
            self.answers[answer.status_code] += 1

    def _publish(self) -> None:
        """Three of four times what is there is corrected."""
        editor, page = self.demo.editor(), 0
        while not self.enough.wait(PUBLISHING):
            if self.published % 4 == 0:
                page = editor.write(self.demo.section, f"Meldung {time.time_ns()}")
            editor.publish(page, teaser=f"Stand {time.strftime('%H:%M:%S')}")
            self.published += 1

    def _look(self) -> None:
        while not self.enough.wait(LOOKING):
            self.sizes.append(self.demo.memory())


def _addresses(sitemap: str) -> list[str]:
    """Of all pages; a large site has an index of sitemaps."""
    text = requests.get(sitemap, timeout=30).text
    found = re.findall(r"<loc>([^<]+)</loc>", text)
    if "<sitemapindex" not in text:
        return found
    return [url for piece in found for url in _addresses(piece)]


if __name__ == "__main__":
    sys.exit(main())
