"""Posts: written, changed, deleted, with the server's own checks."""

import time
from typing import Any

from django.conf.locale import LANG_INFO
from werkzeug import Response

from .. import posts
from ..accounts import create as make_account
from ..ids import snowflake
from ..network import Call, reply
from ..store import Row, now
from . import media, rates, text, view
from .access import MastodonError, authorise, by_name, not_found, parameters, truth

SCHEMA = """
CREATE TABLE IF NOT EXISTS mastodon_idempotency (
    account TEXT, key TEXT, status TEXT, stored REAL, PRIMARY KEY (account, key)
);
"""
KEY_LIFETIME = 3600
VISIBILITIES = ("public", "unlisted", "private", "direct")
LANGUAGE = "de"


def create(call: Call) -> Response:
    """POST /api/v1/statuses"""
    account = authorise(call, "write:statuses")
    wanted = parameters(call.request)
    key = call.request.headers.get("Idempotency-Key", "")
    with call.store.transaction():
        parent = _parent(call, wanted.get("in_reply_to_id"))
        first = _posted_with(call, account, key)
        if first:
            return _repeated(call, first)
        post = _post(call, account, wanted, parent)
        if key:
            _remember(call, account, key, post["id"])
    _crawl(call, post)
    return reply(view.status(call, post))


def edit(call: Call, id: str) -> Response:
    """PUT /api/v1/statuses/ID: what is not sent is cleared, except the language."""
    account = authorise(call, "write:statuses")
    wanted = parameters(call.request)
    with call.store.transaction():
        post = _own(call, account, id)
        changed = _changed(call, post, wanted)
        if changed:
            rates.count_post(call, account["name"])
            posts.change(call.store, post["seq"], **changed)
        after = _own(call, account, id)
    if after["text"] != post["text"]:
        _crawl(call, after)
    return reply(view.status(call, after))


def delete(call: Call, id: str) -> Response:
    """DELETE /api/v1/statuses/ID: answers the post with its source, to write it anew."""
    account = authorise(call, "write:statuses")
    with call.store.transaction():
        post = _own(call, account, id)
        answer = view.status(call, post) | view.source_fields(post)
        posts.change(call.store, post["seq"], deleted=1)
        if truth(parameters(call.request).get("delete_media")):
            call.store.run("DELETE FROM mastodon_media WHERE status = ?", id)
        call.store.update("mastodon_media", {"status": id}, status=None)
    return reply(answer)


def answer(call: Call, post: Row, name: str, words: str) -> str:
    """A reply by somebody else, who gets an account if need be; its id."""
    account = by_name(call.store, name) or make_account(call, name, name)
    return _post(call, account, {"status": words}, post)["id"]


def _post(call: Call, account: Row, wanted: Row, parent: Row | None) -> Row:
    name, id = account["name"], snowflake()
    attached = media.attachable(call, name, wanted.get("media_ids"))
    content = _content(wanted, attached)
    visibility = wanted.get("visibility") or "public"
    if visibility not in VISIBILITIES:
        raise MastodonError(
            422, "Validation failed: Visibility is not included in the list"
        )
    if wanted.get("scheduled_at") or wanted.get("poll"):
        raise MastodonError(422, "The sandbox has neither scheduled posts nor polls")
    rates.count_post(call, name)
    for picture in attached:
        call.store.update("mastodon_media", {"id": picture["id"]}, status=id)
    posts.add(
        call.store,
        network="mastodon",
        account=name,
        id=id,
        path=f"/mastodon/@{name}/{id}",
        reply_to=parent["id"] if parent else None,
        language=_language(wanted.get("language")) or LANGUAGE,
        **_columns(call, content, attached, {"visibility": visibility, "history": []}),
    )
    return posts.alive(call.store, "mastodon", name, id)


def _content(wanted: Row, attached: list[Row]) -> Row:
    """Text, content warning and sensitivity as the server takes them; raises a 422."""
    body = str(wanted.get("status") or "").strip()
    warning = str(wanted.get("spoiler_text") or "").strip()
    sensitive = truth(wanted.get("sensitive")) or bool(warning)
    if not body and warning:
        body, warning = warning, ""
    if not body and not attached:
        raise MastodonError(422, "Validation failed: Text can't be blank")
    if text.length(warning + body) > text.MAX_CHARACTERS:
        raise MastodonError(
            422,
            f"Validation failed: Text character limit of {text.MAX_CHARACTERS} exceeded",
        )
    return {"text": body, "spoiler_text": warning, "sensitive": sensitive}


def _columns(call: Call, content: Row, attached: list[Row], extra: Row) -> Row:
    """The columns of a post that its author decides."""
    body = content["text"]
    mentioned = text.mentions(body, lambda name: by_name(call.store, name) is not None)
    return {
        "text": body,
        "html": text.html(body, f"/{call.network.name}", mentioned),
        "link": text.first_link(body),
        "media": [media.as_picture(picture) for picture in attached],
        "extra": extra
        | {
            "spoiler_text": content["spoiler_text"],
            "sensitive": content["sensitive"],
            "media_ids": [picture["id"] for picture in attached],
            "tags": text.tags(body),
            "mentions": mentioned,
        },
    }


def _changed(call: Call, post: Row, wanted: Row) -> Row | None:
    """The columns after an edit, or None where nothing changes; raises a 422."""
    for attributes in _attributes(wanted):
        if str(attributes.get("id")) in post["extra"]["media_ids"]:
            media.describe(call.store, str(attributes["id"]), attributes)
    attached = media.attachable(
        call, post["account"], wanted.get("media_ids"), post["id"]
    )
    content = _content(wanted, attached)
    after = _columns(call, content, attached, post["extra"])
    after["language"] = _language(wanted.get("language")) or post["language"]
    if all(post[column] == value for column, value in after.items()):
        return None
    for picture in attached:
        call.store.update("mastodon_media", {"id": picture["id"]}, status=post["id"])
    history = post["extra"]["history"] + [view.snapshot(call, post)]
    after["extra"] = after["extra"] | {"history": history}
    if after["text"] != post["text"]:
        after["card"] = None
    return after | {"edited_at": now()}


def _attributes(wanted: Row) -> list[Row]:
    """The changes to pictures: [{"id", "description", "focus"}]."""
    sent = wanted.get("media_attributes")
    if not isinstance(sent, list):
        return []
    return [attributes for attributes in sent if isinstance(attributes, dict)]


def _posted_with(call: Call, account: Row, key: str) -> Row | None:
    """The account's earlier post with this key, for an hour."""
    sql = "SELECT * FROM mastodon_idempotency WHERE account = ? AND key = ? AND stored > ?"
    return call.store.row(sql, account["name"], key, time.time() - KEY_LIFETIME)


def _repeated(call: Call, first: Row) -> Response:
    """4.5 answers the first post again; 4.6.0 to 4.6.5 break down (issue #40399)."""
    post = posts.alive(call.store, "mastodon", first["account"], first["status"])
    if post is None:
        raise not_found()
    if call.settings["idempotency"] == "4.5":
        return reply(view.status(call, post))
    page = "<!DOCTYPE html><title>500</title><h1>We're sorry, but something went wrong.</h1>"
    return Response(page, 500, mimetype="text/html")


def _remember(call: Call, account: Row, key: str, status: str) -> None:
    sql = "INSERT OR REPLACE INTO mastodon_idempotency VALUES (?, ?, ?, ?)"
    call.store.run(sql, account["name"], key, status, time.time())


def _parent(call: Call, id: Any) -> Row | None:
    if not id:
        return None
    parent = view.visible(call, str(id))
    if parent is None:
        raise MastodonError(
            404, "The post you are trying to reply to does not appear to exist."
        )
    return parent


def _own(call: Call, account: Row, id: str) -> Row:
    post = posts.alive(call.store, "mastodon", account["name"], id)
    if post is None:
        raise not_found()
    return post


def _language(code: Any) -> str | None:
    """A language the server knows, its region dropped; None for all else."""
    language = str(code or "").partition("-")[0].lower()
    return language if language in LANG_INFO else None


def _crawl(call: Call, post: Row) -> None:
    """Fetch the card of the post's first link, unless pictures take its place."""
    own = f"{call.home}/"
    if post["link"] and not post["media"] and not post["link"].startswith(own):
        call.sandbox.cards.want(post["seq"], post["link"])
