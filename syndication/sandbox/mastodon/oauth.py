"""Sign-in on Mastodon: programs register themselves, and prove who they are (PKCE)."""

import hashlib
import secrets
import time
from base64 import urlsafe_b64encode
from typing import Any

from werkzeug import Response

from .. import apps, signing_in
from ..network import Call, RefusedError, reply
from ..store import Row
from . import access, rates
from .access import MastodonError, covers, parameters

SCOPES = (
    *("read", "read:accounts", "read:statuses", "read:notifications", "profile"),
    *("write", "write:statuses", "write:media", "follow", "push"),
)
WRONG_GRANT = (
    "The provided authorization grant is invalid, expired, revoked, does not match the"
    " redirection URI used in the authorization request, or was issued to another"
    " client."
)
WRONG_CLIENT = (
    "Client authentication failed due to unknown client, no client authentication"
    " included, or unsupported authentication method."
)


class OAuthError(RefusedError):
    """An error as RFC 6749 wants it."""

    def __init__(self, status: int, error: str, text: str):
        super().__init__(status, {"error": error, "error_description": text})


def metadata(call: Call) -> Response:
    """GET /.well-known/oauth-authorization-server"""
    return reply(
        {
            "issuer": f"{call.home}/",
            "authorization_endpoint": f"{call.home}/oauth/authorize",
            "token_endpoint": f"{call.home}/oauth/token",
            "revocation_endpoint": f"{call.home}/oauth/revoke",
            "app_registration_endpoint": f"{call.home}/api/v1/apps",
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic",
                "client_secret_post",
            ],
        }
    )


def register(call: Call) -> Response:
    """POST /api/v1/apps"""
    rates.count_app(call)
    wanted = parameters(call.request)
    name, scopes = (
        str(wanted.get("client_name") or "").strip(),
        _scopes(wanted, "scopes"),
    )
    targets = _targets(wanted.get("redirect_uris"))
    if not name:
        raise MastodonError(422, "Validation failed: Application name can't be blank")
    keys = {"id": secrets.token_urlsafe(32), "secret": secrets.token_urlsafe(32)}
    more = {"redirect_uris": targets, "scopes": " ".join(scopes)}
    app = apps.register(call.store, "mastodon", name, **keys, **more)
    return reply(
        {
            "id": app["id"],
            "name": name,
            "website": wanted.get("website") or None,
            "scopes": scopes,
            "redirect_uri": "\n".join(targets),
            "redirect_uris": targets,
            "client_id": app["id"],
            "client_secret": app["secret"],
            "client_secret_expires_at": 0,
            "vapid_key": "",
        }
    )


def authorize(call: Call) -> Response:
    """The page /oauth/authorize: shows the question, and takes the answer."""
    sent = call.request.args
    scopes = _scopes(sent, "scope")
    challenge = sent.get("code_challenge", "")
    try:
        question = signing_in.asked(call, scopes, challenge=challenge)
    except signing_in.UnusableError as error:
        return signing_in.unusable(call, error)
    if sent.get("response_type") != "code":
        return signing_in.lead_back(question, error="unsupported_response_type")
    if challenge and sent.get("code_challenge_method") != "S256":
        return signing_in.lead_back(question, error="invalid_code_challenge_method")
    granted = question.app["scopes"].split()
    if not all(covers(granted, scope) for scope in scopes):
        return signing_in.lead_back(question, error="invalid_scope")
    return signing_in.respond(call, question)


def token(call: Call) -> Response:
    """POST /oauth/token"""
    wanted = parameters(call.request)
    app = _client(call, wanted)
    if wanted.get("grant_type") == "client_credentials":
        return reply(_token(call, app, "", _scopes(wanted, "scope")))
    if wanted.get("grant_type") != "authorization_code":
        text = (
            "The authorization grant type is not supported by the authorization server."
        )
        raise OAuthError(400, "unsupported_grant_type", text)
    code = signing_in.take(call.store, "mastodon", str(wanted.get("code") or ""))
    if code is None or not _fits(code, app, wanted):
        raise OAuthError(400, "invalid_grant", WRONG_GRANT)
    (account,) = code["accounts"]
    return reply(_token(call, app, account, code["scopes"]))


def revoke(call: Call) -> Response:
    """POST /oauth/revoke: a token that is unknown counts as revoked."""
    wanted = parameters(call.request)
    app = _client(call, wanted, status=403)
    sql = "SELECT * FROM mastodon_token WHERE value = ?"
    found = call.store.row(sql, str(wanted.get("token") or ""))
    if found and found["app"] != app["id"]:
        text = "You are not authorized to revoke this token"
        raise OAuthError(403, "unauthorized_client", text)
    if found:
        call.store.update("mastodon_token", {"id": found["id"]}, revoked=1)
    return reply({})


def _client(call: Call, wanted: Row, status: int = 401) -> Row:
    """The program that asks, by its secret; raises OAuthError."""
    basic = call.request.authorization
    id, secret = wanted.get("client_id"), wanted.get("client_secret")
    if basic and basic.type == "basic":
        id, secret = basic.username, basic.password
    app = apps.find(call.store, "mastodon", str(id or ""))
    if app is None or secret != app["secret"]:
        raise OAuthError(status, "invalid_client", WRONG_CLIENT)
    return app


def _fits(code: Row, app: Row, wanted: Row) -> bool:
    """Whether the code was made for this program, address and verifier."""
    verifier = str(wanted.get("code_verifier") or "")
    digest = hashlib.sha256(verifier.encode()).digest()
    proven = urlsafe_b64encode(digest).decode().rstrip("=") == code["challenge"]
    return (
        code["app"] == app["id"]
        and code["redirect_uri"] == wanted.get("redirect_uri")
        and (proven or not code["challenge"])
    )


def _token(call: Call, app: Row, account: str, scopes: list[str]) -> dict[str, Any]:
    """The same token again where there is one: they never expire."""
    scope = " ".join(scopes)
    sql = (
        "SELECT * FROM mastodon_token WHERE app = ? AND account = ? AND scopes = ?"
        " AND NOT revoked"
    )
    known = call.store.row(sql, app["id"], account, scope)
    value = (
        known["value"] if known else access.issue(call.store, account, scope, app["id"])
    )
    return {
        "access_token": value,
        "token_type": "Bearer",
        "scope": scope,
        "created_at": int(time.time()),
    }


def _scopes(wanted: Any, name: str) -> list[str]:
    return str(wanted.get(name) or "read").split()


def _targets(sent: Any) -> list[str]:
    """The addresses that may be led back to; raises a 422."""
    targets = sent if isinstance(sent, list) else str(sent or "").split()
    if not targets:
        raise MastodonError(422, "Validation failed: Redirect URI can't be blank")
    for target in targets:
        if not str(target).startswith(("http://", "https://")):
            raise MastodonError(
                422, "Validation failed: Redirect URI must be an absolute URI."
            )
    return [str(target) for target in targets]
