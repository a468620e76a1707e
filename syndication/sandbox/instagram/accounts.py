"""Professional accounts, reached with either kind of sign-in."""

from typing import Any

from werkzeug import Response

from ..graph import containers, tokens
from ..graph.errors import GraphError, missing
from ..graph.fields import pick
from ..graph.parameters import parameters
from ..network import Call, reply
from ..store import Row, Store

# The scopes of the two ways to sign in: on Instagram itself, and on Facebook.
PUBLISH = {
    "instagram": "instagram_business_content_publish",
    "facebook": "instagram_content_publish",
}
BASIC = {"instagram": "instagram_business_basic", "facebook": "instagram_basic"}


def by_name(store: Store, name: str) -> Row | None:
    sql = "SELECT * FROM account WHERE network = 'instagram' AND name = ?"
    return store.row(sql, name)


def by_id(store: Store, id: str) -> Row | None:
    sql = "SELECT * FROM account WHERE network = 'instagram' AND id = ?"
    return store.row(sql, id)


def settings(call: Call) -> Row:
    """Instagram's own settings, on whichever host it was asked."""
    return call.sandbox.settings(call.sandbox.networks["instagram"])


def own(call: Call, account: Row, scopes: dict[str, str] | None = None) -> Row:
    """The token, if it may act for this account and has the scope of its sign-in."""
    token = tokens.authorise(call)
    allowed = [token["account"], *token["chosen"]]
    name = account["name"]
    if token["network"] == "facebook":
        name = account["extra"].get("page")
    if name not in allowed:
        raise missing(account["id"], call.request.method)
    for scope in (BASIC, scopes or {}):
        _require_scope(token, scope.get(token["network"]))
    return token


def show(call: Call, account: Row) -> Response:
    """GET /{ig}: `user_id` is the account's id, `id` the one of this program alone."""
    token = own(call, account)
    view = {
        "username": account["name"],
        "name": account["display_name"],
        "profile_picture_url": f"{call.base}/static/avatar.svg",
        "followers_count": 0,
        "media_count": _media_count(call.store, account),
        "biography": None,
    }
    if token["network"] == "facebook":
        view |= {"id": account["id"]}
    else:
        id = str(int(account["id"]) + int(token["app"][-6:]))
        view |= {"id": id, "user_id": account["id"], "account_type": "BUSINESS"}
    fields = str(parameters(call).get("fields") or "")
    return reply(pick(view, fields, "id", "IGUser"))


def limit(call: Call, account: Row) -> Response:
    """GET /{ig}/content_publishing_limit"""
    own(call, account, PUBLISH)
    fields = str(parameters(call).get("fields") or "")
    view = pick(_quota(call, account), fields, "quota_usage", "Limit")
    return reply({"data": [view]})


def require_quota(call: Call, account: Row) -> None:
    quota = _quota(call, account)
    if quota["quota_usage"] >= quota["config"]["quota_total"]:
        call.limited = True
        raise GraphError(
            9,
            "Application request limit reached",
            2_207_042,
            error_user_title="Maximum number of posts reached",
            error_user_msg="You reached the maximum number of posts that is allowed to be published by Content Publishing API.",
        )


def _quota(call: Call, account: Row) -> dict[str, Any]:
    chosen = settings(call)
    factor = chosen["window_factor"]
    used = containers.used(call, "instagram", account["name"], factor, "1")
    total = int(chosen["posts_per_day"])
    config = {"quota_total": total, "quota_duration": containers.DAY / factor}
    return {"id": None, "quota_usage": used, "config": config}


def _require_scope(token: Row, scope: str | None) -> None:
    if scope and scope not in token["scopes"]:
        text = f"(#10) Application does not have permission for this action: {scope}"
        raise GraphError(10, text)


def _media_count(store: Store, account: Row) -> int:
    sql = (
        "SELECT count(*) AS n FROM post"
        " WHERE network = 'instagram' AND account = ? AND NOT deleted"
    )
    return store.row(sql, account["name"])["n"]
