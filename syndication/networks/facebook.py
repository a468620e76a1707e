"""Facebook: the posts of a Page."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _

from . import graph_access
from .base import (
    CredentialsError,
    Health,
    Limits,
    Network,
    NetworkError,
    Picture,
    PictureLimits,
    Post,
    Processing,
    Reactions,
    Receipt,
)
from .budgets import Budget
from .counting import utf16_length
from .graph import MISSING, Graph, has_data, succeeded
from .graph_errors import lacks_permission
from .graph_usage import usage_budget
from .staging import Staged, moment_of, new_key

STAGED_FOR = 23 * 60 * 60  # seconds; an unpublished photo is tidied away after a day
SEEN = (
    "id,message,created_time,permalink_url,"
    "attachments{url,unshimmed_url,target{id,url}}"
)
COUNTS = "shares,reactions.limit(0).summary(total_count)"
COMMENTS = "comments.limit(0).summary(total_count)"
READING_COMMENTS = "pages_read_user_content"


class Facebook(Network):
    """A Page. A key begins with its moment, since which the Page's posts are ours to see.

    The API knows no idempotency key. A photo is staged first, unpublished; its id then
    tells our post from others, and the article's address does so for a link card. Both
    are looked for before a post is sent, which makes the same key one post.
    """

    name = "facebook"
    label = "Facebook"
    default_server = "https://graph.facebook.com"
    default_version = "v26.0"
    credential_fields = ("access_token", "page_id")
    attachments = ("card", "picture")
    updates = frozenset({"text"})
    proves_absence = False  # its lists may leave something out

    needed_scopes = ("pages_manage_posts", "pages_read_engagement")
    useful_scopes = {
        "pages_show_list": _("Die Seite lässt sich nicht neu auswählen."),
        READING_COMMENTS: _("Kommentare lassen sich nicht zählen."),
    }
    reactions_at_once = 25

    timeout = (5.0, 15.0)  # seconds to connect, seconds without an answer

    @staticmethod
    def limits(facts: Mapping[str, Any]) -> Limits:
        return Limits(
            text_length=63_206,
            count=utf16_length,
            picture=PictureLimits(
                4_000_000, 2_048, 2_048, ("image/jpeg",), alt_length=1_000
            ),
            link_in_text=False,
        )

    @staticmethod
    def budgets(facts: Mapping[str, Any]) -> tuple[Budget, ...]:
        """Facebook publishes no number of posts."""
        return (usage_budget(),)

    new_key = staticmethod(new_key)

    def publish(self, post: Post, key: str, handle: str = "") -> Receipt | Processing:
        with self._graph() as graph:
            if self.stages(post, handle):
                return Processing(self._stage(graph, post.picture).handle, seconds=0)
            photo = self._photo(handle)
            found = self._seen(graph, post, moment_of(key), photo)
            return found or self._post(graph, post, photo)

    def stages(self, post: Post, handle: str = "") -> bool:
        pictured = post.picture is not None and post.attach == "picture"
        return pictured and self._photo(handle) is None

    def update(self, post: Post, receipt: Receipt, key: str) -> Receipt:
        """The text alone: photo and link stay as they are."""
        with self._graph() as graph:
            graph.post(receipt.remote_id, succeeded, message=post.text)
        return receipt

    def withdraw(self, receipt: Receipt) -> None:
        with self._graph() as graph:
            graph.delete(receipt.remote_id)

    def find(
        self, key: str, post: Post, since: datetime, handle: str = ""
    ) -> Receipt | None:
        with self._graph() as graph:
            return self._seen(graph, post, since, self._photo(handle))

    def reactions(self, receipts: Sequence[Receipt]) -> dict[str, Reactions]:
        """Comments are counted for those alone who may read them."""
        ids = [receipt.remote_id for receipt in receipts]
        with self._graph() as graph:
            if not graph_access.allowed(self.account.credentials, READING_COMMENTS):
                return _counted(graph, ids, COUNTS)
            try:
                return _counted(graph, ids, f"{COUNTS},{COMMENTS}")
            except CredentialsError as error:
                if not lacks_permission(error):
                    raise
                return _counted(graph, ids, COUNTS)

    def check(self) -> Health:
        credentials = self.account.credentials
        with self._graph() as graph:
            page = graph.account(self._page_id, "id,name,link")
            # To look for a post needs a right of its own, better missed now.
            graph.get(self._posts, has_data, fields="id", limit=1)
        graph_access.require(credentials, self.label, self.needed_scopes)
        return Health(
            account=str(page.get("name") or page["id"]),
            url=str(page.get("link") or f"https://www.facebook.com/{page['id']}"),
            facts={"page_id": str(page["id"])},
            days_left=graph_access.days_left(credentials),
            notes=graph_access.lacking(credentials, self.useful_scopes),
        )

    def _graph(self) -> Graph:
        return Graph(
            self.account, self.label, self.timeout, self.credential_fields, proof=True
        )

    @property
    def _page_id(self) -> str:
        return self.account.credentials["page_id"].strip()

    @property
    def _posts(self) -> str:
        """The list of posts that leaves nothing out: `feed` is ranked and bounded."""
        return f"{self._page_id}/published_posts"

    def _photo(self, handle: str) -> Staged | None:
        photo = Staged.of(handle) if handle else None
        return photo if photo and photo.age < STAGED_FOR else None

    def _stage(self, graph: Graph, picture: Picture) -> Staged:
        """Upload the picture; nobody sees it before it is attached to a post."""
        photo = graph.post(
            f"{self._page_id}/photos",
            files={"source": ("picture.jpg", picture.content, picture.mime_type)},
            published="false",
            alt_text_custom=picture.alt,
        )
        return Staged.now(photo["id"])

    def _post(self, graph: Graph, post: Post, photo: Staged | None) -> Receipt:
        what = {"message": post.text}
        if photo:
            what["attached_media"] = json.dumps([{"media_fbid": photo.id}])
        elif post.attach == "card":
            what["link"] = post.url
        answer = graph.post(
            f"{self._page_id}/feed", posting=True, answered="id,permalink_url", **what
        )
        return _receipt(answer)

    def _seen(
        self, graph: Graph, post: Post, since: datetime, photo: Staged | None
    ) -> Receipt | None:
        posts = graph.made_since(self._posts, "created_time", since, SEEN)
        ours = (seen for seen in posts if _is_ours(seen, post, photo))
        return next(map(_receipt, ours), None)


def _is_ours(seen: dict, post: Post, photo: Staged | None) -> bool:
    """Whether it shows our photo or links to our article."""
    attached = [item for item in _attachments(seen) if isinstance(item, dict)]
    targets = [item.get("target") or {} for item in attached]
    if photo and any(target.get("id") == photo.id for target in targets):
        return True
    links = [item.get(name) for item in attached for name in ("url", "unshimmed_url")]
    words = str(seen.get("message") or "").split()
    addresses = [*links, *(target.get("url") for target in targets), *words]
    return bool(post.url) and unquote(post.url) in [unquote(a) for a in addresses if a]


def _attachments(seen: dict) -> list:
    return (seen.get("attachments") or {}).get("data") or []


def _counted(graph: Graph, ids: list[str], fields: str) -> dict[str, Reactions]:
    """All in one request, which is refused as a whole if one is missing."""
    try:
        posts = graph.get("", _is_by_id, ids=",".join(ids), fields=fields)
    except NetworkError as error:
        if error.code not in MISSING:
            raise
        posts = graph.each(ids, fields=fields)
    return {post_id: _reactions(post) for post_id, post in posts.items()}


def _is_by_id(json: dict) -> bool:
    return bool(json) and all(
        isinstance(post, dict) and post.get("id") for post in json.values()
    )


def _reactions(post: dict) -> Reactions:
    """Shares are left out where there are none."""
    return Reactions.told(
        replies=_total(post, "comments"),
        favourites=_total(post, "reactions"),
        shares=(post.get("shares") or {"count": 0}).get("count"),
    )


def _total(post: dict, edge: str) -> Any:
    return ((post.get(edge) or {}).get("summary") or {}).get("total_count")


def _receipt(seen: dict) -> Receipt:
    """Any post is found under its id, whatever its proper address is."""
    address = seen.get("permalink_url") or f"https://www.facebook.com/{seen['id']}"
    return Receipt(str(seen["id"]), str(address))
