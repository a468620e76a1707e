"""`python -m tests.chaos.drain` in a stand: many articles at once, shortened windows.

The real worker sends them to the real sandbox. In the middle an urgent article goes
live. What was seen is written to standard output as JSON.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityportal.settings")
django.setup()

import argparse  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
from contextlib import ExitStack  # noqa: E402

from django.utils import timezone  # noqa: E402

from syndication import outbox  # noqa: E402
from syndication.models import Attempt, Channel, Delivery  # noqa: E402
from syndication.networks import NETWORKS  # noqa: E402
from tests import factories  # noqa: E402
from tests.chaos import scene  # noqa: E402
from tests.chaos.stand import Stand, listens, until  # noqa: E402

LONGEST = 2 * 60 * 60  # seconds for all of it
SETTINGS = {
    "bluesky": {"rate_limits": True},
    "instagram": {"posts_per_day": 100},
}
State = Delivery.State


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int)
    parser.add_argument("--factor", type=float)
    parser.add_argument("--network", action="append")
    wanted = parser.parse_args()
    stand = Stand.here()
    with ExitStack() as programs:
        sandbox = ("--port", stand.sandbox_port, "--window-factor", wanted.factor)
        for arguments, log in (
            (("-m", "syndication.sandbox", *map(str, sandbox)), "sandbox"),
            (stand.site(), "site"),
        ):
            programs.enter_context(stand.running(*arguments, log=log))
        for port in (stand.sandbox_port, stand.port):
            if not until(lambda port=port: listens(port)):
                sys.exit(f"Nothing listens on port {port}.")
        image = prepare(wanted.articles, wanted.network or list(NETWORKS))
        programs.enter_context(stand.running("manage.py", "worker", log="worker"))
        json.dump(drain(wanted.articles, image), sys.stdout)
    return 0


def prepare(articles: int, networks: list[str]):
    """Channels that show pictures, and the articles; all share a picture."""
    for network, settings in SETTINGS.items():
        scene.ask("POST", f"/{network}/settings", **settings)
    scene.prepare(networks)
    Channel.objects.update(attach=Channel.Attach.PICTURE)
    image = factories.image(factories.picture((800, 450)))
    factories.imported(articles, lead_image=image)
    outbox.reconcile(timezone.now())
    return image


def drain(articles: int, image) -> dict[str, dict]:
    """{network: {"published", "held", "refused", "before_urgent", "seconds"}}"""
    began, whole = timezone.now(), waiting()
    until(lambda: published() > whole / 5, LONGEST)
    urgent = factories.published(lead_image=image, urgent=True)
    until(lambda: not waiting(), LONGEST, pause=1)
    return {
        channel.network: {
            "published": channel.deliveries.filter(state=State.PUBLISHED).count(),
            "held": channel.deliveries.filter(state=State.HELD).count(),
            "refused": refused(channel.network),
            "before_urgent": begun_before(channel, urgent),
            "seconds": round((last(channel) - began).total_seconds()),
        }
        for channel in Channel.objects.all()
    }


def published() -> int:
    return Delivery.objects.filter(state=State.PUBLISHED).count()


def waiting() -> int:
    under_way = (State.PENDING, State.SENDING, State.IN_DOUBT)
    return Delivery.objects.filter(state__in=under_way).count()


def refused(network: str) -> int:
    """Requests for which a limit or a quota was used up, by the sandbox's log."""
    log = scene.ask("GET", "/requests.json")["requests"]
    return sum(one["limited"] for one in log if one["network"] == network)


def begun_before(channel: Channel, urgent) -> int:
    """How many deliveries were begun although the urgent one was there already."""
    mine = channel.deliveries.get(announcement__page=urgent)
    begun = Attempt.objects.filter(
        delivery__channel=channel,
        phase=Attempt.Phase.BEGUN,
        at__gt=mine.announcement.created_at,
    )
    first = begun.filter(delivery=mine).first()
    return begun.filter(pk__lt=first.pk).count() if first else -1


def last(channel: Channel):
    return channel.deliveries.latest("published_at").published_at


if __name__ == "__main__":
    sys.exit(main())
