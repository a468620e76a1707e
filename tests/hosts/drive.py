"""`python -m tests.hosts.drive SEED FOLDER PORT FOLDER PORT` in a stand: the run itself.

Runs with the common database, as one more host on which an editor publishes. What it
saw is written to standard output as JSON.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityportal.settings")
django.setup()

import json  # noqa: E402
import re  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from contextlib import ExitStack  # noqa: E402
from pathlib import Path  # noqa: E402
from random import Random  # noqa: E402
from urllib.parse import urlsplit  # noqa: E402

import requests  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402

from newsroom.models import ArticlePage  # noqa: E402
from syndication.models import Delivery  # noqa: E402
from syndication.networks import NETWORKS  # noqa: E402
from tests import factories  # noqa: E402
from tests.chaos import orders, scene, stores, verdict  # noqa: E402
from tests.chaos.drive import AT_ONCE, settled, under_way  # noqa: E402
from tests.chaos.harm import Faults  # noqa: E402
from tests.chaos.promise import PATIENCE  # noqa: E402
from tests.chaos.stand import Stand, listens, until  # noqa: E402
from tests.editor import BODY, PUBLISH, Editor  # noqa: E402

from .host import Host, prepare_orders  # noqa: E402
from .watch import Watch  # noqa: E402

CALM = "all is well"
AWAY = 8.0  # seconds that what was killed stays away
BETWEEN = 6.0  # seconds of work between two blows
# What a host that loses its database or Redis has to say, and may.
EXPECTED = re.compile(
    r"OperationalError|InterfaceError|AdminShutdown|ConnectionError|QueueSilentError"
)
PICTURE = re.compile(r"/media/images/[^\s\",]+")


class Drive:
    def __init__(self, hosts: list[Host], redis: stores.Redis, seed: int):
        self.a, self.b = self.hosts = hosts
        self.redis = redis
        self.newsroom = scene.Newsroom(Random(seed))
        self.complaints: list[str] = []
        self.connections = 0
        self.picture = ""
        page = factories.published(title="Stand 0", slug="stand", announce=False)
        self.watch = Watch(page, hosts, settings.PUBLIC_URL)

    def run(self) -> dict:
        began = time.monotonic()
        with self.watch:
            self._work(CALM, BETWEEN)
            self._under_blows()
            self._work(CALM, BETWEEN)
            settling = self._settle()
        taken = time.monotonic() - began
        memory = self._memory()
        codes = [host.stop(part) for host in self.hosts for part in ("worker", "site")]
        return verdict.of(self.newsroom, Faults(1, Random(0)), "") | {
            "ages": self.watch.ages(),
            "front": self.watch.front,
            "picture": self.picture,
            "connections": self.connections,
            "memory": memory,
            "bugs": sum(map(_bugs, self.hosts)),
            "worker_exit": codes[0] or codes[2],
            "complaints": self.complaints,
            "seconds": round(taken),
            "settling": round(settling),
        }

    def _under_blows(self) -> None:
        self.b.kill("site")
        self._work("site B is dead", AWAY)
        self.b.run("site")
        self._work(CALM, BETWEEN)
        self.a.kill("worker")
        self._follow_a_picture()
        self._work("worker A is dead", AWAY)
        self.a.run("worker")
        self.redis.kill()
        self._work("Redis is gone", AWAY)
        self.redis.start()
        self._work(CALM, BETWEEN)
        self._restart_postgres()
        self._work("PostgreSQL has been restarted", BETWEEN)
        self.a.kill("site")
        self.b.kill("worker")
        self._work("site A and worker B are dead", AWAY)
        self.a.run("site")
        self.b.run("worker")

    def _work(self, phase: str, seconds: float) -> None:
        """An editor publishes, as fast as it goes out."""
        self.watch.phase = phase
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if under_way() < AT_ONCE:
                    self.newsroom.publish()
                self.connections = max(self.connections, _connections())
            except DatabaseError as error:
                connection.close()
                self.complaints.append(f"Could not publish: {error}")
            time.sleep(0.1)

    def _restart_postgres(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            (rows,) = cursor.fetchone()
        connection.close()
        self.watch.phase = "PostgreSQL is being restarted"
        stores.restart(Path(rows))

    def _follow_a_picture(self) -> None:
        """Uploaded on host A, whose worker is dead: so host B has it made and sent."""
        editor = Editor(f"http://localhost:{self.a.port}", "chefin", "chefin")
        facts = {"description": "Eine Brücke", "credit": "Stadt"}
        image = editor.upload(factories.picture((800, 450)), "bruecke.png", **facts)
        title = self.newsroom.next_title()
        page = editor.write(
            factories.section().pk, title, teaser="Neu.", lead_image=str(image)
        )
        editor.submit(f"/admin/pages/{page}/edit/", **BODY | PUBLISH)
        sent = Delivery.objects.filter(announcement__page=page)
        published = sent.filter(state=Delivery.State.PUBLISHED)
        began = time.monotonic()
        if not until(lambda: published.count() == len(NETWORKS), PATIENCE):
            self.complaints.append("The picture was not posted on all channels.")
        took = time.monotonic() - began
        path = ArticlePage.objects.get(pk=page).get_url()
        shown = PICTURE.search(self.b.get(path).text)
        answers = [
            self.b.get(shown[0]),
            requests.get(settings.PUBLIC_URL + shown[0], timeout=10),
        ]
        if {answer.status_code for answer in answers} != {200}:
            self.complaints.append(f"{shown[0]} is not served: {answers}")
        posts = scene.ask("GET", "/posts.json")["posts"]
        shows = {
            post["network"] for post in posts if title in post["text"] and post["media"]
        }
        if not shows >= set(scene.WITH_PICTURE):
            self.complaints.append(f"The picture is shown on {shows} alone.")
        self.picture = f"on {len(shows)} networks and both hosts, after {took:.1f} s"

    def _settle(self) -> float:
        began = time.monotonic()
        self.watch.phase = CALM
        until(settled, PATIENCE)
        return time.monotonic() - began

    def _memory(self) -> dict[str, list[float]]:
        return {
            f"{part} of {host.name}": host.memory(part)
            for host in self.hosts
            for part in ("site", "worker")
        }


def _bugs(host: Host) -> int:
    """In its logs, but for those whose cause is what was done to it."""
    text = host.log("worker") + host.log("site")
    entries = re.split(r"\n(?=\d{4}-\d\d-\d\d )", text)
    return sum(
        bool(verdict.BUG.search(one)) and not EXPECTED.search(one) for one in entries
    )


def _connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL"
        )
        return cursor.fetchone()[0]


def main() -> int:
    seed, *places = sys.argv[1:]
    desk = Stand.here()
    orders.prepare()
    pairs = zip(places[::2], places[1::2], strict=True)
    hosts = [
        Host(Path(folder), desk.environment | {"PORT": port}) for folder, port in pairs
    ]
    redis = stores.Redis(urlsplit(settings.REDIS_URL).port)
    with ExitStack() as programs:
        programs.callback(redis.end)
        redis.start()
        sandbox = ("--port", str(desk.sandbox_port), "--data", "var/sandbox")
        programs.enter_context(
            desk.running("-m", "syndication.sandbox", *sandbox, log="sandbox")
        )
        until(lambda: listens(desk.sandbox_port))
        scene.prepare(list(NETWORKS))
        scene.hurry()
        User.objects.create_superuser("chefin", password="chefin")
        for host in hosts:
            prepare_orders(host)
            programs.callback(host.end)
            host.run("site")
            host.run("worker")
        ports = (host.port for host in hosts)
        for port in (*ports, urlsplit(settings.PUBLIC_URL).port):
            if not until(lambda port=port: listens(port)):
                sys.exit(f"Nothing listens on port {port}.")
        json.dump(Drive(hosts, redis, int(seed)).run(), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
