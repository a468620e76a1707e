"""What readers get from the site behind the shipped nginx: V2, V3, V8.

A cached page is compared with the same bytes as a static file, in the same run; then
the site is started anew, killed, stopped, and left without its database while readers
read on. Needs nginx, wrk and openssl, and npm for the Observatory.
"""

import os
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.chaos.stand import Stand, end, free_port, listens, until
from tests.observatory.judge import graded

from .figures import Figure
from .front import Front, shipped_site
from .load import fastest, ratio, steady

SLUG = "die-stadt-geht-was-das-ende-auf-x-fuer-buergerinnen-bedeutet"
ARTICLE = f"/newsroom/{SLUG}/"
PUBLICATIONS = 10
SURGE = 1_000  # in one second
FLOOD = Path(__file__).with_name("flood.lua")
FILES = 10  # what the other measurements may have left in nginx's cache
READERS = 8
PATIENCE = 30  # seconds; more than nginx has with the site
RENAME = """
import time
from newsroom.models import ArticlePage
for count in range({times}):
    time.sleep({pause})
    page = ArticlePage.objects.get(slug={slug!r}, locale__language_code="de")
    page.title = f"{title} {{count}}."
    page.save_revision().publish()
    print(time.time(), flush=True)
"""
# What networks show of the article.
CARD = 'property="og:image" content="'
NO_DATABASE = "postgres://nobody@127.0.0.1:1/nothing"
JUDGED = {"the front page": "/", "an article": ARTICLE, "signing in": "/admin/login/"}


def measure(folder: Path) -> Iterator[Figure]:
    port = free_port()
    public = {"PUBLIC_URL": f"https://localhost:{port}", "PROXIES": "1"}
    stand = Stand.build(folder / "tree", public)
    stand.manage("load_demo", "--verbosity", "0")
    front = Front(stand.folder, stand.port, folder / "nginx", port)
    with front.running():
        site = Site(front, stand)
        try:
            yield from site.figures()
        finally:
            end(site.process)


class Site:
    """The site behind `front`, started from `stand`."""

    def __init__(self, front: Front, stand: Stand):
        self.front, self.stand = front, stand
        self.page = front.url + ARTICLE
        self.process = self._started()

    def figures(self) -> Iterator[Figure]:
        yield self._beside_a_file()
        yield self._freshness()
        yield from self._stampede()
        yield self._flood()
        yield self._encryption()
        yield from self._safety()
        yield from self._bad_days()

    def get(self, url: str, **more) -> requests.Response:
        more = {"verify": self.front.certificate, "timeout": PATIENCE} | more
        return requests.get(url, allow_redirects=False, **more)

    def _beside_a_file(self) -> Figure:
        """A page out of the micro-cache, against the same bytes as a file."""
        packed = self.get(self.page, headers={"Accept-Encoding": "gzip"}, stream=True)
        (self.front.plain / "page.gz").write_bytes(packed.raw.read())
        (self.front.plain / "page").write_bytes(self.get(self.page).content)
        ours, plain, part = ratio(
            lambda: fastest(self.page).rate,
            lambda: fastest(f"{self.front.url}/plain/page").rate,
            rounds=5,
        )
        what = "a cached article, beside the same bytes as a file"
        return Figure(
            "V2", what, f"{ours:,.0f}/s", f"{plain:,.0f}/s", part, part >= 0.8
        )

    def _freshness(self) -> Figure:
        """How long after a publication readers still get the old page, at worst."""
        waits = []
        with self._publishing(PUBLICATIONS, 1.3, "Neu") as published:
            for count in range(PUBLICATIONS):
                title = f"Neu {count}."
                if not until(lambda title=title: self._says(title), pause=0.01):
                    raise RuntimeError(f"{title!r} is not seen.")
                seen = time.time()
                until(lambda count=count: len(published()) > count, pause=0.01)
                waits.append(seen - published()[count])
        what = f"until one of {PUBLICATIONS} publications is seen, worst"
        return Figure("V3", what, f"{max(waits):.2f} s", met=max(waits) <= 1)

    def _says(self, title: str) -> bool:
        return title in self.get(self.page).text

    def _stampede(self) -> Iterator[Figure]:
        card = self.get(self.page).text.partition(CARD)[2].partition('"')[0]
        before = self._log_lines()
        with self._publishing(3, 0.5, "Eilig"):
            time.sleep(2)  # until the program has started
            load = steady([self.page, card], SURGE, seconds=2, connections=100)
        what = f"{SURGE} in one second, page and card, while publishing"
        ours = f"p50 {load.p50:.1f}, p99 {load.p99:.1f}, worst {load.worst:.0f} ms"
        rate = f"{load.rate:,.0f}/s"
        yield Figure("V8", what, ours, rate, met=load.p99 < 100 and not load.failed)
        yield Figure("V8", "… of them failed", str(load.failed), met=not load.failed)
        time.sleep(1.5)  # nginx writes its log once a second
        lines = self._log_lines()[len(before) :]
        reached = sum(not line.endswith(" HIT") for line in lines)
        yield Figure(
            "V8", "… of the page reached the site", f"{reached} of {len(lines)}"
        )

    def _log_lines(self) -> list[str]:
        text = (self.front.folder / "access.log").read_text()
        return [line for line in text.splitlines() if ARTICLE in line]

    def _flood(self) -> Figure:
        """What another address for each reader leaves on the disk."""
        command = ["wrk", "-t2", "-c32", "-d10s", "-s", str(FLOOD), self.page]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
        asked, failed = map(int, told.stdout.split()[-2:])
        cache = self.front.folder / "cache"
        files = [each for each in cache.rglob("*") if each.is_file()]
        what = f"{asked:,} addresses of one page that differ, {failed} failed"
        ours = f"{len(files)} files in the cache"
        return Figure("", what, ours, met=not failed and len(files) < FILES)

    def _encryption(self) -> Figure:
        taken = [v.name for v in ssl.TLSVersion if v > 0 and self._speaks(v)]
        met = taken == ["TLSv1_2", "TLSv1_3"]
        return Figure("", "versions of TLS", ", ".join(taken), met=met)

    def _speaks(self, version: ssl.TLSVersion) -> bool:
        context = ssl.create_default_context(cafile=str(self.front.certificate))
        context.set_ciphers("ALL:@SECLEVEL=0")  # or we would not even ask
        context.minimum_version = context.maximum_version = version
        try:
            with (
                socket.create_connection(("localhost", self.front.port)) as wire,
                context.wrap_socket(wire, server_hostname="localhost"),
            ):
                return True
        except OSError:
            return False

    def _safety(self) -> Iterator[Figure]:
        front = self.front
        for what, path in JUDGED.items():
            grade = graded(front.plain_port, front.port, path, front.certificate)
            ours = ", ".join([f"{grade.score} ({grade.grade})", *grade.faults()])
            yield Figure("", f"the Observatory of {what}", ours, met=grade.score >= 130)

    def _bad_days(self) -> Iterator[Figure]:
        with self._readers() as answers:
            end(self.process)
            time.sleep(2)
            self.process = self._started()
            time.sleep(2)
        yield _all_read("the site is started anew", answers)
        with self._readers() as answers:
            os.killpg(self.process.pid, signal.SIGSTOP)
            time.sleep(12)
            os.killpg(self.process.pid, signal.SIGCONT)
        yield _all_read("the site hangs", answers)
        end(self.process)
        with self._readers() as answers:
            time.sleep(3)
        yield _all_read("the site is dead", answers)
        self.process = self._started(DATABASE_URL=NO_DATABASE)
        with self._readers() as answers:
            time.sleep(3)
        yield _all_read("the database is dead", answers)

    @contextmanager
    def _readers(self):
        """Reading the page again and again; counts the answers by their status."""
        answers, enough = Counter(), threading.Event()

        def read():
            while not enough.wait(0.05):
                try:
                    answers[self.get(self.page).status_code] += 1
                except requests.RequestException as error:
                    answers[type(error).__name__] += 1

        readers = [threading.Thread(target=read) for _reader in range(READERS)]
        for reader in readers:
            reader.start()
        try:
            yield answers
        finally:
            enough.set()
            for reader in readers:
                reader.join()

    @contextmanager
    def _publishing(self, times: int, pause: float, title: str):
        """The article anew, `pause` seconds between; yields who says when it was."""
        code = RENAME.format(slug=SLUG, times=times, pause=pause, title=title)
        name = title.lower()

        def published() -> list[float]:
            return [float(line) for line in self.stand.log(name).split()]

        arguments = ("manage.py", "shell", "--no-imports", "--command", code)
        with self.stand.running(*arguments, log=name) as process:
            yield published
            if process.wait(PATIENCE):
                raise RuntimeError(self.stand.log(name))

    def _started(self, **changed: str) -> subprocess.Popen:
        stand = Stand(self.stand.folder, self.stand.environment | changed)
        process = stand.start(*shipped_site(stand), log="site")
        if not until(lambda: listens(stand.port)):
            raise RuntimeError(stand.log("site"))
        if not changed and not until(lambda: self.get(self.page).ok):
            raise RuntimeError("The page does not answer.")
        return process


def _all_read(what: str, answers: Counter) -> Figure:
    told = ", ".join(f"{count} times {answer}" for answer, count in answers.items())
    return Figure("V2", f"reads while {what}", told, met=set(answers) == {200})
