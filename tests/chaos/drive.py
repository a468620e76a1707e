"""`python -m tests.chaos.drive ...` in a stand: publish, kill, disturb, wait, count.

Runs with the stand's Django and is, for the database, one more web server in which an
editor publishes. What it saw is written to standard output as JSON.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityportal.settings")
django.setup()

import argparse  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from contextlib import ExitStack  # noqa: E402
from random import Random  # noqa: E402

from syndication.models import Delivery  # noqa: E402
from syndication.networks import NETWORKS  # noqa: E402
from tests.chaos import orders, scene, verdict  # noqa: E402
from tests.chaos.harm import SECONDS, VERY_LATE, Faults, Kills  # noqa: E402
from tests.chaos.promise import PATIENCE  # noqa: E402
from tests.chaos.stand import Stand, end, listens, until  # noqa: E402

AT_ONCE = 30  # deliveries that are under way together
WORKER = ("-m", "tests.chaos.worker")
State = Delivery.State


class Supervised:
    """The worker, started anew whenever it has been killed: what systemd does."""

    def __init__(self, stand: Stand):
        self.stand = stand
        self.starts = 0
        self._start()

    def _start(self) -> None:
        self.program = self.stand.start(*WORKER, log="worker")
        self.starts += 1

    def keep(self) -> None:
        if self.program.poll() is not None:
            self._start()

    def stop(self) -> int:
        """Told to stop, as by systemd; how it ended."""
        self.program.terminate()
        return self.program.wait(60)

    def end(self) -> None:
        """Whatever happened: nothing of it lives on."""
        end(self.program)
        for number in orders.cast():
            orders.kill(number, "end of the run")


class Drive:
    def __init__(self, stand: Stand, articles: int, kills: int, seed: int):
        self.articles, self.random = articles, Random(seed)
        self.worker = Supervised(stand)
        self.kills = Kills(kills, Random(seed + 1))
        self.faults = Faults(articles, Random(seed + 2))
        self.newsroom = scene.Newsroom(Random(seed + 3))

    def run(self) -> dict:
        began = time.monotonic()
        self._publish_under_fire()
        self.faults.end()
        quiet = time.monotonic()
        self._settle()
        settled = time.monotonic()
        code = self.worker.stop()
        return verdict.of(self.newsroom, self.faults, self.log()) | {
            "seconds": round(settled - began),
            "seconds_to_settle": round(settled - quiet),
            "worker_starts": self.worker.starts,
            "worker_exit": code,
        }

    def log(self) -> str:
        return (self.worker.stand.log("worker")) + self.worker.stand.log("site")

    def _publish_under_fire(self) -> None:
        """The kills come as evenly as the articles do; both are finished here."""
        while self.newsroom.published < self.articles or self.kills.left:
            self.worker.keep()
            progress = self.newsroom.published / self.articles
            if progress < 1 and under_way() < AT_ONCE:
                self.newsroom.publish()
                self.faults.order(progress)
            self.kills.go_on(progress)
            time.sleep(0.1)
            if progress == 1 and not under_way():
                return  # what is left of the kills has nothing to meet

    def _settle(self) -> None:
        """Not before the last of what is stored late has been stored."""
        began = time.monotonic()
        late = SECONDS[VERY_LATE] + 2
        while (taken := time.monotonic() - began) < max(late, PATIENCE):
            if taken > late and settled():
                return
            self.worker.keep()
            time.sleep(0.1)


def under_way() -> int:
    return Delivery.objects.filter(verdict.UNDER_WAY).count()


def settled() -> bool:
    return not under_way() and not Delivery.objects.differing().exists()


def main() -> int:
    parser = argparse.ArgumentParser()
    for name in ("articles", "kills", "seed"):
        parser.add_argument(f"--{name}", type=int, required=True)
    wanted = vars(parser.parse_args())
    orders.prepare()
    stand = Stand.here()
    with ExitStack() as programs:
        sandbox = ("--port", str(stand.sandbox_port), "--data", "var/sandbox")
        programs.enter_context(
            stand.running("-m", "tests.chaos.sandbox", *sandbox, log="sandbox")
        )
        programs.enter_context(stand.running(*stand.site(), log="site"))
        for port in (stand.sandbox_port, stand.port):
            if not until(lambda port=port: listens(port)):
                sys.exit(f"Nothing listens on port {port}.")
        scene.prepare(list(NETWORKS))
        scene.hurry()
        drive = Drive(stand, **wanted)
        programs.callback(drive.worker.end)
        json.dump(drive.run(), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
