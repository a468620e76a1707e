"""Profiles, and the quotas of what they may publish."""

from typing import Any

from werkzeug import Response

from ..graph import containers, tokens
from ..graph.errors import GraphError, missing
from ..graph.fields import pick
from ..graph.parameters import parameters
from ..network import Call, reply
from ..store import Row, Store

REPLIES_PER_DAY, DELETES_PER_DAY = 1_000, 100
POSTS, REPLIES = "reply_to IS NULL", "reply_to IS NOT NULL"


def by_name(store: Store, name: str) -> Row | None:
    sql = "SELECT * FROM account WHERE network = 'threads' AND name = ?"
    return store.row(sql, name)


def by_id(store: Store, id: str) -> Row | None:
    sql = "SELECT * FROM account WHERE network = 'threads' AND id = ?"
    return store.row(sql, id)


def own(call: Call, account: Row, *scopes: str) -> Row:
    """The token, if it is this account's and has the scopes."""
    token = tokens.authorise(call, "threads_basic", *scopes)
    if token["account"] != account["name"]:
        raise missing(account["id"], call.request.method)
    return token


def show(call: Call, account: Row) -> Response:
    """GET /{user}"""
    own(call, account)
    fields = str(parameters(call).get("fields") or "")
    view = {
        "id": account["id"],
        "username": account["name"],
        "name": account["display_name"],
        "threads_profile_picture_url": f"{call.base}/static/avatar.svg",
        "threads_biography": None,
        "is_verified": False,
    }
    return reply(pick(view, fields, "id", "ThreadsUser"))


def limits(call: Call, account: Row) -> Response:
    """GET /{user}/threads_publishing_limit"""
    own(call, account, "threads_content_publish")
    fields = str(parameters(call).get("fields") or "")
    default = "quota_usage,config"
    view = pick(_quotas(call, account), fields, default, "ThreadsPublishingLimit")
    return reply({"data": [view]})


def require_quota(call: Call, account: Row, reply_to: str | None) -> None:
    """Raises GraphError once the day's posts, or replies, are used up."""
    quotas = _quotas(call, account)
    name = "reply_" if reply_to else ""
    if quotas[f"{name}quota_usage"] < quotas[f"{name}config"]["quota_total"]:
        return
    call.limited = True
    text = "The profile has reached its limit of posts within 24 hours."
    raise GraphError(9, text, 2_207_042, is_transient=False)


def count_delete(call: Call, account: Row) -> None:
    day = containers.DAY
    if call.count("deletes", account["name"], DELETES_PER_DAY, day).exceeded:
        text = "The profile has reached its limit of deletions within 24 hours."
        raise GraphError(9, text, 2_207_042, is_transient=False)


def _quotas(call: Call, account: Row) -> dict[str, Any]:
    duration = containers.DAY / call.settings["window_factor"]

    def used(condition: str) -> int:
        factor = call.settings["window_factor"]
        return containers.used(call, "threads", account["name"], factor, condition)

    def config(total: int) -> dict[str, float]:
        return {"quota_total": total, "quota_duration": duration}

    deletes = call.sandbox.windows.used(("threads", "deletes", account["name"]))
    return {
        "quota_usage": used(POSTS),
        "config": config(int(call.settings["posts_per_day"])),
        "reply_quota_usage": used(REPLIES),
        "reply_config": config(REPLIES_PER_DAY),
        "delete_quota_usage": deletes,
        "delete_config": config(DELETES_PER_DAY),
    }
