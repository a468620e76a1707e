"""Access tokens: whose they are, what they allow, and how long."""

import hashlib
import hmac
import secrets
import time
from datetime import UTC, datetime
from typing import Any

from .. import apps
from ..network import Call
from ..store import Row, Store
from .errors import GraphError, bad_token, invalid, no_permission
from .parameters import parameters

SCHEMA = """
CREATE TABLE IF NOT EXISTS graph_token (
    value TEXT PRIMARY KEY, network TEXT, app TEXT, kind TEXT, account TEXT,
    chosen JSON, scopes JSON, issued REAL, expires REAL DEFAULT 0, problem INTEGER
);
"""
PREFIXES = {"facebook": "EAA", "instagram": "IGAA", "threads": "THAA"}
# What a dead token is told, by its subcode.
PROBLEMS = {
    458: "Error validating access token: The user has not authorized application",
    460: "Error validating access token: The session has been invalidated because the"
    " user changed their password or Facebook has changed the session for security"
    " reasons.",
    463: "Error validating access token: Session has expired",
}


def issue(store: Store, network: str, kind: str, account: str, **more: Any) -> str:
    """A new token of an account; kinds are "user", "page" and "system".

    `chosen` are the accounts that a person lets the program use, `expires` is in
    seconds since 1970 (0: never).
    """
    value = PREFIXES[network] + secrets.token_hex(40)
    columns = {"chosen": [], "scopes": [], "issued": time.time(), **more}
    store.insert(
        "graph_token",
        value=value,
        network=network,
        kind=kind,
        account=account,
        **columns,
    )
    return value


def handed_out(
    store: Store, network: str, kind: str, account: str, **same: Any
) -> str | None:
    """A living token of the account that agrees in all else, or None."""
    sql = (
        "SELECT * FROM graph_token"
        " WHERE network = ? AND kind = ? AND account = ? AND problem IS NULL"
    )
    for token in store.rows(sql, network, kind, account):
        alive = not token["expires"] or token["expires"] > time.time()
        if alive and all(token[column] == value for column, value in same.items()):
            return token["value"]
    return None


def find(store: Store, network: str, value: str) -> Row | None:
    sql = "SELECT * FROM graph_token WHERE network = ? AND value = ?"
    return store.row(sql, network, value)


def end(store: Store, network: str, account: str, problem: int) -> None:
    """Make all tokens of an account useless."""
    key = {"network": network, "account": account}
    store.update("graph_token", key, problem=problem)


def end_of_managers(store: Store, page: str, problem: int) -> None:
    """Make the tokens of people useless who manage this Page."""
    sql = "SELECT * FROM graph_token WHERE network = 'facebook' AND account = ''"
    for token in store.rows(sql):
        if page in token["chosen"]:
            store.update("graph_token", {"value": token["value"]}, problem=problem)


def presented(call: Call) -> str:
    """The token's text that came with the request."""
    kind, _, value = call.request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    return str(parameters(call).get("access_token") or "")


def authorise(call: Call, *scopes: str) -> Row:
    """The token that asks, alive and with all these scopes."""
    token = call.visitor
    if token is None:
        raise _unknown(presented(call))
    if problem := problem_of(token):
        raise problem
    _require_proof(call, token)
    for scope in scopes:
        if scope not in token["scopes"]:
            raise no_permission(scope)
    return token


def problem_of(token: Row) -> GraphError | None:
    """Why a token no longer works, or None."""
    if token["problem"]:
        return bad_token(PROBLEMS[token["problem"]], token["problem"])
    if not token["expires"] or token["expires"] > time.time():
        return None
    moment = datetime.fromtimestamp(token["expires"], UTC)
    text = f"{PROBLEMS[463]} on {moment:%A, %d-%b-%y %H:%M:%S} UTC."
    return bad_token(text, 463)


def proof(app: Row, token: str) -> str:
    """What only somebody can compute who has the program's secret."""
    return hmac.new(app["secret"].encode(), token.encode(), hashlib.sha256).hexdigest()


def _require_proof(call: Call, token: Row) -> None:
    app = apps.find(call.store, token["network"], token["app"])
    sent = parameters(call).get("appsecret_proof")
    if app is None or (not sent and not app["needs_proof"]):
        return
    if not sent:
        raise invalid("API calls from the server require an appsecret_proof argument")
    if not hmac.compare_digest(str(sent).encode(), proof(app, token["value"]).encode()):
        raise invalid("Invalid appsecret_proof provided in the API argument")


def _unknown(value: str) -> GraphError:
    if not value:
        text = "An access token is required to request this resource."
        return GraphError(104, text)
    return bad_token("Invalid OAuth access token - Cannot parse access token")
