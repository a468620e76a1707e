"""Mastodon, and every server that speaks its protocol."""

import html
import math
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from django.utils.translation import gettext as _

from . import outcomes
from .base import (
    Health,
    Limits,
    Network,
    NetworkError,
    PictureLimits,
    Post,
    Reactions,
    Receipt,
    RejectedError,
    TemporaryError,
)
from .budgets import HOUR, MINUTE, Budget
from .counting import mastodon_length
from .mastodon_server import Server, is_page, is_status

MIB = 1024 * 1024
STORED_PIXELS = 3840 * 2160  # larger pictures are scaled down by the server
OUR_FORMATS = ("image/jpeg", "image/png")
GONE = "404"
LISTING = (4, 3)  # the version since which several statuses are told at once
LOOK_BACK = 1_000  # statuses
PAGE = 40
_LINK = re.compile(r'href="([^"]*)"')


class Mastodon(Network):
    """An account on a Mastodon server. A key is an Idempotency-Key.

    The server honours the key for an hour, and 4.6.0 to 4.6.5 answer its second use
    with an error 500 though the post exists: hence the look through the account's
    statuses in `find`, which knows our post by the article's address in it.
    """

    name = "mastodon"
    label = "Mastodon"
    credential_fields = ("access_token",)
    attachments = ("card", "picture")
    updates = frozenset({"text", "picture"})
    can_reply = True

    timeout = (5.0, 15.0)  # seconds to connect, seconds without an answer
    processing_seconds = 10.0  # how long we wait for a picture to be processed
    processing_pause = 0.5

    @staticmethod
    def limits(facts: Mapping[str, Any]) -> Limits:
        pixels = min(facts.get("image_matrix_limit") or STORED_PIXELS, STORED_PIXELS)
        supported = facts.get("supported_mime_types") or OUR_FORMATS
        return Limits(
            text_length=facts.get("max_characters") or 500,
            count=partial(
                mastodon_length,
                per_url=facts.get("characters_reserved_per_url") or 23,
            ),
            picture=PictureLimits(
                max_bytes=facts.get("image_size_limit") or 16 * MIB,
                max_width=math.isqrt(pixels),
                max_height=math.isqrt(pixels),
                formats=tuple(kind for kind in OUR_FORMATS if kind in supported),
                alt_length=facts.get("description_limit") or 1_500,
            ),
        )

    @staticmethod
    def budgets(facts: Mapping[str, Any]) -> tuple[Budget, ...]:
        """Those of a stock server, which is asked twice for each post."""
        posts = {"publish": 1, "reply": 1, "update": 1}
        requests = {"publish": 2, "reply": 2, "update": 1, "withdraw": 1, "picture": 2}
        requests |= {"check": 2, "reactions": 1}
        return (
            Budget("uploads", 30, 30 * MINUTE, {"picture": 1}),
            Budget("posts", 300, 3 * HOUR, posts),
            Budget("deletions", 30, 30 * MINUTE, {"withdraw": 1}),
            Budget("requests", 300, 5 * MINUTE, requests),
        )

    @staticmethod
    def new_key(now: datetime) -> str:
        return str(uuid4())

    def publish(self, post: Post, key: str, handle: str = "") -> Receipt:
        with self._server() as server:
            status = server.ask(
                server.api.status_post,
                post.text,
                in_reply_to_id=post.reply_to.remote_id if post.reply_to else None,
                media_ids=self._upload(server, post),
                language=post.language,
                visibility="public",
                idempotency_key=key,
                shape=is_status,
                posting=True,
            )
            _make_sure_it_was_kept(server, status["id"])
        return _receipt(status)

    def update(self, post: Post, receipt: Receipt, key: str) -> Receipt:
        """Everything is sent anew, for what an edit leaves out is taken away."""
        with self._server() as server:
            status = server.ask(
                server.api.status_update,
                receipt.remote_id,
                post.text,
                media_ids=self._upload(server, post),
                shape=is_status,
            )
        return _receipt(status)

    def withdraw(self, receipt: Receipt) -> None:
        with self._server() as server:
            try:
                server.ask(
                    server.api.status_delete, receipt.remote_id, delete_media=True
                )
            except RejectedError as refused:
                if refused.code != GONE:
                    raise

    def find(
        self, key: str, post: Post, since: datetime, handle: str = ""
    ) -> Receipt | None:
        with self._server() as server:
            for status in self._statuses_since(server, since):
                if _is_ours(status, post):
                    return _receipt(status)
        return None

    def reactions(self, receipts: Sequence[Receipt]) -> dict[str, Reactions]:
        """One by one from a server before 4.3, which has no list of them."""
        ids = [receipt.remote_id for receipt in receipts]
        with self._server() as server:
            if _version(self.account.facts) < LISTING:
                statuses = list(_one_by_one(server, ids))
            else:
                statuses = server.ask(server.api.statuses, ids, shape=is_page)
        return {str(status["id"]): _reactions(status) for status in statuses}

    def check(self) -> Health:
        with self._server() as server:
            account = server.ask(server.api.account_verify_credentials, shape=is_status)
            # To look for a post needs a right of its own, better missed now.
            _page(server, account["id"], limit=1)
            instance = server.ask(server.api.instance_v2, shape=_is_instance)
        facts = _facts(account, instance)
        name = f"@{facts['acct']}@{instance.get('domain') or self.account.server}"
        return Health(name, str(account["url"]), facts)

    def _server(self) -> Server:
        return Server(self.account, self.timeout)

    def _upload(self, server: Server, post: Post) -> list[str] | None:
        """The ids of the post's uploaded picture; None if it shows a link card."""
        if post.attach != "picture" or post.picture is None:
            return None
        picture = post.picture
        media = server.ask(
            server.api.media_post,
            picture.content,  # bytes: a file would be sent empty when tried again
            picture.mime_type,
            description=picture.alt,
        )
        return [self._processed(server, media)["id"]]

    def _processed(self, server: Server, media: dict) -> dict:
        deadline = time.monotonic() + self.processing_seconds
        while not media.get("url"):
            if time.monotonic() > deadline:
                raise TemporaryError(
                    _("Mastodon verarbeitet das Bild noch."), retry_after=60
                )
            time.sleep(self.processing_pause)
            media = server.ask(server.api.media, media["id"])
        return media

    def _statuses_since(self, server: Server, since: datetime) -> Iterator[dict]:
        """The account's statuses, newest first, made at `since` or later."""
        account_id = (
            self.account.facts.get("account_id")
            or (server.ask(server.api.account_verify_credentials)["id"])
        )
        page = _page(server, account_id)
        since += server.clock_ahead() - timedelta(seconds=2)
        for _page_number in range(LOOK_BACK // PAGE):
            for status in page:
                if (status.get("created_at") or since) < since:
                    return
                yield status
            if not page:
                return
            page = _page(server, account_id, max_id=page[-1]["id"])
        raise outcomes.too_many_newer()


def _page(server: Server, account_id: str, limit: int = PAGE, **kwargs) -> list[dict]:
    return server.ask(
        server.api.account_statuses,
        account_id,
        exclude_reblogs=True,
        limit=limit,
        shape=is_page,
        **kwargs,
    )


def _one_by_one(server: Server, ids: list[str]) -> Iterator[dict]:
    """Those that are there."""
    for status_id in ids:
        try:
            yield server.ask(server.api.status, status_id)
        except RejectedError as refused:
            if refused.code != GONE:
                raise


def _make_sure_it_was_kept(server: Server, status_id: str) -> None:
    """The spam filter answers like any success, and then keeps nothing."""
    try:
        server.ask(server.api.status, status_id)
    except NetworkError as error:
        # Any other trouble with looking is none of the post's, which has an id.
        if getattr(error, "code", "") == GONE:
            raise RejectedError(
                _("Mastodon nimmt den Beitrag an, behält ihn aber nicht (Spamfilter).")
            ) from None


def _is_ours(status: dict, post: Post) -> bool:
    """Whether it links to our article, and answers what ours answers."""
    answers = post.reply_to.remote_id if post.reply_to else None
    if str(status.get("in_reply_to_id") or "") != str(answers or ""):
        return False
    return bool(post.url) and _links_to(post.url, status.get("content") or "")


def _links_to(address: str, content: str) -> bool:
    """Whether a status' HTML has a link to `address`, however it is quoted."""
    links = (html.unescape(link) for link in _LINK.findall(content))
    return any(unquote(link) == unquote(address) for link in links)


def _receipt(status: dict) -> Receipt:
    return Receipt(str(status["id"]), str(status["url"]))


def _reactions(status: dict) -> Reactions:
    return Reactions.told(
        replies=status.get("replies_count"),
        favourites=status.get("favourites_count"),
        shares=status.get("reblogs_count"),
    )


def _is_instance(json: Any) -> bool:
    return isinstance(json, dict) and isinstance(json.get("configuration"), dict)


def _version(facts: Mapping[str, Any]) -> tuple[int, ...]:
    """Major and minor; of a server that has not told it the newest."""
    told = re.match(r"(\d+)\.(\d+)", facts.get("version") or "")
    return tuple(map(int, told.groups())) if told else LISTING


def _facts(account: dict, instance: dict) -> dict[str, Any]:
    """What is worth remembering of an account and its server; fit for JSON."""
    statuses = instance["configuration"].get("statuses") or {}
    media = instance["configuration"].get("media_attachments") or {}
    return {
        "version": str(instance.get("version") or ""),
        "account_id": str(account["id"]),
        "acct": str(account.get("acct") or ""),
        "max_characters": statuses.get("max_characters"),
        "characters_reserved_per_url": statuses.get("characters_reserved_per_url"),
        "description_limit": media.get("description_limit"),
        "image_size_limit": media.get("image_size_limit"),
        "image_matrix_limit": media.get("image_matrix_limit"),
        "supported_mime_types": list(media.get("supported_mime_types") or []),
    }
