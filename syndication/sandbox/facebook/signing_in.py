"""Facebook Login: code, long-lived user token, and the way out."""

from werkzeug import Response

from ..graph import objects, signing_in, tokens
from ..graph.parameters import parameters, text
from ..network import Call, reply
from ..store import Row

LENGTHEN = "fb_exchange_token"


def access_token(call: Call) -> Response:
    """GET or POST /oauth/access_token: by code, by token, or for the program itself."""
    wanted = parameters(call)
    grant = text(wanted, "grant_type")
    if grant == LENGTHEN:
        return signing_in.lengthened(call, LENGTHEN, signing_in.client(call, wanted))
    if grant == "client_credentials":
        return signing_in.of_program(call, signing_in.client(call, wanted))
    _code, token = signing_in.exchanged_code(call)
    seconds = int(call.settings["short_token_lifetime"])
    return reply({"access_token": token, "token_type": "bearer", "expires_in": seconds})


def permissions(call: Call, person: Row) -> Response:
    """GET /me/permissions"""
    token = tokens.authorise(call)
    granted = [{"permission": scope, "status": "granted"} for scope in token["scopes"]]
    return reply({"data": granted})


def leave(call: Call, person: Row) -> Response:
    """DELETE /me/permissions: no token that the person gave this program works on."""
    token = tokens.authorise(call)
    owner = {"network": "facebook", "app": token["app"], "account": ""}
    call.store.update("graph_token", owner, problem=458)
    for name in token["chosen"]:
        call.store.update("graph_token", owner | {"account": name}, problem=458)
    return objects.success()
