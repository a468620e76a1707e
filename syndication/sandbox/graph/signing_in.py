"""Sign-in with Meta: a page to consent, a code, and tokens of short and long life."""

import time
from typing import Any

from werkzeug import Response

from .. import accounts, apps, signing_in
from ..network import Call, reply
from ..store import Row
from . import tokens
from .errors import GraphError, bad_token, invalid
from .parameters import parameters, text

# As the real networks end the address that leads back.
TAIL = "#_"
DENIED = {
    "error_reason": "user_denied",
    "error_description": "The user denied your request.",
}


def authorize(call: Call) -> Response:
    """The page that asks; scopes are separated by commas or spaces."""
    network = call.network
    sent = call.request.args.get("scope", "").replace(",", " ").split()
    scopes = [scope for scope in dict.fromkeys(sent) if scope in network.scopes]
    try:
        question = signing_in.asked(
            call,
            scopes,
            several=network.several,
            tail="" if network.several else TAIL,
            refusal=DENIED,
        )
    except signing_in.UnusableError as error:
        return signing_in.unusable(call, error)
    if call.request.args.get("response_type") != "code" or len(scopes) < len(set(sent)):
        unknown = ", ".join(sorted(set(sent) - set(scopes))) or "response_type"
        problem = signing_in.UnusableError(f"Ungültig: {unknown}")
        return signing_in.unusable(call, problem)
    return signing_in.respond(call, question)


def exchanged_code(call: Call) -> tuple[Row, str]:
    """The code in the request, used up, and the short-lived token for it.

    Raises GraphError where program, address or code are wrong.
    """
    wanted = parameters(call)
    app = client(call, wanted)
    value = text(wanted, "code").removesuffix(TAIL)
    code = signing_in.take(call.store, call.network.name, value)
    if code is None:
        raise invalid("This authorization code has been used, or has expired.", 36_009)
    same = code["redirect_uri"] == wanted.get("redirect_uri")
    if code["app"] != app["id"] or not same:
        text_ = "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request"
        raise invalid(text_, 36_008)
    seconds = call.settings["short_token_lifetime"]
    return code, _issued(call, app, code, seconds)


def lengthened(call: Call, parameter: str, app: Row) -> Response:
    """A long-lived token for the short-lived one that the parameter brings."""
    token = _alive(call, text(parameters(call), parameter))
    if token["app"] != app["id"]:
        raise bad_token("The access token does not belong to this application")
    return reply(_again(call, token))


def refresh(call: Call) -> Response:
    """GET /refresh_access_token: for a long-lived token that is old enough."""
    wanted = parameters(call)
    _require_grant(wanted, call.network.grants[1])
    token = _alive(call, tokens.presented(call))
    lifetime = token["expires"] - token["issued"]
    if token["expires"] and lifetime <= call.settings["short_token_lifetime"]:
        raise invalid("Only long-lived access tokens can be refreshed.")
    if time.time() - token["issued"] < call.settings["refresh_after"]:
        raise invalid("Access tokens can be refreshed after 24 hours.")
    return reply(_again(call, token))


def lengthen(call: Call) -> Response:
    """GET /access_token: the short-lived token against a long-lived one."""
    wanted = parameters(call)
    _require_grant(wanted, call.network.grants[0])
    app = _app_of(call, _alive(call, tokens.presented(call)))
    if wanted.get("client_secret") != app["secret"]:
        raise _wrong_secret()
    return lengthened(call, "access_token", app)


def client(call: Call, wanted: Row) -> Row:
    """The program that asks, by id and secret."""
    app = apps.find(call.store, call.network.name, str(wanted.get("client_id") or ""))
    if app is None:
        raise GraphError(101, "Error validating application. Invalid application ID.")
    if wanted.get("client_secret") != app["secret"]:
        raise _wrong_secret()
    return app


def of_program(call: Call, app: Row, prefix: str = "") -> Response:
    """What a program presents when it asks for itself."""
    value = f"{prefix}{app['id']}|{app['secret']}"
    return reply({"access_token": value, "token_type": "bearer"})


def _issued(call: Call, app: Row, code: Row, seconds: float) -> str:
    """Of one account, or of the person who manages several."""
    names = code["accounts"]
    owner: dict[str, Any] = {"account": "", "chosen": names}
    if not call.network.several:
        owner = {"account": names[0]}
    return tokens.issue(
        call.store,
        call.network.name,
        "user",
        **owner,
        app=app["id"],
        scopes=code["scopes"],
        expires=time.time() + seconds,
    )


def _again(call: Call, token: Row) -> dict[str, Any]:
    """The same access for the length of a long life."""
    seconds = int(call.settings["token_lifetime"])
    same = ("account", "chosen", "app", "scopes")
    value = tokens.issue(
        call.store,
        call.network.name,
        "user",
        **{column: token[column] for column in same},
        expires=time.time() + seconds,
    )
    return {"access_token": value, "token_type": "bearer", "expires_in": seconds}


def _alive(call: Call, value: str) -> Row:
    token = tokens.find(call.store, call.network.name, value)
    if token is None:
        raise bad_token("Invalid OAuth access token - Cannot parse access token")
    if problem := tokens.problem_of(token):
        raise problem
    return token


def _app_of(call: Call, token: Row) -> Row:
    return apps.find(call.store, call.network.name, token["app"])


def _require_grant(wanted: Row, grant: str) -> None:
    if wanted.get("grant_type") != grant:
        raise invalid(f"Param grant_type must be {grant}")


def _wrong_secret() -> GraphError:
    return GraphError(1, "Error validating client secret.")


def account_of(call: Call, code: Row) -> Row:
    """The one account that a code was made for."""
    return accounts.find(call.store, call.network.name, code["accounts"][0])
