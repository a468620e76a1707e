"""Posts as the API shows them, and lists of them."""

from typing import Any

from werkzeug import Response

from .. import posts, reactions
from ..graph import comments
from ..graph.errors import GraphError, invalid, missing
from ..graph.fields import parse, pick
from ..graph.listing import instant
from ..graph.listing import page as listed
from ..graph.parameters import parameters
from ..network import Call, reply
from ..store import Row
from . import accounts

READING = "pages_read_engagement"
READING_COMMENTS = "pages_read_user_content"
AT_ONCE = 50
LIST_FIELDS = "created_time,message"


def show(call: Call, row: Row) -> Response:
    """GET /{post}"""
    return reply(_shown(call, row, parameters(call), row["id"]))


def show_several(call: Call) -> Response:
    """GET /?ids=: all of these posts, or an error."""
    wanted = parameters(call)
    ids = [id for id in str(wanted.get("ids") or "").split(",") if id]
    if not ids:
        raise GraphError(100, "(#100) Cannot specify an empty identifier")
    if len(ids) > AT_ONCE:
        text = f"Too many IDs. Maximum: {AT_ONCE}. Provided: {len(ids)}."
        raise invalid(text)
    return reply({id: _shown(call, find(call, id), wanted, id) for id in ids})


def show_all(call: Call, author: Row) -> Response:
    """GET /{page}/feed, /posts, /published_posts"""
    accounts.as_page(call, author, READING)
    fields = str(parameters(call).get("fields") or "")
    rows = posts.latest(call.store, "facebook", author["name"], limit=10_000)
    alive = [row for row in rows if not row["deleted"]]

    def picked(row: Row) -> Row:
        return pick(post(call, row), fields, LIST_FIELDS, "PagePost")

    return listed(call, alive, picked)


def show_comments(call: Call, row: Row) -> Response:
    """GET /{post}/comments"""
    author = accounts.by_name(call.store, row["account"])
    accounts.as_page(call, author, READING_COMMENTS)
    fields = "created_time,from,message"
    return comments.listed(call, row, _comment, fields, "Comment")


def find(call: Call, id: str) -> Row | None:
    """The post with this id that was not deleted."""
    page = accounts.by_id(call.store, id.partition("_")[0])
    return posts.alive(call.store, "facebook", page["name"], id) if page else None


def _shown(call: Call, row: Row | None, wanted: Row, id: str) -> Row:
    if row is None:
        raise missing(id)
    author = accounts.by_name(call.store, row["account"])
    token = accounts.as_page(call, author, READING)
    fields = str(wanted.get("fields") or LIST_FIELDS)
    if "comments" in parse(fields) and READING_COMMENTS not in token["scopes"]:
        text = f"(#10) This endpoint requires the '{READING_COMMENTS}' permission"
        raise GraphError(10, text)
    return pick(post(call, row), fields, LIST_FIELDS, "PagePost")


def post(call: Call, row: Row) -> Row:
    """Everything a post tells."""
    author = accounts.by_name(call.store, row["account"])
    pictures = posts.published(row, call.base)["media"]
    shares = reactions.count(call.store, row, "share")
    return {
        "id": row["id"],
        "message": row["text"] or None,
        "created_time": instant(row["created_at"]),
        "updated_time": instant(row["edited_at"] or row["created_at"]),
        "permalink_url": call.base + row["path"],
        "is_published": True,
        "is_hidden": False,
        "from": {"id": author["id"], "name": author["display_name"]},
        "status_type": _kind(row),
        "full_picture": pictures[0]["url"] if pictures else None,
        "attachments": {"data": _attachments(call, row)},
        "application": {"id": row["extra"]["app"], "name": "Sandbox"},
        "shares": {"count": shares} if shares else None,
        "reactions": _counted(reactions.count(call.store, row, "favourite")),
        "comments": _counted(comments.count(call.store, row["id"])),
    }


def _counted(number: int) -> Row:
    return {"data": [], "summary": {"total_count": number}}


def _comment(row: Row) -> Row:
    return {
        "id": row["id"],
        "message": row["text"],
        "created_time": comments.time_of(row),
        "from": {"name": row["author"]},
        "is_hidden": False,
        "parent": None,
    }


def _kind(row: Row) -> str:
    if row["media"]:
        return "added_photos"
    return "shared_story" if row["extra"]["shared"] else "mobile_status_update"


def _attachments(call: Call, row: Row) -> list[dict[str, Any]]:
    shown = posts.published(row, call.base)["media"]
    photos = [
        {
            "type": "photo",
            "media_type": "photo",
            "description": picture["alt"] or None,
            "media": {"image": _image(picture)},
            "target": {"id": kept["id"]},
            "url": picture["url"],
        }
        for picture, kept in zip(shown, row["media"], strict=True)
    ]
    return photos or _shared(call, row)


def _shared(call: Call, row: Row) -> list[dict[str, Any]]:
    """The link card; its title comes once the page was fetched."""
    link = row["extra"]["shared"]
    if not link:
        return []
    card = posts.published(row, call.base)["card"] or {}
    thumb = card.get("thumb")
    return [
        {
            "type": "share",
            "media_type": "link",
            "title": card.get("title"),
            "description": card.get("description"),
            "unshimmed_url": link,
            "url": link,
            "target": {"url": link},
            "media": {"image": _image(thumb)} if thumb else None,
        }
    ]


def _image(picture: Row) -> Row:
    return {
        "src": picture["url"],
        "width": picture["width"],
        "height": picture["height"],
    }
