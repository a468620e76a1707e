"""The same pages with 10,000 and with 100,000 articles: V5, and the queries of V4.

On SQLite, and on PostgreSQL where it is installed. Loading takes most of the time.
"""

import json
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import requests

from tests.chaos.stand import Stand
from tests.chaos.stores import STORES, MissingError
from tests.editor import REASON, Editor

from .figures import Figure
from .newsroom_demo import chief

FEW, MANY = 10_000, 100_000
ROUNDS = 11
SAMPLE = 50  # old addresses of a section that was renamed
STORED_IN = ("SQLite", "PostgreSQL")
# What to ask for, by the figure's name; "sitemap" and "old" are lists.
ADDRESSES = """
import json
from django.db.models import Count
from newsroom.archive import Period
from newsroom.models import ArticlePage, NewsIndexPage, Topic
articles = ArticlePage.objects.about(None)
count = articles.count()
article = articles[count // 2]
section = article.get_parent()
topic = Topic.objects.alias(n=Count("articles")).order_by("-n").first()
old = articles.reverse()[count // 10]
month = Period(old.published_at.year, old.published_at.month)
pages = month.of(ArticlePage.objects).about(None).count() // 20
every = max(1, count // 50)
print(json.dumps({
    "section": section.pk,
    "old": [page.url for page in articles.child_of(section)[::every]][:50],
    "pages": {
        "article": article.url,
        "front page": "/",
        "section": section.url,
        "topic": topic.get_absolute_url(),
        "feed": "/feed/rss.xml",
        "feed of a topic": topic.get_absolute_url() + "rss.xml",
        "archive": "/archiv/",
        "archive, last page of an old month":
            month.get_absolute_url() + f"?seite={pages}",
        "section, half way down": f"{section.url}?seite={count // 40}",
    },
}))
"""
SEARCHES = {
    "a common word": "stadt",
    "a beginning": "sta",
    "two words": "stadt dortmund",
    "a rare word": "zuwanderungsgeschichte",
    "nothing": "xyzzyqwert",
    "a common word in one topic": "stadt&thema=kultur",
    "a common word in one year": "stadt&jahr=2020",
}
QUERIES = """
import json, sys
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.conf import settings
from urllib.parse import urlsplit
browser = Client(SERVER_NAME=urlsplit(settings.PUBLIC_URL).hostname)
counts = {}
for name, address in json.loads(%r).items():
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200, address
    counts[name] = len(queries)
print(json.dumps(counts))
"""
SIZE = """
from wagtail.models import Page
print(Page.objects.get(pk=%d).get_descendant_count())
"""
LIMITS = {"article": 12, "section": 12, "feed": 5}


class Grown:
    """A site with so many articles. Whoever has a session gets each page rendered."""

    def __init__(self, stand: Stand):
        self.stand = stand
        self.__dict__.update(json.loads(stand.shell(ADDRESSES)))
        self.browser = requests.Session()
        self.browser.cookies.set("sessionid", "none")

    @classmethod
    def build(cls, folder: Path, articles: int, environment: dict) -> "Grown":
        stand = Stand.build(folder, environment)
        stand.manage("load_demo", "--verbosity", "0", "--articles", str(articles))
        return cls(stand)

    def took(self, path: str) -> float:
        """Milliseconds until the page is there; raises if there is none."""
        began = time.perf_counter()
        answer = self.browser.get(self.stand.url + path, timeout=60)
        took = (time.perf_counter() - began) * 1000
        answer.raise_for_status()
        return took

    def queries(self) -> dict[str, int]:
        chosen = {name: self.pages[name] for name in LIMITS}
        return json.loads(self.stand.shell(QUERIES % json.dumps(chosen)))

    def sitemaps(self) -> list[str]:
        index = requests.get(f"{self.stand.url}/sitemap.xml", timeout=60).text
        files = [part.partition("</loc>")[0] for part in index.split("<loc>")[1:]]
        return ["/sitemap.xml", *(file.removeprefix(self.stand.url) for file in files)]


def measure(folder: Path) -> Iterator[Figure]:
    for name in STORED_IN:
        with ExitStack() as stack:
            try:
                sites = [
                    stack.enter_context(_site(name, folder / f"{name}-{count}", count))
                    for count in (FEW, MANY)
                ]
            except MissingError as missing:
                yield Figure("V5", f"{name}: not measured", str(missing))
                continue
            yield from compared(name, *sites)


@contextmanager
def _site(store: str, folder: Path, articles: int) -> Iterator[Grown]:
    with STORES[store](folder) as environment:
        grown = Grown.build(folder, articles, environment)
        with grown.stand.serving():
            yield grown


def compared(store: str, few: Grown, many: Grown) -> Iterator[Figure]:
    yield from _pages(store, few, many)
    for what, query in SEARCHES.items():
        told = f"{store}: search for {what}"
        yield _beside(told, few, many, f"/suche/?q={query}", most=100)
    pieces = [many.took(path) for path in many.sitemaps()]
    told = f"{store}: the slowest of {len(pieces)} files of the sitemap"
    yield Figure("V5", told, f"{max(pieces):.0f} ms", met=max(pieces) <= 200)
    yield from _published(store, few, many)
    for name, count in many.queries().items():
        told = f"{store}: queries of the {name}"
        yield Figure("V4", told, str(count), met=count <= LIMITS[name])
    for site in (few, many):
        yield from _renamed(store, site)


def _pages(store: str, few: Grown, many: Grown) -> Iterator[Figure]:
    for name, path in many.pages.items():
        yield _beside(f"{store}: {name}", few, many, path, few.pages[name])


def _beside(what, few, many, path: str, other: str = "", most=None) -> Figure:
    """In turn, so that what else the machine does meets both."""
    pairs = [(many.took(path), few.took(other or path)) for _round in range(ROUNDS)]
    ours, before = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(one / another for one, another in pairs)
    met = ours <= most if most else ratio <= 1.3
    return Figure("V5", what, f"{ours:.0f} ms", f"{before:.0f} ms", ratio, met)


def _published(store: str, few: Grown, many: Grown) -> Iterator[Figure]:
    """The editor's request alone, from the button to the answer."""
    editors = [chief(site.stand) for site in (many, few)]
    pairs = [
        [
            _pressed(editor, editor.write(site.section, f"Meldung {time.time_ns()}"))
            for editor, site in zip(editors, (many, few), strict=True)
        ]
        for _round in range(5)
    ]
    ours, before = (statistics.median(times) for times in zip(*pairs, strict=True))
    told = f"{store}: publishing an article in the admin"
    yield Figure(
        "V5", told, f"{ours:.0f} ms", f"{before:.0f} ms", ours / before, ours <= 100
    )


def _pressed(editor: Editor, page: int) -> float:
    answer = editor.submit(f"/admin/sofort/{page}/", reason=REASON)
    return answer.history[0].elapsed.total_seconds() * 1000


def _renamed(store: str, site: Grown) -> Iterator[Figure]:
    editor = chief(site.stand)
    edit = f"/admin/pages/{site.section}/edit/"
    editor.submit(edit, slug=f"anders-{time.time_ns()}")
    seconds = _pressed(editor, site.section) / 1000
    count = len(site.old)
    dead = sum(not _leads_on(site, path) for path in site.old)
    size = json.loads(site.stand.shell(SIZE % site.section))
    told = f"{store}: renaming a section of {size:,} pages"
    met = seconds <= 1 if size <= FEW + 1_000 else None
    yield Figure("V5", told, f"{seconds:.2f} s", met=met)
    yield Figure("V5", f"… dead links among {count} old ones", str(dead), met=not dead)


def _leads_on(site: Grown, path: str) -> bool:
    """By one redirect."""
    answer = site.browser.get(site.stand.url + path, timeout=60)
    return answer.ok and len(answer.history) == 1
