"""Accounts, pictures and posts for the tests of the network clients."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

from PIL import Image

from syndication.networks.base import Account, Credentials, Network, Picture, Post

from .served import PICTURES

ALT = "Blick über die Möhnestraße auf das Rathaus"
ARTICLE = "https://stadt.example.org/newsroom/brücke?teil=1&seite=2"


class Keeper:
    """Remembers the credentials that a client hands over to be kept."""

    def __init__(self, credentials: Credentials):
        self.credentials = credentials
        self.kept: list[Credentials] = []

    def __call__(self, credentials: Credentials) -> None:
        self.kept.append(credentials)
        self.credentials.update(credentials)


def make_account(
    server: str, credentials: Credentials, version: str = "", **facts
) -> Account:
    credentials = dict(credentials)
    return Account(server, credentials, Keeper(credentials), facts, version)


def make_picture(width=640, height=480, colour="teal", alt=ALT) -> Picture:
    content = BytesIO()
    Image.new("RGB", (width, height), colour).save(content, "JPEG")
    url = PICTURES.add(content.getvalue())
    return Picture(content.getvalue(), "image/jpeg", width, height, alt, url)


def make_post(text="Die Brücke ist wieder frei.", url=ARTICLE, **kwargs) -> Post:
    """A post that ends with its link, as `compose` makes it."""
    post = Post(
        text=f"{text}\n\n{url}",
        language="de",
        url=url,
        title="Die Brücke ist wieder frei",
        description="Ab Montag rollt der Verkehr.",
    )
    return replace(post, **kwargs)


def now() -> datetime:
    return datetime.now(UTC)


def exactly(limit: int, network: type[Network], account: Account, post: Post) -> Post:
    """The post made to count just `limit` on this network, with umlauts in front."""
    rest = limit - network.limits(account.facts).count(post.text)
    return replace(post, text="ü" * rest + post.text)
