"""Accounts and posts: read one by one, and in pages."""

from urllib.parse import urlencode

from werkzeug import Response

from ..network import Call, reply
from ..store import Row
from . import view
from .access import (
    MastodonError,
    authorise,
    by_id,
    by_name,
    not_found,
    parameters,
    reader,
    truth,
)

LAST_ID = 2**63 - 1
AT_ONCE = 20


def me(call: Call) -> Response:
    """GET /api/v1/accounts/verify_credentials"""
    account = authorise(call, "profile", "read:accounts")
    return reply(view.own_account(call, account))


def account(call: Call, id: str) -> Response:
    reader(call, "read:accounts")
    return reply(view.account(call, by_id(call.store, id)))


def look_up(call: Call) -> Response:
    """GET /api/v1/accounts/lookup?acct=name"""
    name = call.request.args.get("acct", "").removeprefix("@").partition("@")[0]
    found = by_name(call.store, name.lower())
    if found is None:
        raise not_found()
    return reply(view.account(call, found))


def account_statuses(call: Call, id: str) -> Response:
    """GET /api/v1/accounts/ID/statuses: newest first, with links to further pages."""
    visitor = reader(call, "read:statuses")
    owner = by_id(call.store, id)
    wanted = parameters(call.request)
    if truth(wanted.get("pinned")):
        return reply([])
    page = [post for post in _page(call, owner, wanted) if view.may_see(post, visitor)]
    headers = {"Link": _links(call, page)} if page else {}
    return reply([view.status(call, post) for post in page], headers=headers)


def status(call: Call, id: str) -> Response:
    return reply(view.status(call, _readable(call, id)))


def several(call: Call) -> Response:
    """GET /api/v1/statuses?id[]=: what is not there is left out."""
    visitor = reader(call, "read:statuses")
    ids = list(dict.fromkeys(call.request.args.getlist("id[]")))
    if len(ids) > AT_ONCE:
        raise MastodonError(422, "Mastodon::ValidationError")
    found = [view.visible(call, id, visitor) for id in ids]
    return reply([view.status(call, post) for post in found if post])


def source(call: Call, id: str) -> Response:
    authorise(call, "read:statuses")
    return reply({"id": id, **view.source_fields(_readable(call, id))})


def history(call: Call, id: str) -> Response:
    """GET /api/v1/statuses/ID/history: oldest first, the present form last."""
    post = _readable(call, id)
    steps = [*post["extra"]["history"], view.snapshot(call, post)]
    author = view.account(call, by_name(call.store, post["account"]))
    return reply([step | {"account": author} for step in steps])


def context(call: Call, id: str) -> Response:
    """GET /api/v1/statuses/ID/context: what came before and after in the thread."""
    post = _readable(call, id)
    ancestors, descendants = _ancestors(call, post), _descendants(call, post)
    return reply(
        {
            "ancestors": [view.status(call, other) for other in ancestors],
            "descendants": [view.status(call, other) for other in descendants],
        }
    )


def _readable(call: Call, id: str) -> Row:
    post = view.visible(call, id, reader(call, "read:statuses"))
    if post is None:
        raise not_found()
    return post


def _page(call: Call, owner: Row, wanted: Row) -> list[Row]:
    try:
        limit = min(max(int(wanted.get("limit") or 20), 0), 40)
        below, above, after = (
            min(int(wanted.get(name) or 0), LAST_ID)
            for name in ("max_id", "since_id", "min_id")
        )
    except ValueError:
        raise MastodonError(400, "Invalid parameter") from None
    rows = call.store.rows(
        "SELECT * FROM post WHERE network = 'mastodon' AND account = ? AND NOT deleted"
        " AND CAST(id AS INTEGER) < ? AND CAST(id AS INTEGER) > ?"
        " AND (? OR reply_to IS NULL) AND (? OR media != '[]')"
        " ORDER BY ? * CAST(id AS INTEGER) LIMIT ?",
        owner["name"],
        below or LAST_ID,
        max(above, after),
        not truth(wanted.get("exclude_replies")),
        not truth(wanted.get("only_media")),
        1 if after else -1,
        limit,
    )
    return rows[::-1] if after else rows


def _links(call: Call, page: list[Row]) -> str:
    kept = {
        name: value
        for name, value in call.request.args.items()
        if name not in ("max_id", "min_id", "since_id")
    }
    address = call.home + call.path

    def link(name: str, post: Row, relation: str) -> str:
        return f'<{address}?{urlencode(kept | {name: post["id"]})}>; rel="{relation}"'

    return f"{link('max_id', page[-1], 'next')}, {link('min_id', page[0], 'prev')}"


def _ancestors(call: Call, post: Row) -> list[Row]:
    found: list[Row] = []
    while post and post["reply_to"]:
        post = view.visible(call, post["reply_to"])
        if post:
            found.insert(0, post)
    return found


def _descendants(call: Call, post: Row) -> list[Row]:
    sql = "SELECT * FROM post WHERE network = 'mastodon' AND reply_to = ? AND NOT deleted ORDER BY seq"
    found: list[Row] = []
    for answer in call.store.rows(sql, post["id"]):
        if view.may_see(answer, None):
            found += [answer, *_descendants(call, answer)]
    return found
