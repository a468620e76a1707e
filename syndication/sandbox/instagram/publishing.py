"""Posts on Instagram: published from a container, read, and deleted on Facebook."""

import time
from datetime import datetime

from werkzeug import Response

from .. import posts, reactions
from ..graph import comments, containers, objects
from ..graph.errors import GraphError, invalid, missing
from ..graph.fields import pick
from ..graph.listing import instant
from ..graph.listing import page as listed
from ..graph.parameters import parameters
from ..graph.text import html, links, tags
from ..ids import snowflake
from ..network import Call, reply
from ..store import Row, Store
from . import accounts

DELETE = {"facebook": "instagram_manage_contents"}
COMMENTS = {
    "facebook": "instagram_manage_comments",
    "instagram": "instagram_business_manage_comments",
}


def publish(call: Call, account: Row) -> Response:
    """POST /{ig}/media_publish"""
    accounts.own(call, account, accounts.PUBLISH)
    id = str(parameters(call).get("creation_id") or "")
    if not id:
        raise invalid("The parameter creation_id is required.")
    with call.store.transaction():
        container = containers.find(call.store, "instagram", id)
        _require_ready(call, account, container)
        accounts.require_quota(call, account)
        post = _add(call, account, container)
        containers.publish(call.store, container, post)
    return reply({"id": post})


def show(call: Call, post: Row) -> Response:
    """GET /{media}: for a moment after publishing it may not be found."""
    accounts.own(call, accounts.by_name(call.store, post["account"]))
    made = datetime.fromisoformat(post["created_at"]).timestamp()
    if time.time() - made < accounts.settings(call)["fresh_read_seconds"]:
        raise missing(post["id"])
    fields = str(parameters(call).get("fields") or "")
    return reply(pick(_view(call, post), fields, "id", "IGMedia"))


def show_all(call: Call, account: Row) -> Response:
    """GET /{ig}/media"""
    accounts.own(call, account)
    fields = str(parameters(call).get("fields") or "")
    rows = posts.latest(call.store, "instagram", account["name"], limit=10_000)
    alive = [row for row in rows if not row["deleted"]]

    def picked(row: Row) -> Row:
        return pick(_view(call, row), fields, "id", "IGMedia")

    return listed(call, alive, picked)


def delete(call: Call, post: Row) -> Response:
    """DELETE /{media}: for those alone who signed in on Facebook."""
    account = accounts.by_name(call.store, post["account"])
    token = accounts.own(call, account, DELETE)
    if token["network"] != "facebook":
        raise missing(post["id"], "delete")
    posts.change(call.store, post["seq"], deleted=1)
    return objects.success()


def show_comments(call: Call, post: Row) -> Response:
    """GET /{media}/comments"""
    accounts.own(call, accounts.by_name(call.store, post["account"]), COMMENTS)
    return comments.listed(call, post, _comment, "timestamp,text", "IGComment")


def find(store: Store, id: str) -> Row | None:
    """The post with this id that was not deleted."""
    sql = "SELECT * FROM post WHERE network = 'instagram' AND id = ? AND NOT deleted"
    return store.row(sql, id)


def _require_ready(call: Call, account: Row, container: Row | None) -> None:
    """Raises GraphError unless the container may be published."""
    if container is None or container["account"] != account["name"]:
        raise GraphError(24, "The requested resource does not exist", 2_207_006)
    chosen = accounts.settings(call)
    status = containers.status(container, chosen)
    if status == "PUBLISHED" and chosen["republish"] == "duplicate":
        return
    if status == "IN_PROGRESS":
        raise GraphError(
            9_007,
            "Media ID is not available",
            2_207_027,
            is_transient=False,
            error_user_title="Media not ready",
            error_user_msg="The media is not ready for publishing, please wait for a moment",
        )
    if status != "FINISHED":
        raise GraphError(24, "The requested resource does not exist", 2_207_008)


def _add(call: Call, account: Row, container: Row) -> str:
    wanted, id = container["wanted"], snowflake()
    caption = wanted["caption"]
    posts.add(
        call.store,
        network="instagram",
        account=account["name"],
        id=id,
        path=f"/instagram/@{account['name']}/p/{id}",
        text=caption,
        html=html(caption, "/instagram/explore/tags", clickable=False),
        link=next(iter(links(caption)), None),
        media=[container["picture"]],
        extra={"tags": tags(caption)},
    )
    return id


def _comment(row: Row) -> Row:
    return {
        "id": row["id"],
        "text": row["text"],
        "timestamp": comments.time_of(row),
        "username": row["author"],
        "hidden": False,
        "like_count": 0,
    }


def _view(call: Call, post: Row) -> Row:
    account = accounts.by_name(call.store, post["account"])
    (picture,) = posts.published(post, call.base)["media"]
    return {
        "id": post["id"],
        "caption": post["text"] or None,
        "alt_text": picture["alt"] or None,
        "media_type": "IMAGE",
        "media_product_type": "FEED",
        "media_url": picture["url"],
        "permalink": call.base + post["path"],
        "shortcode": post["id"],
        "timestamp": instant(post["created_at"]),
        "username": account["name"],
        "owner": {"id": account["id"]},
        "is_comment_enabled": True,
        "like_count": reactions.count(call.store, post, "favourite"),
        "comments_count": comments.count(call.store, post["id"]),
    }
