"""Who asks: access tokens, their scopes, and the answers where they do not do."""

import secrets
from typing import Any

from werkzeug import Request

from ..network import Call, RefusedError
from ..store import Row, Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS mastodon_token (
    id INTEGER PRIMARY KEY, value TEXT UNIQUE, account TEXT, scopes TEXT, app TEXT,
    revoked INTEGER DEFAULT 0
);
"""
# The least that a publisher needs.
SCOPES = "write:statuses write:media read:statuses profile"


class MastodonError(RefusedError):
    """An error with Mastodon's one-line body."""

    def __init__(self, status: int, text: str):
        super().__init__(status, {"error": text})


def not_found() -> MastodonError:
    return MastodonError(404, "Record not found")


def issue(store: Store, account: str, scopes: str, app: str) -> str:
    """A new access token for the account with this name; it never expires."""
    value = secrets.token_urlsafe(32)
    store.insert("mastodon_token", value=value, account=account, scopes=scopes, app=app)
    return value


def presented(call: Call) -> Row | None:
    """The token that came with the request, as long as it is known here."""
    kind, _, value = call.request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        value = call.request.values.get("access_token", "")
    return call.store.row("SELECT * FROM mastodon_token WHERE value = ?", value)


def authorise(call: Call, *scopes: str) -> Row:
    """The account that asks, if its token has one of the scopes, or a wider one."""
    token = call.visitor
    if token is None:
        raise MastodonError(401, "The access token is invalid")
    if token["revoked"]:
        raise MastodonError(401, "The access token was revoked")
    granted = token["scopes"].split()
    if not any(covers(granted, scope) for scope in scopes):
        raise MastodonError(403, "This action is outside the authorized scopes")
    account = by_name(call.store, token["account"])
    if account is None:
        raise MastodonError(422, "This method requires an authenticated user")
    return account


def covers(granted: list[str], scope: str) -> bool:
    """Whether a scope was granted, by itself or within a wider one."""
    return scope in granted or scope.partition(":")[0] in granted


def reader(call: Call, scope: str) -> Row | None:
    """The account that reads, or None for the public; a token needs the scope."""
    if call.visitor is None or call.visitor["revoked"]:
        return None
    return authorise(call, scope)


def by_name(store: Store, name: str) -> Row | None:
    sql = "SELECT * FROM account WHERE network = 'mastodon' AND name = ?"
    return store.row(sql, name)


def by_id(store: Store, id: str) -> Row:
    sql = "SELECT * FROM account WHERE network = 'mastodon' AND id = ?"
    account = store.row(sql, id)
    if account is None:
        raise not_found()
    return account


def parameters(request: Request) -> dict[str, Any]:
    """What was sent, as Rails reads it: JSON or a form; `name[]` is a list."""
    if request.is_json:
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise MastodonError(400, "There was a problem parsing the request body")
        return body
    values = request.values
    return {
        name.removesuffix("[]"): values.getlist(name) if name.endswith("[]") else value
        for name, value in values.items()
    }


def truth(value: Any) -> bool:
    """Rails' idea of a boolean in a form."""
    return value not in (
        None,
        "",
        False,
        0,
        "0",
        "f",
        "F",
        "false",
        "FALSE",
        "off",
        "OFF",
    )
