"""Programs that are registered with a network: their ids, secrets and addresses."""

import secrets
from typing import Any

from .ids import snowflake
from .store import Row, Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS app (
    network TEXT, id TEXT, secret TEXT, name TEXT, redirect_uris JSON, scopes TEXT,
    needs_proof INTEGER DEFAULT 0, PRIMARY KEY (network, id)
);
"""
# Accounts that testers make get their tokens through this one.
OWN = "Sandbox"


def register(store: Store, network: str, name: str, **more: Any) -> Row:
    """A new program: {"id", "secret", "name", "redirect_uris", ...}."""
    app = {
        "id": snowflake(),
        "secret": secrets.token_hex(16),
        "redirect_uris": [],
        "scopes": "",
        **more,
    }
    store.insert("app", network=network, name=name, **app)
    return find(store, network, app["id"])


def find(store: Store, network: str, id: str) -> Row | None:
    return store.row("SELECT * FROM app WHERE network = ? AND id = ?", network, id)


def named(store: Store, network: str, name: str) -> Row | None:
    sql = "SELECT * FROM app WHERE network = ? AND name = ?"
    return store.row(sql, network, name)


def own(store: Store, network: str) -> Row:
    """The sandbox's own program on a network."""
    with store.transaction():
        return named(store, network, OWN) or register(store, network, OWN)
