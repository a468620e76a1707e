"""Containers of Instagram: the picture is fetched and checked when they are made."""

from typing import Any

from werkzeug import Response

from .. import pictures
from ..graph import containers
from ..graph.errors import GraphError, invalid
from ..graph.fetching import Fetched, NotFetchedError, fetch
from ..graph.fields import pick
from ..graph.parameters import parameters, text
from ..graph.text import tags
from ..network import Call, reply
from ..store import Row
from . import accounts

MAX_CAPTION, MAX_HASHTAGS, MAX_MENTIONS, MAX_ALT = 2_200, 5, 20, 1_000
MAX_BYTES = 8 * 1024 * 1024
NARROWEST, WIDEST = 4 / 5, 1.91
# A rounded pixel is no reason to refuse.
TOLERANCE = 0.01
NOT_HERE = ("video_url", "children", "is_carousel_item", "user_tags", "collaborators")


def create(call: Call, account: Row) -> Response:
    """POST /{ig}/media"""
    accounts.own(call, account, accounts.PUBLISH)
    wanted = _checked(parameters(call))
    made = containers.add(
        call.store,
        "instagram",
        account["name"],
        wanted=wanted,
        picture=_picture(call, wanted),
    )
    return reply({"id": made["id"]})


def show(call: Call, container: Row) -> Response:
    """GET /{container}"""
    account = accounts.by_name(call.store, container["account"])
    accounts.own(call, account)
    status = containers.status(container, accounts.settings(call))
    view = {
        "id": container["id"],
        "status_code": status,
        "status": _SENTENCES[status],
    }
    fields = str(parameters(call).get("fields") or "")
    return reply(pick(view, fields, "id", "IGContainer"))


_SENTENCES = {
    "IN_PROGRESS": "In Progress: Media is still being processed.",
    "FINISHED": "Finished: Media has been uploaded and it is ready to be published.",
    "PUBLISHED": "Published: Media has been successfully published.",
    "EXPIRED": "Expired: Media container has expired.",
    "ERROR": "Error: Media upload has failed.",
}


def _checked(sent: Row) -> dict[str, Any]:
    """What the post will be; raises GraphError."""
    kind = text(sent, "media_type")
    if kind not in ("", "IMAGE") or any(sent.get(name) for name in NOT_HERE):
        raise invalid("The sandbox takes single images only", 2_207_023)
    caption, alt = text(sent, "caption"), text(sent, "alt_text")
    _check_caption(caption)
    if len(alt) > MAX_ALT:
        raise invalid(f"Param alt_text must be at most {MAX_ALT} characters long.")
    if not sent.get("image_url"):
        raise invalid("The parameter image_url is required.", 2_207_023)
    return {"image_url": text(sent, "image_url"), "caption": caption, "alt": alt}


def _check_caption(caption: str) -> None:
    if len(caption) > MAX_CAPTION:
        text = "The caption was too long."
        raise GraphError(36_004, text, 2_207_010, error_user_title="Caption too long")
    if len(tags(caption)) > MAX_HASHTAGS:
        raise invalid(f"A caption can have at most {MAX_HASHTAGS} hashtags", 2_207_040)
    if caption.count("@") > MAX_MENTIONS:
        raise invalid(f"A caption can have at most {MAX_MENTIONS} mentions", 2_207_040)


def _picture(call: Call, wanted: dict[str, Any]) -> Row:
    try:
        fetched = fetch(wanted["image_url"])
    except NotFetchedError:
        raise GraphError(
            9_004,
            "Only photo or video can be accepted as media type.",
            2_207_052,
            is_transient=False,
            error_user_title="Media download has failed",
            error_user_msg="The media could not be fetched from this URI.",
        ) from None
    _check_picture(fetched)
    seen = fetched.picture
    return {
        "alt": wanted["alt"],
        "width": seen.width,
        "height": seen.height,
        "file": pictures.keep(call.store.media, fetched.content, seen.mime),
    }


def _check_picture(fetched: Fetched) -> None:
    if len(fetched.content) > MAX_BYTES:
        text = "The image is too large to download. It should be less than 8 MiB."
        raise GraphError(36_000, text, 2_207_004)
    if fetched.picture.mime != "image/jpeg":
        text = "The image format is not supported. Only JPEG can be used."
        raise GraphError(36_001, text, 2_207_005)
    if not NARROWEST - TOLERANCE <= fetched.ratio <= WIDEST + TOLERANCE:
        text = "The aspect ratio is not supported. It must be between 4:5 and 1.91:1."
        raise GraphError(36_003, text, 2_207_009)
