"""What happens in a stand: accounts, channels, articles. Runs with the stand's Django."""

from random import Random

import requests
from django.conf import settings
from django.utils import timezone

from newsroom.management.commands.load_demo import bind_site
from newsroom.models import ArticlePage
from syndication import connecting
from syndication.models import Channel, Delivery
from tests import factories

SANDBOX = f"http://127.0.0.1:{settings.SANDBOX_PORT}"
NETWORKS = ("mastodon", "bluesky", "facebook", "instagram", "threads")
ACCOUNT = "stadt"
WITH_PICTURE = ("facebook", "instagram", "threads")
# No window of a network's is in the way, and none takes its time with a container.
QUICK = {
    "mastodon": {"window_factor": 3_600},
    "facebook": {"window_factor": 3_600},
    "instagram": {
        "window_factor": 3_600,
        "posts_per_day": 100_000,
        "processing_seconds": 0,
    },
    "threads": {
        "window_factor": 3_600,
        "posts_per_day": 100_000,
        "processing_seconds": 0,
        "fresh_seconds": 0,
    },
}


def prepare(networks: list[str]) -> None:
    """A newsroom, and a channel on each network of the sandbox."""
    factories.section()
    bind_site()
    for network in networks:
        account = ask("POST", "/accounts", network=network, name=ACCOUNT)
        channel = Channel(name=network, network=network, server=account["server"])
        if network in WITH_PICTURE:
            channel.attach = Channel.Attach.PICTURE
        connecting.connect(channel, account["credentials"])


def hurry() -> None:
    for network, quick in QUICK.items():
        ask("POST", f"/{network}/settings", **quick)


def ask(method: str, path: str, /, **wanted):
    """What the sandbox answers to those who steer it."""
    answer = requests.request(method, SANDBOX + path, json=wanted, timeout=30)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def states() -> str:
    """The deliveries' states in their order, such as "published pending"."""
    return " ".join(
        Delivery.objects.order_by("pk").values_list("state", flat=True),
    )


class Newsroom:
    """An editor at work: "Meldung 1", "Meldung 2", ...; some change, some go again."""

    RECENT = 25  # articles, of which one is changed
    SHARE = 0.4  # of the articles, after which an earlier one is changed

    def __init__(self, random: Random):
        self._random = random
        self._image = factories.image(factories.picture((800, 450)))
        self._numbers: dict[int, int] = {}  # of the pages
        self.published = 0
        self.left: set[int] = set()

    def publish(self) -> None:
        page = factories.published(
            title=self.next_title(),
            lead_image=self._random.choice((self._image, None)),
            urgent=self._random.random() < 0.1,
        )
        self._numbers[self.published] = page.pk
        if self._random.random() < self.SHARE:
            self._change_an_earlier_one()

    def next_title(self) -> str:
        """For whoever else publishes here."""
        self.published += 1
        return f"Meldung {self.published} aus der Stadt"

    def _change_an_earlier_one(self) -> None:
        recent = range(max(1, self.published - self.RECENT), self.published + 1)
        number = self._random.choice(recent)
        if number in self._numbers and number not in self.left:
            change = (self._edit, self._edit, self._correct, self._withdraw)
            page = ArticlePage.objects.get(pk=self._numbers[number])
            self._random.choice(change)(number, page)

    def _edit(self, number: int, page: ArticlePage) -> None:
        page.title = f"Meldung {number}, gesehen um {self.published}"
        page.save_revision().publish()

    def _correct(self, number: int, page: ArticlePage) -> None:
        text = f"In Meldung {number} galt Punkt {self.published} nicht."
        page.corrections.append(("correction", {"text": text, "at": timezone.now()}))
        page.save_revision().publish()

    def _withdraw(self, number: int, page: ArticlePage) -> None:
        self.left.add(number)
        page.unpublish()
