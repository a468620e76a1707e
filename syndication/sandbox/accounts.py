"""The accounts of all networks."""

from .network import Call
from .store import Row, Store, now


def find(store: Store, network: str, name: str) -> Row | None:
    sql = "SELECT * FROM account WHERE network = ? AND name = ?"
    return store.row(sql, network, name)


def of_network(store: Store, network: str) -> list[Row]:
    sql = "SELECT * FROM account WHERE network = ? ORDER BY name"
    return store.rows(sql, network)


def create(call: Call, name: str, display_name: str) -> Row:
    """A new account of the call's network; its name must be free."""
    call.store.insert(
        "account",
        network=call.network.name,
        name=name,
        id=call.network.account_id(call.store),
        display_name=display_name,
        created_at=now(),
        extra={},
    )
    return find(call.store, call.network.name, name)
