"""Uploaded pictures: checked as the server does, waiting to be attached."""

import time
from typing import Any

from werkzeug import Response

from .. import pictures
from ..ids import snowflake
from ..network import Call, reply
from ..store import Row, Store
from .access import MastodonError, authorise, not_found, parameters

SCHEMA = """
CREATE TABLE IF NOT EXISTS mastodon_media (
    id TEXT PRIMARY KEY, account TEXT, file TEXT, width INTEGER, height INTEGER,
    description TEXT, focus JSON, uploaded REAL, status TEXT, polls INTEGER
);
"""
MAX_ATTACHMENTS = 4
MAX_BYTES = 16 * 1024 * 1024
MAX_PIXELS, MAX_GIF_PIXELS, STORED_PIXELS = 33_177_600, 921_600, 8_294_400
PREVIEW_PIXELS = 230_400
MAX_DESCRIPTION = 10_000


def upload_now(call: Call) -> Response:
    """POST /api/v1/media: answers when the picture is ready."""
    return reply(view(call, _stored(call, polls=0)))


def upload(call: Call) -> Response:
    """POST /api/v2/media: 202 where the server still works on the picture."""
    media = _stored(call, polls=int(call.settings["processing_polls"]))
    return reply(view(call, media), 202 if media["polls"] else 200)


def show(call: Call, id: str) -> Response:
    """GET /api/v1/media/ID: 206 until the picture is ready."""
    media = _unattached(call, id)
    if media["polls"]:
        call.store.update("mastodon_media", {"id": id}, polls=media["polls"] - 1)
    return reply(view(call, media), 206 if media["polls"] else 200)


def change(call: Call, id: str) -> Response:
    """PUT /api/v1/media/ID: another description or focus."""
    media = _unattached(call, id)
    describe(call.store, id, parameters(call.request))
    changed = find(call.store, media["account"], id)
    return reply(view(call, changed), 206 if changed["polls"] else 200)


def discard(call: Call, id: str) -> Response:
    """DELETE /api/v1/media/ID, as long as no post uses it."""
    account = authorise(call, "write:media")
    media = find(call.store, account["name"], id)
    if media is None:
        raise not_found()
    if media["status"]:
        raise MastodonError(422, "Media attachment is currently used by a status")
    call.store.run("DELETE FROM mastodon_media WHERE id = ?", id)
    return reply({})


def find(store: Store, account: str, id: str) -> Row | None:
    sql = "SELECT * FROM mastodon_media WHERE id = ? AND account = ?"
    return store.row(sql, id, account)


def of_status(store: Store, post: Row) -> list[Row]:
    """The pictures of a post in their order."""
    found = (find(store, post["account"], id) for id in post["extra"]["media_ids"])
    return [media for media in found if media]


def attachable(call: Call, account: str, ids: Any, status: str = "") -> list[Row]:
    """The pictures with these ids, free or already at `status`; raises a 422."""
    if not isinstance(ids, list):
        return []
    if len(ids) > MAX_ATTACHMENTS:
        raise MastodonError(422, "Cannot attach more than 4 files")
    found = {str(id): find(call.store, account, str(id)) for id in ids}
    missing = [id for id, media in found.items() if not _free(call, media, status)]
    if missing:
        names = ", ".join(missing)
        text = f"Media {names} not found or already attached to another post"
        raise MastodonError(422, text)
    if any(media["polls"] for media in found.values()):
        text = "Cannot attach files that have not finished processing. Try again in a moment!"
        raise MastodonError(422, text)
    return list(found.values())


def describe(store: Store, id: str, wanted: dict[str, Any]) -> None:
    """Change what `wanted` names of description and focus."""
    if "description" in wanted:
        description = _description(wanted["description"])
        store.update("mastodon_media", {"id": id}, description=description)
    if wanted.get("focus"):
        store.update("mastodon_media", {"id": id}, focus=_focus(wanted["focus"]))


def as_picture(media: Row) -> Row:
    """What a post keeps of a picture."""
    return {
        "alt": media["description"] or "",
        "width": media["width"],
        "height": media["height"],
        "file": media["file"],
    }


def view(call: Call, media: Row) -> Row:
    """A MediaAttachment as the API shows it; no address while it is processed."""
    address = f"{call.base}/media/{media['file']}"
    ready = not media["polls"]
    sizes = {
        "original": _size(media["width"], media["height"]),
        "small": _size(*_within(media["width"], media["height"], PREVIEW_PIXELS)),
    }
    return {
        "id": media["id"],
        "type": "image",
        "url": address if ready else None,
        "preview_url": address if ready else None,
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": ({"focus": media["focus"]} if media["focus"] else {})
        | (sizes if ready else {}),
        "description": media["description"],
        "blurhash": None,
    }


def _stored(call: Call, polls: int) -> Row:
    account = authorise(call, "write:media")
    wanted = parameters(call.request)
    description = _description(wanted.get("description"))
    focus = _focus(wanted["focus"]) if wanted.get("focus") else None
    content, picture = _checked(call)
    id = snowflake()
    call.store.insert(
        "mastodon_media",
        id=id,
        account=account["name"],
        file=pictures.keep(call.store.media, content, picture.mime),
        width=picture.width,
        height=picture.height,
        description=description,
        focus=focus,
        uploaded=time.time(),
        polls=polls,
    )
    return find(call.store, account["name"], id)


def _checked(call: Call) -> tuple[bytes, pictures.Picture]:
    """The uploaded file, shrunk to what the server keeps; raises a 422."""
    upload = call.request.files.get("file")
    if upload is None:
        raise MastodonError(422, "Validation failed: File can't be blank")
    content = upload.read()
    picture = pictures.recognise(content)
    if picture is None:
        text = "Validation failed: File content type is invalid, File is invalid"
        raise MastodonError(422, text)
    if len(content) >= MAX_BYTES:
        text = "Validation failed: File file size must be less than 16 MB, File must be less than 16 MB"
        raise MastodonError(422, text)
    limit = MAX_GIF_PIXELS if picture.mime == "image/gif" else MAX_PIXELS
    if picture.width * picture.height > limit:
        text = f"{picture.width}x{picture.height} images are not supported"
        raise MastodonError(422, text)
    redrawn = pictures.redraw(content, STORED_PIXELS)
    if redrawn is None:
        raise MastodonError(422, "File type of uploaded media could not be verified")
    return redrawn


def _description(text: Any) -> str | None:
    if text is None:
        return None
    if len(str(text)) > MAX_DESCRIPTION:
        text = f"Validation failed: Description is too long (maximum is {MAX_DESCRIPTION} characters)"
        raise MastodonError(422, text)
    return str(text)


def _focus(text: Any) -> Row:
    try:
        x, y = (float(part) for part in str(text).split(","))
    except ValueError:
        x, y = 0.0, 0.0
    return {"x": x, "y": y}


def _unattached(call: Call, id: str) -> Row:
    account = authorise(call, "write:media")
    media = find(call.store, account["name"], id)
    if not _free(call, media, ""):
        raise not_found()
    return media


def _free(call: Call, media: Row | None, status: str) -> bool:
    """Whether a post may use the picture: not at another one, and not expired."""
    if media is None:
        return False
    if media["status"]:
        return media["status"] == status
    return time.time() - media["uploaded"] < call.settings["media_lifetime"]


def _within(width: int, height: int, pixels: int) -> tuple[int, int]:
    factor = min(1.0, (pixels / (width * height)) ** 0.5)
    return int(width * factor) or 1, int(height * factor) or 1


def _size(width: int, height: int) -> Row:
    size = f"{width}x{height}"
    return {"width": width, "height": height, "size": size, "aspect": width / height}
