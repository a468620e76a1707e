"""Containers of Threads: checked when they are made, shown while they work."""

from typing import Any

from werkzeug import Response

from .. import pictures
from ..graph import containers
from ..graph.errors import GraphError, invalid
from ..graph.fetching import Fetched, NotFetchedError, fetch
from ..graph.fields import pick
from ..graph.parameters import parameters, text, truth
from ..graph.text import links
from ..network import Call, reply
from ..store import Row
from . import accounts
from .counting import length

MAX_TEXT, MAX_ALT, MAX_TAG, MAX_LINKS = 500, 1_000, 50, 5
MAX_BYTES, MAX_RATIO = 8 * 1024 * 1024, 10
NOT_HERE = (
    *("poll_attachment", "gif_attachment", "text_attachment", "quote_post_id"),
    *("children", "video_url", "is_ghost_post"),
)


def create(call: Call, account: Row) -> Response:
    """POST /{user}/threads"""
    accounts.own(call, account, "threads_content_publish")
    wanted = _checked(call, parameters(call))
    picture, error = (None, None)
    if wanted["media_type"] == "IMAGE":
        picture, error = _fetched(call, wanted)
    made = containers.add(
        call.store,
        "threads",
        account["name"],
        wanted=wanted,
        picture=picture,
        error=error,
    )
    return reply({"id": made["id"]})


def show(call: Call, container: Row) -> Response:
    """GET /{container}"""
    account = accounts.by_name(call.store, container["account"])
    accounts.own(call, account)
    status = containers.status(container, call.settings)
    view = {
        "id": container["id"],
        "status": status,
        "error_message": container["error"] if status == "ERROR" else None,
    }
    fields = str(parameters(call).get("fields") or "")
    return reply(pick(view, fields, "id", "ThreadsMediaContainer"))


def _checked(call: Call, sent: Row) -> dict[str, Any]:
    """What the post will be; raises GraphError."""
    for name in NOT_HERE:
        if sent.get(name):
            raise invalid(f"The sandbox has no {name}")
    wanted = {
        "media_type": _media_type(sent),
        "text": _text(sent),
        "image_url": text(sent, "image_url"),
        "alt_text": _alt(sent),
        "link_attachment": text(sent, "link_attachment"),
        "topic_tag": _tag(sent),
        "reply_to_id": _parent(call, sent),
    }
    if truth(sent, "auto_publish_text", False):
        raise invalid("The sandbox has no auto_publish_text")
    _check_together(wanted)
    return wanted


def _check_together(wanted: dict[str, Any]) -> None:
    link = wanted["link_attachment"]
    if wanted["media_type"] == "IMAGE":
        if not wanted["image_url"]:
            raise invalid("The parameter image_url is required.")
        if link:
            raise invalid("link_attachment can only be used with TEXT posts.")
    elif not (wanted["text"] or link):
        raise invalid("The parameter text is required.")
    if link and not link.startswith(("http://", "https://")):
        raise invalid("Param link_attachment must be a valid URL")
    if len({*links(wanted["text"]), *([link] if link else [])}) > MAX_LINKS:
        raise GraphError(
            100,
            "THREADS_API__LINK_LIMIT_EXCEEDED: a post can have up to 5 links.",
            error_user_title="THREADS_API__LINK_LIMIT_EXCEEDED",
        )


def _media_type(sent: Row) -> str:
    kind = text(sent, "media_type")
    if kind not in ("TEXT", "IMAGE"):
        raise invalid("Param media_type must be one of {TEXT, IMAGE} in the sandbox")
    return kind


def _text(sent: Row) -> str:
    body = text(sent, "text")
    if length(body) > MAX_TEXT:
        raise invalid(f"Param text must be at most {MAX_TEXT} characters long.")
    return body


def _alt(sent: Row) -> str:
    alt = text(sent, "alt_text")
    if len(alt) > MAX_ALT:
        raise invalid(f"Param alt_text must be at most {MAX_ALT} characters long.")
    return alt


def _tag(sent: Row) -> str:
    tag = text(sent, "topic_tag")
    if len(tag) > MAX_TAG or set(tag) & set(".&"):
        raise invalid("Param topic_tag must have 1 to 50 characters, no . and no &")
    return tag


def _parent(call: Call, sent: Row) -> str | None:
    id = str(sent.get("reply_to_id") or "")
    sql = "SELECT id FROM post WHERE network = 'threads' AND id = ? AND NOT deleted"
    if id and call.store.row(sql, id) is None:
        raise invalid("The parameter reply_to_id must be a post that can be replied to")
    return id or None


def _fetched(call: Call, wanted: dict[str, Any]) -> tuple[Row | None, str | None]:
    """The picture for the post, or the error that the container will show."""
    try:
        fetched = fetch(wanted["image_url"])
    except NotFetchedError:
        return None, "UNKNOWN"
    error = _wrong(fetched)
    if error:
        return None, error
    seen = fetched.picture
    kept = {
        "alt": wanted["alt_text"],
        "width": seen.width,
        "height": seen.height,
        "file": pictures.keep(call.store.media, fetched.content, seen.mime),
    }
    return kept, None


def _wrong(fetched: Fetched) -> str | None:
    if not 1 / MAX_RATIO <= fetched.ratio <= MAX_RATIO:
        return "INVALID_ASPEC_RATIO"
    known = fetched.picture.mime in ("image/jpeg", "image/png")
    return None if known and len(fetched.content) <= MAX_BYTES else "UNKNOWN"
