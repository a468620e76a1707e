"""debug_token: what a token may do and how long, asked with the program's own."""

from typing import Any

from werkzeug import Response

from .. import apps
from ..network import Call, reply
from ..store import Row
from . import tokens
from .errors import bad_token, invalid
from .parameters import parameters, text

PREFIX = "TH|"
TYPES = {"page": "PAGE", "user": "USER", "system": "SYSTEM_USER"}


def debug_token(call: Call) -> Response:
    """GET /debug_token?input_token="""
    app = _asking(call)
    value = text(parameters(call), "input_token")
    if not value:
        raise invalid("Missing parameter: input_token")
    token = tokens.find(call.store, call.network.name, value)
    if token and token["app"] != app:
        raise invalid("The App_id in the input_token did not match the Viewing App")
    if token is None:
        error = {"code": 190, "message": "Invalid OAuth access token."}
        return reply({"data": {"is_valid": False, "error": error, "scopes": []}})
    return reply({"data": _about(call, token)})


def _asking(call: Call) -> str:
    """The id of the program that asks, by "id|secret" or by one of its tokens."""
    sent = tokens.presented(call)
    id, _, secret = sent.removeprefix(PREFIX).partition("|")
    app = apps.find(call.store, call.network.name, id)
    if app and secret == app["secret"]:
        return app["id"]
    if "|" in sent:
        raise bad_token("Invalid OAuth access token signature.")
    return tokens.authorise(call)["app"]


def _about(call: Call, token: Row) -> dict[str, Any]:
    problem = tokens.problem_of(token)
    about = {
        "app_id": token["app"],
        "type": TYPES[token["kind"]],
        "application": apps.find(call.store, token["network"], token["app"])["name"],
        "is_valid": problem is None,
        "issued_at": int(token["issued"]),
        "expires_at": int(token["expires"]),
        "data_access_expires_at": 0,
        "scopes": token["scopes"],
        "granular_scopes": [{"scope": scope} for scope in token["scopes"]],
        **_owner(call, token),
    }
    if problem:
        about["error"] = problem.body["error"]
    return about


def _owner(call: Call, token: Row) -> dict[str, str]:
    sql = "SELECT * FROM account WHERE network = ? AND name = ?"
    account = call.store.row(sql, token["network"], token["account"])
    if account is None:
        return {}
    key = "profile_id" if token["kind"] == "page" else "user_id"
    return {key: account["id"]}
