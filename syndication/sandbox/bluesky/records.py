"""The repository of an account: each record once under its key, checked."""

from typing import Any

from ..network import Call
from ..store import Row, Store
from . import accounts, blobs, feed
from .ids import new_tid, record_cid
from .lexicon import LEXICONS
from .schema import FORMS, InvalidError, shown
from .xrpc import XrpcError, crashed, invalid

SCHEMA = """
CREATE TABLE IF NOT EXISTS bluesky_record (
    did TEXT, collection TEXT, rkey TEXT, cid TEXT, value JSON,
    PRIMARY KEY (did, collection, rkey)
);
"""


def find(store: Store, did: str, collection: str, rkey: str) -> Row | None:
    return store.row(
        "SELECT * FROM bluesky_record WHERE did = ? AND collection = ? AND rkey = ?",
        did,
        collection,
        rkey,
    )


def uri(row: Row) -> str:
    """at://did/collection/rkey"""
    return f"at://{row['did']}/{row['collection']}/{row['rkey']}"


def create(call: Call, account: Row, wanted: Row, value: Row) -> Row:
    """Write a new record; breaks down, as the real server does, where it exists."""
    row, status = _checked(
        account, {**wanted, "rkey": wanted.get("rkey") or new_tid()}, value
    )
    if find(call.store, row["did"], row["collection"], row["rkey"]):
        raise crashed()
    blobs.attach(call.store, row["did"], uri(row), row["value"])
    call.store.insert("bluesky_record", **row)
    feed.written(call.store, account, row)
    return _result(row, status)


def put(call: Call, account: Row, wanted: Row, value: Row, before: Row | None) -> Row:
    """Write a record over `before`; an equal one changes nothing."""
    if before is None:
        return create(call, account, wanted, value)
    row, status = _checked(account, wanted, value)
    if row["cid"] != before["cid"]:
        blobs.attach(call.store, row["did"], uri(row), row["value"])
        blobs.detach(call.store, row["did"], uri(row), kept=row["value"])
        key = {name: row[name] for name in ("did", "collection", "rkey")}
        call.store.update("bluesky_record", key, cid=row["cid"], value=row["value"])
        feed.written(call.store, account, row)
    return _result(row, status)


def remove(call: Call, account: Row, row: Row) -> None:
    """Delete a record, and the uploads that nothing else uses."""
    call.store.run(
        "DELETE FROM bluesky_record WHERE did = ? AND collection = ? AND rkey = ?",
        row["did"],
        row["collection"],
        row["rkey"],
    )
    blobs.detach(call.store, row["did"], uri(row))
    feed.removed(call.store, account, row)


def committed(call: Call, account: Row, answer: Row) -> Row:
    """The answer with the new state of the repository, which is remembered."""
    revision = new_tid()
    head = record_cid(
        {"did": account["id"], "rev": revision, "prev": account["extra"]["head"]}
    )
    accounts.remember(call.store, account, head=head)
    return answer | {"commit": {"cid": head, "rev": revision}}


def _checked(account: Row, wanted: Row, value: Row) -> tuple[Row, Row]:
    """The row to store and, as a mapping, how the record was validated."""
    collection, rkey = wanted["collection"], wanted["rkey"]
    kind = value.get("$type", collection)
    if kind != collection:
        raise invalid(f"Invalid $type: expected {collection}, got {kind}")
    status = {}
    if wanted.get("validate") is not False:
        status = {"validationStatus": _validate(collection, rkey, value, wanted)}
    value = {**value, "$type": collection}
    row = {"did": account["id"], "collection": collection, "rkey": rkey}
    return row | {"cid": record_cid(value), "value": value}, status


def _validate(collection: str, rkey: str, value: Row, wanted: Row) -> str:
    check = LEXICONS.get(collection)
    if check is None:
        if wanted.get("validate"):
            raise invalid(f"Unknown lexicon type: {collection}")
        return "unknown"
    if not FORMS["TID string"](rkey):
        text = f"Invalid TID string (got {shown(rkey)}) at $"
        raise invalid(f"Invalid record key for {collection}: {text}")
    try:
        check(value, "$.record")
    except InvalidError as error:
        raise invalid(f"Invalid {collection} record: {error}") from None
    return "valid"


def _result(row: Row, status: Row) -> dict[str, Any]:
    return {"uri": uri(row), "cid": row["cid"], **status}


def expect(wanted: Row, before: Row | None) -> None:
    """Raise where the record is not in the state that swapRecord names."""
    current = before["cid"] if before else None
    if wanted.get("swapRecord", current) != current:
        raise XrpcError("InvalidSwap", f"Record was at {current or 'null'}")
