"""Uploads: recognised by their bytes, kept as long as a record refers to them."""

from collections.abc import Iterator
from typing import Any

from werkzeug import Response

from .. import pictures
from ..network import Call, reply
from ..store import Row, Store
from . import accounts, rates
from .ids import blob_cid
from .schema import is_blob, record, string
from .sessions import authorise
from .xrpc import XrpcError, invalid, parameters

SCHEMA = """
CREATE TABLE IF NOT EXISTS bluesky_blob (
    did TEXT, cid TEXT, mime TEXT, size INTEGER, file TEXT, width INTEGER,
    height INTEGER, PRIMARY KEY (did, cid)
);
CREATE TABLE IF NOT EXISTS bluesky_blob_use (
    did TEXT, cid TEXT, record TEXT, PRIMARY KEY (did, cid, record)
);
"""


def upload(call: Call) -> Response:
    """com.atproto.repo.uploadBlob"""
    account = authorise(call)
    if not call.request.content_type:
        raise invalid("Request encoding (Content-Type) required but not provided")
    content = call.request.get_data()
    if len(content) > accounts.MAX_UPLOAD:
        raise XrpcError("PayloadTooLarge", "request entity too large", 413)
    rates.count_upload(call, account["id"])
    picture = pictures.recognise(content)
    mime = picture.mime if picture else call.request.content_type
    cid = blob_cid(content)
    call.store.run(
        "INSERT OR REPLACE INTO bluesky_blob VALUES (?, ?, ?, ?, ?, ?, ?)",
        account["id"],
        cid,
        mime,
        len(content),
        pictures.keep(call.store.media, content, mime),
        picture.width if picture else 0,
        picture.height if picture else 0,
    )
    blob = {
        "$type": "blob",
        "ref": {"$link": cid},
        "mimeType": mime,
        "size": len(content),
    }
    return reply({"blob": blob})


def get(call: Call) -> Response:
    """com.atproto.sync.getBlob: only what a record refers to."""
    fields = {"did": string(form="DID"), "cid": string(form="CID string")}
    wanted = parameters(call, record(fields, "did cid"))
    did, cid = wanted["did"], wanted["cid"]
    if accounts.by_did(call.store, did) is None:
        raise XrpcError("RepoNotFound", f"Could not find repo for DID: {did}")
    blob, use = (
        find(call.store, did, cid),
        "SELECT 1 FROM bluesky_blob_use WHERE did = ? AND cid = ?",
    )
    if blob is None or call.store.row(use, did, cid) is None:
        raise invalid("Blob not found")
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'attachment; filename="{cid}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    content = (call.store.media / blob["file"]).read_bytes()
    return Response(content, headers=headers, content_type=blob["mime"])


def find(store: Store, did: str, cid: str) -> Row | None:
    return store.row("SELECT * FROM bluesky_blob WHERE did = ? AND cid = ?", did, cid)


def referred(value: Any) -> Iterator[dict[str, Any]]:
    """All references to uploads within a record."""
    if is_blob(value):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from referred(child)
    elif isinstance(value, list):
        for child in value:
            yield from referred(child)


def attach(store: Store, did: str, uri: str, value: dict[str, Any]) -> None:
    """Note that the record at `uri` refers to its uploads; raises XrpcError."""
    for reference in referred(value):
        cid = reference["ref"]["$link"]
        stored = find(store, did, cid)
        if stored is None:
            raise XrpcError("BlobNotFound", f"Could not find blob: {cid}")
        _compare("Mimetype", "InvalidMimeType", stored["mime"], reference["mimeType"])
        _compare("Size", "InvalidSize", stored["size"], reference["size"])
        store.run(
            "INSERT OR IGNORE INTO bluesky_blob_use VALUES (?, ?, ?)", did, cid, uri
        )


def detach(
    store: Store, did: str, uri: str, kept: dict[str, Any] | None = None
) -> None:
    """Forget what a record referred to, but for what `kept` refers to; unused uploads go."""
    still = {reference["ref"]["$link"] for reference in referred(kept)}
    sql = "SELECT cid FROM bluesky_blob_use WHERE did = ? AND record = ?"
    for use in store.rows(sql, did, uri):
        if use["cid"] not in still:
            _forget(store, did, uri, use["cid"])


def _forget(store: Store, did: str, uri: str, cid: str) -> None:
    store.run(
        "DELETE FROM bluesky_blob_use WHERE did = ? AND cid = ? AND record = ?",
        did,
        cid,
        uri,
    )
    store.run(
        "DELETE FROM bluesky_blob WHERE did = ? AND cid = ? AND NOT EXISTS ("
        " SELECT 1 FROM bluesky_blob_use AS use"
        " WHERE use.did = bluesky_blob.did AND use.cid = bluesky_blob.cid)",
        did,
        cid,
    )


def _compare(what: str, error: str, stored: Any, got: Any) -> None:
    if stored != got:
        text = f"Referenced {what} does not match stored blob. Expected: {stored}, Got: {got}"
        raise XrpcError(error, text)
