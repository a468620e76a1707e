"""Signing in: app passwords, access and refresh tokens."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from typing import Any

from werkzeug import Response

from ..network import Call, reply
from ..store import Row
from . import accounts, rates
from .schema import record, string
from .xrpc import XrpcError, body

SCHEMA = """
CREATE TABLE IF NOT EXISTS bluesky_session (
    id TEXT PRIMARY KEY, did TEXT, expires REAL, next TEXT
);
"""
# A practice server: its key is known, so that a test can make a token of any age.
KEY = b"sandbox-jwt-key"
GRACE = 2 * 3600
_SIGN_IN = record({"identifier": string(), "password": string()}, "identifier password")


def create(call: Call) -> Response:
    """com.atproto.server.createSession"""
    wanted = body(call, _SIGN_IN)
    rates.count_sign_in(call, wanted["identifier"])
    account = accounts.find(call.store, wanted["identifier"])
    expected = account["extra"]["password"] if account else ""
    if not expected or not secrets.compare_digest(expected, wanted["password"]):
        text = "Invalid identifier or password"
        raise XrpcError("AuthenticationRequired", text, 401)
    return reply(
        _tokens(call, account, secrets.token_urlsafe(24)) | _about(call, account)
    )


def refresh(call: Call) -> Response:
    """com.atproto.server.refreshSession: a used token works two hours longer."""
    claims = _claims(call, "refresh+jwt")
    with call.store.transaction():
        session = _session(call, claims)
        following = session["next"] or secrets.token_urlsafe(24)
        call.store.update(
            "bluesky_session",
            {"id": session["id"]},
            next=following,
            expires=min(session["expires"], time.time() + GRACE),
        )
        account = accounts.by_did(call.store, session["did"])
        answer = _tokens(call, account, following) | _about(call, account)
    return reply(answer)


def get(call: Call) -> Response:
    """com.atproto.server.getSession"""
    return reply(_about(call, authorise(call)))


def delete(call: Call) -> Response:
    """com.atproto.server.deleteSession: needs the refresh token."""
    claims = _claims(call, "refresh+jwt")
    call.store.run("DELETE FROM bluesky_session WHERE id = ?", claims.get("jti"))
    return Response(status=200)


def authorise(call: Call) -> Row:
    """The account whose access token came with the request."""
    claims = _claims(call, "at+jwt")
    account = accounts.by_did(call.store, claims.get("sub", ""))
    if account is None:
        raise _unverified()
    return account


def token(kind: str, claims: dict[str, Any]) -> str:
    """A signed token of kind "at+jwt" or "refresh+jwt"."""
    head = _encoded(json.dumps({"typ": kind, "alg": "HS256"}).encode())
    payload = _encoded(json.dumps(claims).encode())
    signed = f"{head}.{payload}"
    return f"{signed}.{_encoded(_signature(signed))}"


def _tokens(call: Call, account: Row, session: str) -> dict[str, str]:
    """Both tokens of a session; the refresh token is remembered under its id."""
    moment, settings = int(time.time()), call.settings
    service = f"did:web:{call.request.host.replace(':', '%3A')}"
    common = {"sub": account["id"], "iat": moment, "aud": service}
    lasting = moment + settings["refresh_seconds"]
    sql = "INSERT OR IGNORE INTO bluesky_session VALUES (?, ?, ?, NULL)"
    call.store.run(sql, session, account["id"], lasting)
    access = {
        "scope": "com.atproto.appPass",
        "exp": moment + settings["access_seconds"],
    }
    longer = {"scope": "com.atproto.refresh", "exp": lasting, "jti": session}
    return {
        "accessJwt": token("at+jwt", common | access),
        "refreshJwt": token("refresh+jwt", common | longer),
    }


def _about(call: Call, account: Row) -> dict[str, Any]:
    return {
        "handle": account["name"],
        "did": account["id"],
        "didDoc": accounts.did_document(call, account),
        "active": True,
    }


def _claims(call: Call, kind: str) -> dict[str, Any]:
    """What the bearer token says, once it is known to be ours, and of this kind."""
    scheme, _, value = call.request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        raise XrpcError("AuthMissing", "Authentication Required", 401)
    if scheme.lower() != "bearer":
        raise XrpcError("InvalidToken", "Unexpected authorization type")
    try:
        head, payload, signature = value.split(".")
        genuine = hmac.compare_digest(
            _decoded(signature), _signature(f"{head}.{payload}")
        )
        claims = json.loads(_decoded(payload))
        if not genuine or json.loads(_decoded(head))["typ"] != kind:
            raise _unverified()
        expired = claims["exp"] <= time.time()
    except (ValueError, KeyError, TypeError):
        raise _unverified() from None
    if expired:
        raise XrpcError("ExpiredToken", "Token has expired")
    return claims


def _session(call: Call, claims: dict[str, Any]) -> Row:
    sql = "SELECT * FROM bluesky_session WHERE id = ? AND expires > ?"
    session = call.store.row(sql, claims.get("jti"), time.time())
    if session is None:
        raise XrpcError("ExpiredToken", "Token has been revoked")
    return session


def _unverified() -> XrpcError:
    return XrpcError("InvalidToken", "Token could not be verified")


def _signature(signed: str) -> bytes:
    return hmac.new(KEY, signed.encode(), hashlib.sha256).digest()


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
