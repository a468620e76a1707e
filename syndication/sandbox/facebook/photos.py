"""Photos: fetched or uploaded, staged or published."""

import time

from werkzeug import Response

from .. import pictures
from ..graph import objects
from ..graph.errors import GraphError, invalid, missing
from ..graph.fetching import Fetched, NotFetchedError, fetch, recognised
from ..graph.fields import pick
from ..graph.parameters import parameters, text, truth
from ..ids import snowflake
from ..network import Call, reply
from ..store import Row, Store
from . import accounts

SCHEMA = """
CREATE TABLE IF NOT EXISTS facebook_photo (
    id TEXT PRIMARY KEY, page TEXT, file TEXT, width INTEGER, height INTEGER,
    alt TEXT, caption TEXT, stored REAL, post TEXT
);
"""
MAX_BYTES = 4 * 1024 * 1024
FORMATS = ("image/jpeg", "image/png", "image/gif", "image/webp")


def add(call: Call, page: Row) -> Row:
    """Store the photo that a request brings or names; answers its row."""
    wanted = parameters(call)
    fetched = _content(call, text(wanted, "url"))
    id = snowflake()
    call.store.insert(
        "facebook_photo",
        id=id,
        page=page["name"],
        file=pictures.keep(call.store.media, fetched.content, fetched.picture.mime),
        width=fetched.picture.width,
        height=fetched.picture.height,
        alt=text(wanted, "alt_text_custom"),
        caption=text(wanted, "caption") or text(wanted, "message"),
        stored=time.time(),
    )
    return find(call.store, id)


def is_staged(call: Call) -> bool:
    return not truth(parameters(call), "published", True)


def find(store: Store, id: str) -> Row | None:
    return store.row("SELECT * FROM facebook_photo WHERE id = ?", id)


def attachable(call: Call, page: Row, ids: list[str]) -> list[Row]:
    """The staged photos of the Page with these ids; raises GraphError."""
    found = [find(call.store, id) for id in dict.fromkeys(ids)]
    for id, photo in zip(dict.fromkeys(ids), found, strict=True):
        if photo is None or photo["page"] != page["name"] or _expired(call, photo):
            raise missing(id, "post")
        if photo["post"]:
            raise GraphError(100, "(#100) These photos were already posted.", 1_366_051)
    return found


def show(call: Call, photo: Row) -> Response:
    """GET /{photo}"""
    page = accounts.by_name(call.store, photo["page"])
    accounts.as_page(call, page)
    if _expired(call, photo):
        raise missing(photo["id"])
    fields = str(parameters(call).get("fields") or "")
    return reply(pick(_view(call, photo, page), fields, "created_time,name", "Photo"))


def discard(call: Call, photo: Row) -> Response:
    """DELETE /{photo}, as long as no post shows it."""
    page = accounts.by_name(call.store, photo["page"])
    accounts.as_page(call, page, "pages_manage_posts")
    if photo["post"] or _expired(call, photo):
        raise missing(photo["id"], "delete")
    call.store.run("DELETE FROM facebook_photo WHERE id = ?", photo["id"])
    return objects.success()


def as_picture(photo: Row) -> Row:
    """What a post keeps of a photo."""
    return {
        "alt": photo["alt"],
        "width": photo["width"],
        "height": photo["height"],
        "file": photo["file"],
        "id": photo["id"],
    }


def _content(call: Call, url: str) -> Fetched:
    upload = call.request.files.get("source")
    if not url and upload is None:
        raise invalid("Missing parameter: url or source")
    try:
        fetched = fetch(url) if url else recognised(upload.read())
    except NotFetchedError:
        raise GraphError(
            324, "(#324) Missing or invalid image file", 2_069_019
        ) from None
    if fetched.picture.mime not in FORMATS:
        raise GraphError(324, "(#324) Missing or invalid image file", 2_069_019)
    if len(fetched.content) > MAX_BYTES:
        message = "(#324) Your photos couldn't be uploaded. Photos should be smaller than 4 MB and saved as JPG or PNG."
        raise GraphError(324, message, 1_366_046)
    return fetched


def _expired(call: Call, photo: Row) -> bool:
    """Photos that no post shows vanish after a while."""
    age = time.time() - photo["stored"]
    return not photo["post"] and age > call.settings["photo_lifetime"]


def _view(call: Call, photo: Row, page: Row) -> Row:
    source = f"{call.base}/media/{photo['file']}"
    size = {"width": photo["width"], "height": photo["height"]}
    return {
        "id": photo["id"],
        "name": photo["caption"] or None,
        "alt_text": photo["alt"] or None,
        "alt_text_custom": photo["alt"] or None,
        "created_time": int(photo["stored"]),
        "from": {"id": page["id"], "name": page["display_name"]},
        "images": [{**size, "source": source}],
        "link": source,
        "picture": source,
        "page_story_id": photo["post"],
        **size,
    }
