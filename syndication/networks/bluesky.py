"""Bluesky, and every personal data server (PDS) of the AT Protocol."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from . import outcomes
from .base import (
    Health,
    Limits,
    Network,
    PictureLimits,
    Post,
    Reactions,
    Receipt,
    Span,
    summed,
)
from .budgets import DAY, HOUR, MINUTE, Budget
from .counting import graphemes

PUBLIC_WEB = "https://bsky.app"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TID_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
TID_LENGTH = 13
NEWEST = 100  # records that are read to find one without its key

# Those of bsky.social; when they are told, they are known apart by their limits.
POINTS = {"publish": 2, "reply": 2, "withdraw": 1}
REQUESTS = {"publish": 1, "reply": 2, "withdraw": 1, "picture": 1}
REQUESTS |= {"check": 3, "reactions": 1}
BUDGETS = (
    Budget("points", 5_000, HOUR, POINTS),
    Budget("points of a day", 35_000, DAY, POINTS),
    Budget("uploads", 1_000, DAY, {"picture": 1}),
    Budget("requests", 3_000, 5 * MINUTE, REQUESTS),
)


class Bluesky(Network):
    """An account on a PDS. A key is the record key (TID) of the post to be.

    A post is written under its key only if nothing is there, so that the same key
    makes one post however often it is sent. The time of posting is in the key.
    """

    name = "bluesky"
    label = "Bluesky"
    default_server = "https://bsky.social"
    credential_fields = ("identifier", "password")
    kept_fields = ("session",)
    attachments = ("card", "picture")
    can_reply = True
    reactions_at_once = 25

    timeout = (5.0, 15.0)  # seconds to connect, seconds without an answer

    @classmethod
    def load(cls):
        """The module that talks to a PDS: its library costs 1.9 s and 80 MB."""
        return import_module(".bluesky_repository", __package__)

    @staticmethod
    def limits(facts: Mapping[str, Any]) -> Limits:
        return Limits(
            text_length=300,
            text_bytes=3_000,
            count=graphemes,
            # A card's thumbnail may have half the bytes of a picture of its own.
            picture=PictureLimits(1_000_000, 2_000, 2_000, alt_length=2_000),
            link_in_text=False,
            reads_markup=False,
            uploads_card=True,
        )

    @staticmethod
    def budgets(facts: Mapping[str, Any]) -> tuple[Budget, ...]:
        return BUDGETS

    @staticmethod
    def new_key(now: datetime) -> str:
        return tid(now, secrets.randbelow(1024))

    def publish(self, post: Post, key: str, handle: str = "") -> Receipt:
        with self._repository() as repository:
            blob = repository.upload(post.picture) if post.picture else None
            written = record(post, key, blob)
            if post.reply_to:
                written["reply"] = repository.thread_of(post.reply_to.remote_id)
            return self._receipt(repository, repository.write(written, key))

    def withdraw(self, receipt: Receipt) -> None:
        with self._repository() as repository:
            repository.delete(_key_of(receipt.remote_id))

    def find(
        self, key: str, post: Post, since: datetime, handle: str = ""
    ) -> Receipt | None:
        with self._repository() as repository:
            if key:
                uri = repository.look_up(key)
            else:
                uri = _linking(repository.newest(NEWEST), post.url, since)
            return self._receipt(repository, uri) if uri else None

    def reactions(self, receipts: Sequence[Receipt]) -> dict[str, Reactions]:
        """Counted by the network's AppView, which a server of one's own may lack."""
        uris = [receipt.remote_id for receipt in receipts]
        with self._repository() as repository:
            views = repository.views(uris)
        if views is None:
            return dict.fromkeys(uris, Reactions())
        return {str(view["uri"]): _reactions(view) for view in views}

    def check(self) -> Health:
        with self._repository() as repository:
            handle, facts = repository.check()
        return Health(f"@{handle}", f"{self._web()}/profile/{handle}", facts)

    def _repository(self):
        return self.load().Repository(self.account, self.timeout)

    def _web(self) -> str:
        return (self.account.credentials.get("web") or PUBLIC_WEB).rstrip("/")

    def _receipt(self, repository, uri: str) -> Receipt:
        profile = f"{self._web()}/profile/{repository.handle}"
        return Receipt(uri, f"{profile}/post/{_key_of(uri)}")


def tid(moment: datetime, clock: int) -> str:
    """The sortable record key of a moment (to the microsecond); `clock` < 1024."""
    number = (moment - EPOCH) // timedelta(microseconds=1) << 10 | clock
    digits = (number >> 5 * place & 31 for place in reversed(range(TID_LENGTH)))
    return "".join(TID_DIGITS[digit] for digit in digits)


def moment_of(key: str) -> datetime:
    """The moment that a record key was made of."""
    number = 0
    for digit in key:
        number = number << 5 | TID_DIGITS.index(digit)
    return EPOCH + timedelta(microseconds=number >> 10)


def record(post: Post, key: str, blob: dict | None) -> dict[str, Any]:
    """The record that is the post: the same for the same post and key."""
    return {
        "$type": "app.bsky.feed.post",
        "text": post.text,
        "langs": [post.language],
        "createdAt": moment_of(key).isoformat(timespec="milliseconds"),
        "facets": [_facet(post.text, span) for span in post.spans],
        **({} if post.attach == "text" else {"embed": _embed(post, blob)}),
    }


def _facet(text: str, span: Span) -> dict[str, Any]:
    """A link or tag in the text; the network counts in bytes of UTF-8."""
    start, end = (len(text[:place].encode()) for place in (span.start, span.end))
    features = {
        "link": {"$type": "app.bsky.richtext.facet#link", "uri": span.target},
        "tag": {"$type": "app.bsky.richtext.facet#tag", "tag": span.target},
    }
    return {
        "index": {"byteStart": start, "byteEnd": end},
        "features": [features[span.kind]],
    }


def _embed(post: Post, blob: dict | None) -> dict[str, Any]:
    if blob and post.attach == "picture":
        return _picture(post, blob)
    card = {"uri": post.url, "title": post.title, "description": post.description}
    if blob:
        card["thumb"] = blob
    return {"$type": "app.bsky.embed.external", "external": card}


def _picture(post: Post, blob: dict) -> dict[str, Any]:
    image = {
        "image": blob,
        "alt": post.picture.alt,
        "aspectRatio": {"width": post.picture.width, "height": post.picture.height},
    }
    return {"$type": "app.bsky.embed.images", "images": [image]}


def _linking(records: list[dict], url: str, since: datetime) -> str | None:
    """The address of the post since then that has this link, in its text or card."""
    for found in records:
        if moment_of(_key_of(found["uri"])) < since:
            return None
        if url in _links(found["value"]):
            return found["uri"]
    if len(records) == NEWEST:
        raise outcomes.too_many_newer()
    return None


def _links(value: dict[str, Any]) -> list[str]:
    external = (value.get("embed") or {}).get("external") or {}
    features = (
        part for facet in value.get("facets") or [] for part in facet["features"]
    )
    return [str(external.get("uri")), *(str(part.get("uri")) for part in features)]


def _reactions(view: dict[str, Any]) -> Reactions:
    """Who shares a post with words of her own quotes it."""
    return Reactions.told(
        replies=view.get("replyCount"),
        favourites=view.get("likeCount"),
        shares=summed(view.get("repostCount"), view.get("quoteCount")),
    )


def _key_of(uri: str) -> str:
    return uri.rpartition("/")[2]
