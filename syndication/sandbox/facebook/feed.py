"""Posts of a Page: made, changed, deleted, with the server's own checks."""

from typing import Any

from werkzeug import Response

from .. import posts
from ..graph import objects, text
from ..graph.errors import GraphError, invalid
from ..graph.fields import pick
from ..graph.parameters import parameters, structure, truth
from ..graph.parameters import text as read_text
from ..ids import snowflake
from ..network import Call, reply
from ..store import Row, now
from . import accounts, photos, view

MAX_MESSAGE = 63_206
MAX_PHOTOS = 10
POSTING = "pages_manage_posts"


def create(call: Call, page: Row) -> Response:
    """POST /{page}/feed"""
    token = accounts.as_page(call, page, POSTING)
    wanted = parameters(call)
    message, link = _message(wanted), _link(call, wanted)
    _refuse_planned(wanted)
    with call.store.transaction():
        attached = photos.attachable(call, page, _media_ids(wanted))
        if not (message or link or attached):
            raise invalid("The post is empty: message, link or attached_media needed")
        post = _add(call, page, token, message, link, attached)
    fields = str(wanted.get("fields") or "id")
    return reply(pick(view.post(call, post), fields, "id", "PagePost"))


def create_photo(call: Call, page: Row) -> Response:
    """POST /{page}/photos: staged with published=false, else a post of its own."""
    token = accounts.as_page(call, page, POSTING)
    photo = photos.add(call, page)
    if photos.is_staged(call):
        return reply({"id": photo["id"]})
    with call.store.transaction():
        post = _add(call, page, token, photo["caption"], "", [photo])
    return reply({"id": photo["id"], "post_id": post["id"]})


def edit(call: Call, post: Row) -> Response:
    """POST /{post}: another message, for the program that made the post."""
    page = accounts.by_name(call.store, post["account"])
    token = accounts.as_page(call, page, POSTING)
    if token["app"] != post["extra"]["app"]:
        text = "(#200) Posts can only be changed by the application that made them."
        raise GraphError(200, text)
    wanted = parameters(call)
    if wanted.get("message") is None:
        raise invalid("Missing parameter: message")
    message = _message(wanted)
    if not message and not (post["link"] or post["media"]):
        raise invalid("The post is empty: message needed")
    posts.change(call.store, post["seq"], edited_at=now(), **_texts(post, message))
    return objects.success()


def delete(call: Call, post: Row) -> Response:
    """DELETE /{post}"""
    page = accounts.by_name(call.store, post["account"])
    accounts.as_page(call, page, POSTING)
    posts.change(call.store, post["seq"], deleted=1)
    return objects.success()


def _add(
    call: Call, page: Row, token: Row, message: str, link: str, attached: list[Row]
) -> Row:
    _refuse_repeated(call, page, message, link, attached)
    id = f"{page['id']}_{snowflake()}"
    seq = posts.add(
        call.store,
        network="facebook",
        account=page["name"],
        id=id,
        path=f"/facebook/pages/{page['name']}/posts/{id}",
        link=link or next(iter(text.links(message)), None),
        media=[photos.as_picture(photo) for photo in attached],
        **_texts({"extra": {"app": token["app"], "shared": link}}, message),
    )
    for photo in attached:
        call.store.update("facebook_photo", {"id": photo["id"]}, post=id)
    if link and not attached:
        call.sandbox.cards.want(seq, link)
    return posts.alive(call.store, "facebook", page["name"], id)


def _texts(post: Row, message: str) -> Row:
    """The columns of a post that its message decides."""
    return {
        "text": message,
        "html": text.html(message, "/facebook/hashtag"),
        "extra": post["extra"] | {"tags": text.tags(message)},
    }


def _message(wanted: Row) -> str:
    message = read_text(wanted, "message")
    if len(message) > MAX_MESSAGE:
        raise invalid(f"Param message must be at most {MAX_MESSAGE} characters long.")
    return message


def _link(call: Call, wanted: Row) -> str:
    link = read_text(wanted, "link")
    if not link:
        return ""
    if not link.startswith(("http://", "https://")):
        raise GraphError(100, "(#100) link URL is not properly formatted", 2_061_006)
    if link.startswith(f"{call.home}/"):
        text = "(#100) Links to this site cannot be shared."
        raise GraphError(100, text, 1_609_008)
    return link


def _refuse_planned(wanted: Row) -> None:
    if not truth(wanted, "published", True) or wanted.get("scheduled_publish_time"):
        raise invalid("The sandbox has neither scheduled posts nor drafts")


def _media_ids(wanted: Row) -> list[str]:
    media = structure(wanted, "attached_media") or []
    if not isinstance(media, list) or len(media) > MAX_PHOTOS:
        raise invalid(f"Param attached_media must be a list of up to {MAX_PHOTOS}")
    return [_media_id(one) for one in media]


def _media_id(attached: Any) -> str:
    id = attached.get("media_fbid") if isinstance(attached, dict) else None
    if not isinstance(id, (str, int)) or isinstance(id, bool):
        raise invalid('Param attached_media[0] must be like {"media_fbid":"1"}')
    return str(id)


def _refuse_repeated(
    call: Call, page: Row, message: str, link: str, attached: list[Row]
) -> None:
    """The network's own heuristic: not the same as the post before."""
    files = [photo["file"] for photo in attached]
    for last in posts.latest(call.store, "facebook", page["name"], limit=1):
        same = last["text"] == message and last["extra"]["shared"] == link
        if same and not last["deleted"] and _files(last) == files:
            text = "(#506) Duplicate status message"
            raise GraphError(506, text, 1_455_006)


def _files(post: Row) -> list[str]:
    return [picture["file"] for picture in post["media"]]
