"""Posts on Threads: published from a container, read, deleted."""

from werkzeug import Response

from .. import posts
from ..accounts import create as make_account
from ..graph import containers, objects
from ..graph.errors import GraphError, invalid
from ..graph.fields import pick
from ..graph.listing import instant
from ..graph.listing import page as listed
from ..graph.parameters import parameters
from ..graph.text import html, links, tags
from ..ids import snowflake
from ..network import Call, reply
from ..store import Row, Store
from . import accounts

LIST_FIELDS = "id"
_NOTHING_ELSE = {"link_attachment": "", "topic_tag": ""}


def publish(call: Call, account: Row) -> Response:
    """POST /{user}/threads_publish"""
    accounts.own(call, account, "threads_content_publish")
    id = str(parameters(call).get("creation_id") or "")
    if not id:
        raise invalid("The parameter creation_id is required.")
    with call.store.transaction():
        container = containers.find(call.store, "threads", id)
        _require_ready(call, account, container)
        accounts.require_quota(call, account, container["wanted"]["reply_to_id"])
        seq, post = _add(call, account, container)
        containers.publish(call.store, container, post)
    _crawl(call, seq, container["wanted"])
    return reply({"id": post})


def show(call: Call, post: Row) -> Response:
    """GET /{media}"""
    accounts.own(call, accounts.by_name(call.store, post["account"]))
    fields = str(parameters(call).get("fields") or "")
    return reply(pick(_view(call, post), fields, LIST_FIELDS, "ThreadsMedia"))


def show_all(call: Call, account: Row) -> Response:
    """GET /{user}/threads"""
    accounts.own(call, account)
    rows = posts.latest(call.store, "threads", account["name"], limit=10_000)
    return _listed(call, [row for row in rows if not row["reply_to"]])


def show_replies(call: Call, post: Row) -> Response:
    """GET /{media}/replies and /conversation"""
    account = accounts.by_name(call.store, post["account"])
    accounts.own(call, account, "threads_read_replies")
    sql = "SELECT * FROM post WHERE network = 'threads' AND reply_to = ? ORDER BY seq DESC"
    return _listed(call, call.store.rows(sql, post["id"]))


def delete(call: Call, post: Row) -> Response:
    """DELETE /{media}"""
    account = accounts.by_name(call.store, post["account"])
    accounts.own(call, account, "threads_delete")
    accounts.count_delete(call, account)
    posts.change(call.store, post["seq"], deleted=1)
    return objects.success(deleted_id=post["id"])


def not_found() -> GraphError:
    """The answer for containers that are unknown, or too fresh."""
    return GraphError(
        24,
        "The requested resource does not exist",
        4_279_009,
        is_transient=False,
        error_user_title="Media Not Found",
        error_user_msg="The media with id cannot be found.",
    )


def _require_ready(call: Call, account: Row, container: Row | None) -> None:
    """Raises GraphError unless the container may be published."""
    if container is None or container["account"] != account["name"]:
        raise not_found()
    status = containers.status(container, call.settings)
    if status == "PUBLISHED" and call.settings["republish"] == "duplicate":
        return
    fresh = containers.age(container) < call.settings["fresh_seconds"]
    if fresh or status in ("IN_PROGRESS", "EXPIRED"):
        raise not_found()
    if status != "FINISHED":
        raise invalid(f"The container cannot be published: its status is {status}.")


def answer(call: Call, post: Row, name: str, text: str) -> str:
    """A reply by somebody else, who gets an account if need be; its id."""
    account = accounts.by_name(call.store, name) or make_account(call, name, name)
    wanted = {"text": text, "reply_to_id": post["id"]}
    return _write(call, account, wanted | _NOTHING_ELSE, None)[1]


def _add(call: Call, account: Row, container: Row) -> tuple[int, str]:
    return _write(call, account, container["wanted"], container["picture"])


def _write(
    call: Call, account: Row, wanted: Row, picture: Row | None
) -> tuple[int, str]:
    id = snowflake()
    seq = posts.add(
        call.store,
        network="threads",
        account=account["name"],
        id=id,
        path=f"/threads/@{account['name']}/post/{id}",
        text=wanted["text"],
        html=html(wanted["text"], "/threads/tag"),
        link=_link(wanted),
        media=[picture] if picture else [],
        reply_to=wanted["reply_to_id"],
        extra={
            "tags": tags(wanted["text"])[:1] or [wanted["topic_tag"].lower()],
            "link_attachment": wanted["link_attachment"],
            "topic_tag": wanted["topic_tag"],
        },
    )
    return seq, id


def _link(wanted: Row) -> str | None:
    """What the post links to: the attachment, else the first address in its text."""
    return wanted["link_attachment"] or next(iter(links(wanted["text"])), None)


def _crawl(call: Call, seq: int, wanted: Row) -> None:
    link = _link(wanted)
    if link and wanted["media_type"] == "TEXT":
        call.sandbox.cards.want(seq, link)


def _listed(call: Call, rows: list[Row]) -> Response:
    fields = str(parameters(call).get("fields") or "")
    alive = [row for row in rows if not row["deleted"]]

    def picked(row: Row) -> Row:
        return pick(_view(call, row), fields, LIST_FIELDS, "ThreadsMedia")

    return listed(call, alive, picked)


def _view(call: Call, post: Row) -> Row:
    account = accounts.by_name(call.store, post["account"])
    picture = next(iter(posts.published(post, call.base)["media"]), None)
    return {
        "id": post["id"],
        "permalink": call.base + post["path"],
        "shortcode": post["id"],
        "text": post["text"] or None,
        "timestamp": instant(post["created_at"]),
        "username": account["name"],
        "owner": {"id": account["id"]},
        "media_product_type": "THREADS",
        "media_type": "IMAGE" if picture else "TEXT_POST",
        "media_url": picture["url"] if picture else None,
        "alt_text": (picture["alt"] or None) if picture else None,
        "link_attachment_url": post["extra"]["link_attachment"] or None,
        "topic_tag": post["extra"]["topic_tag"] or None,
        "is_quote_post": False,
        "is_reply": bool(post["reply_to"]),
        "replied_to": {"id": post["reply_to"]} if post["reply_to"] else None,
        "has_replies": _answered(call, post),
    }


def _answered(call: Call, post: Row) -> bool:
    sql = (
        "SELECT 1 FROM post"
        " WHERE network = 'threads' AND reply_to = ? AND NOT deleted LIMIT 1"
    )
    return call.store.row(sql, post["id"]) is not None


def find(store: Store, id: str) -> Row | None:
    """The post with this id that was not deleted."""
    sql = "SELECT * FROM post WHERE network = 'threads' AND id = ? AND NOT deleted"
    return store.row(sql, id)


def refuse_stranger(call: Call, stranger: Row) -> Response:
    """Writing to an account that does not exist (any more)."""
    raise not_found()
