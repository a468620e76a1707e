"""Accounts: handles, DIDs and what the server says about itself."""

from typing import Any

from werkzeug import Response

from ..network import Call, reply
from ..store import Row, Store
from .schema import record, string
from .xrpc import XrpcError, parameters

MAX_UPLOAD = 5_242_880


def find(store: Store, identifier: str) -> Row | None:
    """The account with this handle (upper case or not) or DID."""
    sql = "SELECT * FROM account WHERE network = 'bluesky' AND (name = ? OR id = ?)"
    return store.row(sql, identifier.lower(), identifier)


def by_did(store: Store, did: str) -> Row | None:
    return store.row("SELECT * FROM account WHERE network = 'bluesky' AND id = ?", did)


def remember(store: Store, account: Row, **extra: Any) -> None:
    """Note something with the account."""
    key = {"network": "bluesky", "name": account["name"]}
    store.update("account", key, extra=account["extra"] | extra)


def did_document(call: Call, account: Row) -> dict[str, Any]:
    """Where the account lives: the client library follows `serviceEndpoint`."""
    did = account["id"]
    return {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": did,
        "alsoKnownAs": [f"at://{account['name']}"],
        "verificationMethod": [
            {
                "id": f"{did}#atproto",
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": "zQ3shSandboxSandboxSandboxSandboxSandboxSandboxS",
            }
        ],
        "service": [
            {
                "id": "#atproto_pds",
                "type": "AtprotoPersonalDataServer",
                "serviceEndpoint": call.home,
            }
        ],
    }


def resolve(call: Call) -> Response:
    """com.atproto.identity.resolveHandle"""
    check = record({"handle": string(form="handle")}, "handle")
    account = find(call.store, parameters(call, check)["handle"])
    if account is None:
        raise XrpcError("HandleNotFound", "Unable to resolve handle")
    return reply({"did": account["id"]})


def directory(call: Call, did: str) -> Response:
    """An account's DID document, as the network's central directory hands it out."""
    account = by_did(call.store, did)
    if account is None:
        return reply({"message": f"DID not registered: {did}"}, 404)
    return reply(did_document(call, account))


def describe_server(call: Call) -> Response:
    """com.atproto.server.describeServer"""
    return reply(
        {
            "did": f"did:web:{call.request.host.replace(':', '%3A')}",
            "availableUserDomains": [".test"],
            "inviteCodeRequired": False,
            "blobUploadLimit": MAX_UPLOAD,
            "links": {},
            "contact": {},
        }
    )
