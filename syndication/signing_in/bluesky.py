"""Bluesky accounts open with handle and app password; their server is found.

A handle leads to a DID, the DID to a document, the document to the server (PDS).
"""

import contextlib
import re
from urllib.parse import unquote

from django.utils.translation import gettext as _

from ..networks.base import Credentials, NetworkError, RejectedError, on_loopback
from .asking import ask
from .base import Opened, Way

RESOLVER = "https://public.api.bsky.app"
DIRECTORY = "https://plc.directory"
SESSION_PARTS = ":::"  # as the client keeps it: handle, DID, access, refresh, server


class Bluesky(Way):
    name = network = app_network = "bluesky"
    label = "Bluesky"
    scopes = needed = ()
    default_server = "https://bsky.social"
    asks_password = True

    def open_account(self, identifier: str, password: str) -> Opened:
        """Not tried yet: the channel's own check signs in."""
        credentials = {"identifier": identifier, "password": password}
        return Opened(f"@{identifier}", self.server, credentials)

    def revoke(self, credentials: Credentials) -> bool:
        """End our session; only a person can delete the app password."""
        parts = str(credentials.get("session") or "").split(SESSION_PARTS)
        if len(parts) > 3:
            with contextlib.suppress(NetworkError):
                address = f"{self.server}/xrpc/com.atproto.server.deleteSession"
                ask(self.label, "POST", address, token=parts[3])
        return False


def identifier_in(text: str) -> str:
    """The handle without "@" and the invisible marks that copying brings along."""
    return re.sub(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069]", "", text).lstrip("@")


def did_of(identifier: str, resolver: str) -> str:
    """The account's DID; raises RejectedError if nobody has this handle."""
    if identifier.startswith("did:"):
        return identifier
    answer = ask(
        "Bluesky",
        "GET",
        f"{resolver}/xrpc/com.atproto.identity.resolveHandle",
        params={"handle": identifier.lower()},
        holds="did",
    )
    return str(answer["did"])


def document_address(did: str, directory: str) -> str:
    """Where the account's DID document is; raises RejectedError for unknown kinds."""
    kind, _colon, rest = did.removeprefix("did:").partition(":")
    host = unquote(rest)
    if kind == "plc" and re.fullmatch(r"[a-z2-7]+", rest):
        return f"{directory}/{did}"
    if kind == "web" and re.fullmatch(r"[a-z0-9.-]+(:\d+)?", host):
        scheme = "http" if on_loopback(f"http://{host}") else "https"
        return f"{scheme}://{host}/.well-known/did.json"
    raise RejectedError(_("Das ist keine Kennung eines Kontos: %s") % did)


def server_in(address: str) -> str:
    """The account's server, as its DID document at this address tells."""
    document = ask("Bluesky", "GET", address, holds="service")
    for service in document["service"]:
        if str(service.get("id")).endswith("#atproto_pds"):
            return str(service.get("serviceEndpoint")).rstrip("/")
    raise RejectedError(_("Zu diesem Konto ist kein Server bekannt."))
