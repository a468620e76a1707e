"""The demo in a stand: site, worker and sandbox as `manage.py demo` starts them."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from tests.chaos.stand import Stand, until
from tests.editor import Editor

CHIEF = "chefredaktion"
SECTION = """
from newsroom.models import NewsIndexPage
print(NewsIndexPage.objects.get(slug="newsroom", locale__language_code="de").pk)
"""
ARTICLE = """
from newsroom.models import ArticlePage
german = ArticlePage.objects.live().filter(locale__language_code="de")
page = german.exclude(lead_image=None).order_by("-published_at")[0]
print(page.full_url)
"""
POSTS = """
from syndication.models import Delivery
print(Delivery.objects.filter(state="published").count())
"""
IDLE = """
from django_q.models import OrmQ
print(not OrmQ.objects.exists())
"""
SETTLED = 600  # seconds, at most
# A page, and the picture that its posts lead to.
CARD = 'property="og:image" content="'


class NewsroomDemo:
    """With some thousand articles more, if asked; `article` is one with a picture."""

    def __init__(self, folder: Path, articles: int = 0):
        self.stand = Stand.build(folder, {})
        self.url = self.stand.url
        self.stand.manage("load_demo", "--verbosity", "0", "--articles", str(articles))
        self.section = int(self.stand.shell(SECTION))
        self.article = self.stand.shell(ARTICLE).strip()

    @contextmanager
    def running(self) -> Iterator[float]:
        """How many seconds it took until the first page was there."""
        began = time.monotonic()
        with self.stand.running("manage.py", "demo", log="demo"):
            if not until(self._answers, pause=0.01):
                raise RuntimeError(self.stand.log("demo"))
            took = time.monotonic() - began
            if not until(lambda: "Strg-C" in self.stand.log("demo")):
                raise RuntimeError(self.stand.log("demo"))
            yield took

    def settle(self) -> None:
        """A new demo makes the pictures of all its articles; no newsroom does."""
        if not until(lambda: self.stand.shell(IDLE).strip() == "True", SETTLED, 3):
            raise RuntimeError("The queue of the demo still works.")

    def editor(self) -> Editor:
        return chief(self.stand)

    def at(self, path: str) -> str:
        return self.url + path

    def card(self) -> str:
        """The address of the picture that networks show with the article."""
        page = requests.get(self.article, timeout=30).text
        return page.partition(CARD)[2].partition('"')[0]

    def posts(self) -> int:
        return int(self.stand.shell(POSTS))

    def memory(self) -> Counter:
        """Megabytes of each part; what processes share is counted once (PSS)."""
        [lock] = (self.stand.folder / "var").glob("worker-*.lock")
        worker = _descendants(int(lock.read_text()))
        parts = Counter()
        for process in self.stand.living():
            parts["worker" if process in worker else _part(process)] += _share(process)
        return parts

    def _answers(self) -> bool:
        try:
            return requests.get(self.url + "/", timeout=30).ok
        except requests.ConnectionError:
            return False


def chief(stand: Stand) -> Editor:
    """Signed in where the demo is loaded."""
    password = (stand.folder / "var" / "demo_password").read_text()
    return Editor(stand.url, CHIEF, password)


def _descendants(process: int) -> set[int]:
    """With itself."""
    children = map(int, _told(process, f"task/{process}/children").split())
    return {process}.union(*map(_descendants, children))


def _part(process: int) -> str:
    """The worker aside; all are forked from one, the sandbox has its own database."""
    sandbox = "sandbox.sqlite3" in _told(process, "maps")
    return "sandbox" if sandbox else "site"


def _share(process: int) -> float:
    found = re.search(r"^Pss: +(\d+)", _told(process, "smaps_rollup"), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0


def _told(process: int, what: str) -> str:
    """Nothing of a process that has just ended."""
    with suppress(OSError):
        return Path(f"/proc/{process}/{what}").read_text()
    return ""
