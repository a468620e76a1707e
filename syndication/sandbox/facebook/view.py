"""Posts as the API shows them, and lists of them."""

from typing import Any

from werkzeug import Response

from .. import posts
from ..graph import comments
from ..graph.fields import pick
from ..graph.listing import instant
from ..graph.listing import page as listed
from ..graph.parameters import parameters
from ..network import Call, reply
from ..store import Row
from . import accounts

READING = "pages_read_engagement"
LIST_FIELDS = "created_time,message"


def show(call: Call, row: Row) -> Response:
    """GET /{post}"""
    author = accounts.by_name(call.store, row["account"])
    accounts.as_page(call, author, READING)
    fields = str(parameters(call).get("fields") or "")
    return reply(pick(post(call, row), fields, LIST_FIELDS, "PagePost"))


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
    accounts.as_page(call, author, "pages_read_user_content")
    fields = "created_time,from,message"
    return comments.listed(call, row, _comment, fields, "Comment")


def post(call: Call, row: Row) -> Row:
    """Everything a post tells."""
    author = accounts.by_name(call.store, row["account"])
    pictures = posts.published(row, call.base)["media"]
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
        "shares": None,
        "comments": {
            "data": [],
            "summary": {"total_count": comments.count(call.store, row["id"])},
        },
    }


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
