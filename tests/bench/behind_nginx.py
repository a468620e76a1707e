"""`make bench-nginx`: what readers get from the site behind the shipped nginx.

A cached page is compared with the same bytes as a static file, in the same run; then
the site is started anew, killed, and left without its database while readers read on.
"""

import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.chaos.stand import READY, Stand, end, free_port, listens, until

from .front import Front

ARTICLE = "newsroom/die-stadt-geht-was-das-ende-auf-x-fuer-buergerinnen-bedeutet/"
ROUNDS = 3
SECONDS = 5
READERS = 8
RENAME = """
from newsroom.models import ArticlePage
page = ArticlePage.objects.get(slug={slug!r})
page.title = {title!r}
page.save_revision().publish()
import time; print(time.time(), flush=True)
"""
NO_DATABASE = "postgres://nobody@127.0.0.1:1/nothing"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, _everything(Path(folder)) as front:
        figures = Figures(front)
        try:
            figures.all()
        finally:
            end(figures.site)
    return figures.failures


@contextmanager
def _everything(folder: Path):
    port = free_port()
    stand = Stand.build(
        folder / "tree", {"PUBLIC_URL": f"https://localhost:{port}", "PROXIES": "1"}
    )
    stand.manage("load_demo", "--verbosity", "0")
    front = Front(stand, folder, port, free_port())
    with front.running():
        yield front


class Figures:
    """Each method prints its lines, and counts what misses its goal."""

    def __init__(self, front: Front):
        self.front, self.failures = front, 0
        self.page = f"{front.url}/{ARTICLE}"
        self.site = self._started()

    def all(self) -> None:
        self.speed()
        self.freshness()
        self.headers()
        self.deployment()
        self.dead("the site is dead", {})
        self.dead("the database is dead", {"DATABASE_URL": NO_DATABASE})

    def tell(self, what: str, figure: str, good: bool) -> None:
        self.failures += not good
        print(f"| {what} | {figure} | {'yes' if good else 'NO'} |", flush=True)

    def get(self, url: str, **more) -> requests.Response:
        return requests.get(
            url,
            verify=self.front.certificate,
            timeout=10,
            allow_redirects=False,
            **more,
        )

    def speed(self) -> None:
        """V2: a page out of the micro-cache, against the same bytes as a file."""
        packed = self.get(self.page, headers={"Accept-Encoding": "gzip"}, stream=True)
        (self.front.plain / "page.gz").write_bytes(packed.raw.read())
        (self.front.plain / "page").write_bytes(self.get(self.page).content)
        pairs = [
            (_wrk(self.page), _wrk(f"{self.front.url}/plain/page"))
            for _round in range(ROUNDS)
        ]
        page, plain = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(one / other for one, other in pairs)
        told = f"{ratio:.2f} of the file ({page:,.0f} and {plain:,.0f} a second)"
        self.tell("V2: a cached page", told, ratio >= 0.8)

    def freshness(self) -> None:
        """V3: how long after a publication readers still get the old page."""
        title = f"Neu um {time.time():.0f}"
        slug = ARTICLE.strip("/").split("/")[-1]
        rename = RENAME.format(slug=slug, title=title)
        stand = self.front.stand
        with stand.running("manage.py", "shell", "--command", rename, log="rename"):
            seen = until(lambda: title in self.get(self.page).text, READY)
            at = time.time()
        took = at - float(stand.log("rename").split()[-1])
        self.tell("V3: the new page is seen after", f"{took:.1f} s", seen and took <= 1)

    def headers(self) -> None:
        """Files are packed and kept for good, pictures ranged, strangers refused."""
        style = re.search(r'/static/css/site\.[^"]+', self.get(self.page).text)[0]
        answer = self.get(self.front.url + style)
        kept = "immutable" in answer.headers["Cache-Control"]
        packed = answer.headers.get("Content-Encoding") == "gzip"
        self.tell("static: packed, immutable", str(answer.status_code), kept and packed)
        picture = re.search(r"/media/images/[^\s\",]+", self.get(self.page).text)[0]
        part = self.get(self.front.url + picture, headers={"Range": "bytes=0-9"})
        self.tell("a part of a picture", str(part.status_code), part.status_code == 206)
        plain = self.get(f"http://localhost:{self.front.plain_port}/{ARTICLE}")
        away = plain.headers.get("Location", "").startswith("https://localhost")
        self.tell("without TLS", str(plain.status_code), away)
        admin = self.get(f"{self.front.url}/admin/login/")
        private = "no-store" in admin.headers["Cache-Control"]
        self.tell("the admin is not kept", str(admin.status_code), private)

    def deployment(self) -> None:
        with self._readers() as answers:
            end(self.site)
            time.sleep(2)
            self.site = self._started()
            time.sleep(2)
        self._judge("reads while the site is started anew", answers)

    def dead(self, what: str, changed: dict[str, str]) -> None:
        end(self.site)
        with self._readers() as answers:
            if changed:
                self.site = self._started(**changed)
            time.sleep(3)
        if changed:
            end(self.site)
        self._judge(f"reads while {what}", answers)
        self.site = self._started()

    def _judge(self, what: str, answers: Counter) -> None:
        self.tell(what, str(dict(answers)), set(answers) == {200})

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

    def _started(self, **changed: str) -> subprocess.Popen:
        stand = Stand(self.front.stand.folder, self.front.stand.environment | changed)
        process = stand.start(*stand.site())
        if not until(lambda: listens(stand.port)):
            raise RuntimeError(stand.log("cityportal.wsgi:application"))
        if not changed and not until(lambda: self.get(self.page).ok):
            raise RuntimeError("The page does not answer.")
        return process


def _wrk(url: str) -> float:
    """Answers a second; raises if one was no 2xx."""
    command = [
        "wrk",
        "-t2",
        "-c32",
        f"-d{SECONDS}s",
        "-H",
        "Accept-Encoding: gzip",
        url,
    ]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise RuntimeError(told)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


if __name__ == "__main__":
    print("| what | figure | goal met |\n|---|---|---|")
    sys.exit(bool(main()))
