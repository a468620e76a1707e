"""What happens in a stand: accounts, channels, articles. Runs with the stand's Django."""

import requests
from django.conf import settings

from newsroom.management.commands.load_demo import bind_site
from syndication import connecting
from syndication.models import Channel, Delivery
from tests import factories

SANDBOX = f"http://127.0.0.1:{settings.SANDBOX_PORT}"
ACCOUNT = "stadt"
WITH_PICTURE = ("facebook", "instagram", "threads")


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


def ask(method: str, path: str, **wanted):
    """What the sandbox answers to those who steer it."""
    answer = requests.request(method, SANDBOX + path, json=wanted, timeout=30)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def states() -> str:
    """The deliveries' states in their order, such as "published pending"."""
    return " ".join(
        Delivery.objects.order_by("pk").values_list("state", flat=True),
    )
