"""What every network client keeps: the whole contract on one screen.

A client never sees a page, a model or a setting. It is given an `Account` and a
`Post`, and answers with a `Receipt` (or `Processing`), or raises one of the five
errors below. Anything else it raises is our own bug.
"""

import ipaddress
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from .budgets import Budget, Told

Credentials = dict[str, Any]


def on_loopback(address: str) -> bool:
    """Whether an address such as http://127.0.0.1:8000 stays on this machine."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # not even an address
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _unheard(rates: Mapping[str, Told]) -> None:
    """Nobody keeps a record of the budgets."""


@dataclass(frozen=True)
class Account:
    """Who posts where: `server` is a base address without a trailing slash.

    `keep` is called at once whenever the network hands out new credentials;
    `facts` is what `check()` last learnt of the server (limits, version).
    `version` is that of the API, for the networks that number theirs in the path.
    `note_rates` is given what an answer says of the budgets, by their names.
    """

    server: str
    credentials: Credentials
    keep: Callable[[Credentials], None]
    facts: Mapping[str, Any]
    version: str = ""
    note_rates: Callable[[Mapping[str, Told]], None] = _unheard

    def __repr__(self) -> str:
        return f"Account({self.server!r})"


@dataclass(frozen=True)
class PictureLimits:
    """What a network accepts of one picture; sizes in bytes and pixels.

    A ratio is width divided by height. `fetched` says that the network takes no file
    but fetches `Picture.url` by itself, perhaps later.
    """

    max_bytes: int
    max_width: int
    max_height: int
    formats: tuple[str, ...] = ("image/jpeg", "image/png")
    alt_length: int = 1_500
    min_width: int = 1
    min_ratio: float = 0.0
    max_ratio: float = math.inf
    fetched: bool = False


@dataclass(frozen=True)
class Limits:
    """What a network accepts of one post.

    `count` measures a text the way the network does and is compared with
    `text_length`. `reads_markup` says that the server itself looks for @names and
    #tags in the text; where it does not, only a `Span` makes one. `link_clickable`:
    where no link can be followed, the text shows a short address to type instead.
    `max_links` counts the different addresses of a post, that of its card too.
    `uploads_card`: the thumbnail of a card is ours to upload; elsewhere the network
    takes it from the page.
    """

    text_length: int
    count: Callable[[str], int]
    picture: PictureLimits
    text_bytes: int | None = None
    link_in_text: bool = True
    link_clickable: bool = True
    max_tags: int | None = None
    max_links: int | None = None
    needs_picture: bool = False
    reads_markup: bool = True
    uploads_card: bool = False


@dataclass(frozen=True)
class Picture:
    """A finished file, metadata removed; `url` is where a network may fetch it."""

    content: bytes
    mime_type: str
    width: int
    height: int
    alt: str
    url: str = ""

    def __repr__(self) -> str:
        return f"Picture({self.mime_type}, {self.width}x{self.height})"


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` of a post's text are a "link" or a "tag".

    `target` is the address, or the tag without its number sign.
    """

    start: int
    end: int
    kind: str
    target: str


@dataclass(frozen=True)
class Receipt:
    """The post is out: its id on the network and its public address."""

    remote_id: str
    url: str


@dataclass(frozen=True)
class Post:
    """Text, link and picture for one network, as the editor has seen it.

    `attach` is "picture" (an image post), "card" (a link card, for which `picture` is
    the thumbnail, if there is one) or "text" (neither). `reply_to` is the post of ours
    that this one answers.
    """

    text: str
    language: str
    url: str
    title: str
    description: str
    spans: tuple[Span, ...] = ()
    attach: str = "card"
    picture: Picture | None = None
    reply_to: Receipt | None = None

    def pieces(self) -> Iterator["Piece"]:
        """The text, cut where a link or a hashtag begins and ends."""
        end = 0
        for span in sorted(self.spans, key=lambda span: span.start):
            yield Piece(self.text[end : span.start])
            yield Piece(self.text[span.start : span.end], span)
            end = span.end
        yield Piece(self.text[end:])


@dataclass(frozen=True)
class Piece:
    """Some words of a post's text; `span` says what they are, if not plain text."""

    text: str
    span: Span | None = None


@dataclass(frozen=True)
class Processing:
    """Staged, nothing public yet; call `publish` again with `handle` in `seconds`."""

    handle: str
    seconds: float


@dataclass(frozen=True)
class Reactions:
    """How often a post was answered, favoured, shared; None where it is not told."""

    replies: int | None = None
    favourites: int | None = None
    shares: int | None = None

    @classmethod
    def told(cls, **counts: Any) -> "Reactions":
        """From what stands in an answer; what is no number there is not told."""
        return cls(**{name: summed(said) for name, said in counts.items()})


def summed(*counts: Any) -> int | None:
    """Of those that are numbers; None if none is."""
    numbers = [said for said in counts if type(said) is int and said >= 0]
    return sum(numbers) if numbers else None


@dataclass(frozen=True)
class Health:
    """What `check()` learnt. `facts` is kept and handed back in `Account.facts`.

    `notes` tell a person, in whole sentences, what is missing though the account works.
    """

    account: str
    url: str
    facts: Mapping[str, Any]
    days_left: int | None = None
    notes: tuple[str, ...] = ()


class NetworkError(Exception):
    """The network did not do what it was asked.

    `code` is the network's own name or number for the reason, where it gave one.
    """

    code: str = ""


class TemporaryError(NetworkError):
    """Nothing was posted; later it may work. `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: float | None = None):
        super().__init__(message)
        self.retry_after = retry_after


class RejectedError(NetworkError):
    """The network refuses this post and will refuse it again; its own words."""

    def __init__(self, message: str, code: str = ""):
        super().__init__(message)
        self.code = code


class CredentialsError(NetworkError):
    """The network no longer knows us: the channel must be connected again."""


class HumanError(NetworkError):
    """A person must act on the network (checkpoint, restriction, suspension)."""


class UncertainError(NetworkError):
    """The request may have been carried out: look before sending again."""


class Network:
    """One account on one network. Every method may raise the five errors."""

    name: ClassVar[str]
    label: ClassVar[str]
    default_server: ClassVar[str] = ""
    default_version: ClassVar[str] = ""
    credential_fields: ClassVar[tuple[str, ...]]  # what a person has to enter
    kept_fields: ClassVar[tuple[str, ...]] = ()  # what the network adds by itself
    attachments: ClassVar[tuple[str, ...]] = ("card",)
    updates: ClassVar[frozenset[str]] = frozenset()  # of "text" and "picture"
    can_reply: ClassVar[bool] = False  # to a post of ours
    stages_text: ClassVar[bool] = (
        False  # a handle holds the text, not the picture alone
    )
    proves_absence: ClassVar[bool] = True  # whether `find` may be trusted when None
    reactions_at_once: ClassVar[int] = 20  # posts in one call of `reactions`

    def __init__(self, account: Account):
        self.account = account

    @property
    def can_withdraw(self) -> bool:
        """Whether the network lets this account take a post back."""
        return True

    @property
    def missing_for_reactions(self) -> str:
        """The right that these credentials lack to be told any; empty if none."""
        return ""

    @classmethod
    def load(cls) -> None:
        """Import the client library: the worker does so once, before it forks."""

    @staticmethod
    def limits(facts: Mapping[str, Any]) -> Limits:
        """The limits, from what `check()` has learnt of the server; no request."""
        raise NotImplementedError

    @staticmethod
    def budgets(facts: Mapping[str, Any]) -> tuple[Budget, ...]:
        """How much may be done in what time, as far as it is known beforehand."""
        return ()

    @staticmethod
    def new_key(now: datetime) -> str:
        """The identity of one post, stored before the first attempt."""
        raise NotImplementedError

    def publish(self, post: Post, key: str, handle: str = "") -> Receipt | Processing:
        """Post once. The same `key` again must never make a second post.

        A network of several steps answers with `Processing` before anything is public;
        its `handle` is kept, and given back with the next call.
        """
        raise NotImplementedError

    def stages(self, post: Post, handle: str = "") -> bool:
        """Whether `publish` would only upload: nothing public, and no word of it kept."""
        return False

    def update(self, post: Post, receipt: Receipt, key: str) -> Receipt:
        """Change what `updates` names of what is out there; no harm in repeating it."""
        raise NotImplementedError

    def withdraw(self, receipt: Receipt) -> None:
        """Take the post back; already gone counts as done."""
        raise NotImplementedError

    def find(
        self, key: str, post: Post, since: datetime, handle: str = ""
    ) -> Receipt | None:
        """Look whether the post arrived after all; None says that it is not seen.

        Without a key, lost with the database, by what the post says and links to.
        """
        raise NotImplementedError

    def reactions(self, receipts: Sequence[Receipt]) -> dict[str, Reactions]:
        """What readers made of so many posts at once, by remote id: counts alone.

        A post that is not in the answer is not on the network (any more).
        """
        raise NotImplementedError

    def check(self) -> Health:
        """Ask the network harmlessly whether the credentials work."""
        raise NotImplementedError
