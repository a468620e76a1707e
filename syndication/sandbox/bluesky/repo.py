"""com.atproto.repo: records written, read and deleted by request."""

from typing import Any

from werkzeug import Response

from ..network import Call, reply
from ..store import Row
from . import accounts, rates, records
from .schema import Check, array, integer, record, string, union
from .sessions import authorise
from .xrpc import XrpcError, body, crashed, invalid, parameters


def _cid_or_null(value: Any, path: str) -> None:
    if value is not None:
        string(form="CID string")(value, path)


_REPO = {"repo": string(form="DID or handle")}
_PLACE = {"collection": string(form="NSID"), "rkey": string(form="record key")}
_SWAPS = {"swapRecord": _cid_or_null, "swapCommit": string(form="CID string")}
_RECORD = {**_REPO, **_PLACE, "record": record({}), **_SWAPS}
_CREATE = record(_RECORD, "repo collection record")
_PUT = record(_RECORD, "repo collection rkey record")
_DELETE = record(_RECORD, "repo collection rkey")
_GET = record(
    {**_REPO, **_PLACE, "cid": string(form="CID string")}, "repo collection rkey"
)
_LIST = record({**_REPO, **_PLACE, "limit": integer(1, 100)}, "repo collection")
_VERBS = "com.atproto.repo.applyWrites#"
_WRITE = {**_PLACE, "value": record({})}
_WRITE_KINDS = {
    f"{_VERBS}create": record(_WRITE, "collection value"),
    f"{_VERBS}update": record(_WRITE, "collection rkey value"),
    f"{_VERBS}delete": record(_WRITE, "collection rkey"),
}
_WRITES = record(
    {**_REPO, "writes": array(union(_WRITE_KINDS), 200), **_SWAPS}, "repo writes"
)


def create(call: Call) -> Response:
    """createRecord"""
    account, wanted = _wanted(call, _CREATE, rates.CREATE)
    with call.store.transaction():
        _expect_commit(call, account, wanted)
        answer = records.create(call, account, wanted, wanted["record"])
        return reply(records.committed(call, account, answer))


def put(call: Call) -> Response:
    """putRecord: with swapRecord null it creates only."""
    account, wanted = _wanted(call, _PUT, rates.PUT)
    with call.store.transaction():
        _expect_commit(call, account, wanted)
        before = _existing(call, account, wanted)
        answer = records.put(call, account, wanted, wanted["record"], before)
        if before and before["cid"] == answer["cid"]:
            return reply(answer)
        records.expect(wanted, before)
        return reply(records.committed(call, account, answer))


def delete(call: Call) -> Response:
    """deleteRecord: what is not there counts as deleted."""
    account, wanted = _wanted(call, _DELETE, rates.DELETE)
    with call.store.transaction():
        _expect_commit(call, account, wanted)
        before = _existing(call, account, wanted)
        if before is None:
            return reply({})
        records.expect(wanted, before)
        records.remove(call, account, before)
        return reply(records.committed(call, account, {}))


def apply_writes(call: Call) -> Response:
    """applyWrites: all of them, or none."""
    account, wanted = _wanted(call, _WRITES, 0)
    with call.store.transaction():
        _expect_commit(call, account, wanted)
        validate = {"validate": wanted.get("validate")}
        results = [
            _apply(call, account, write | validate) for write in wanted["writes"]
        ]
        return reply(records.committed(call, account, {"results": results}))


def get(call: Call) -> Response:
    """getRecord"""
    wanted = parameters(call, _GET)
    account = accounts.find(call.store, wanted["repo"])
    if account is None:
        raise invalid("Could not locate record")
    found = _existing(call, account, wanted)
    if found is None or wanted.get("cid", found["cid"]) != found["cid"]:
        uri = records.uri({**wanted, "did": account["id"]})
        raise XrpcError("RecordNotFound", f"Could not locate record: {uri}")
    return reply(_shown(found))


def listing(call: Call) -> Response:
    """listRecords: by key, the highest first."""
    wanted = parameters(call, _LIST)
    account = accounts.find(call.store, wanted["repo"])
    if account is None:
        raise invalid(f"Could not find repo: {wanted['repo']}")
    rising = wanted.get("reverse") == "true"
    sign, direction = (">", "ASC") if rising else ("<", "DESC")
    found = call.store.rows(
        "SELECT * FROM bluesky_record WHERE did = ? AND collection = ?"  # noqa: S608
        f" AND rkey {sign} ? ORDER BY rkey {direction} LIMIT ?",
        account["id"],
        wanted["collection"],
        wanted.get("cursor") or ("" if rising else "~"),
        wanted.get("limit", 50),
    )
    cursor = {"cursor": found[-1]["rkey"]} if found else {}
    return reply({"records": [_shown(row) for row in found], **cursor})


def describe(call: Call) -> Response:
    """describeRepo"""
    repo = parameters(call, record(_REPO, "repo"))["repo"]
    account = accounts.find(call.store, repo)
    if account is None:
        raise XrpcError("RepoNotFound", f"Could not find repo for DID: {repo}")
    sql = "SELECT DISTINCT collection FROM bluesky_record WHERE did = ?"
    return reply(
        {
            "handle": account["name"],
            "did": account["id"],
            "didDoc": accounts.did_document(call, account),
            "collections": [
                row["collection"] for row in call.store.rows(sql, account["id"])
            ],
            "handleIsCorrect": True,
        }
    )


def _wanted(call: Call, check: Check, points: int) -> tuple[Row, Row]:
    """The account that writes, and what; refused writes cost their points, too."""
    account, wanted = authorise(call), body(call, check)
    if wanted["repo"].lower() not in (account["id"].lower(), account["name"]):
        raise XrpcError("AccountNotFound", "Account not found", 403)
    if points:
        rates.count_write(call, account["id"], points)
    return account, wanted


def _expect_commit(call: Call, account: Row, wanted: Row) -> None:
    """Bring the account up to date, and compare its head with swapCommit."""
    account |= accounts.by_did(call.store, account["id"])
    head = account["extra"]["head"]
    if wanted.get("swapCommit", head) != head:
        raise XrpcError("InvalidSwap", f"Commit was at {head}")


def _apply(call: Call, account: Row, write: Row) -> Row:
    verb = write["$type"].removeprefix(_VERBS)
    if write["$type"] not in _WRITE_KINDS:
        *kinds, last = (f'"{kind}"' for kind in _WRITE_KINDS)
        expected = f"{', '.join(kinds)} or {last}"
        raise invalid(f'Expected one of {expected} (got "{write["$type"]}")')
    rates.count_write(call, account["id"], getattr(rates, verb.upper(), rates.PUT))
    before = _existing(call, account, {"rkey": "", **write})
    if verb != "create" and before is None:
        raise crashed()
    answer: Row = {}
    if verb == "create":
        answer = records.create(call, account, write, write["value"])
    elif verb == "update":
        answer = records.put(call, account, write, write["value"], before)
    else:
        records.remove(call, account, before)
    return answer | {"$type": f"{_VERBS}{verb}Result"}


def _existing(call: Call, account: Row, wanted: Row) -> Row | None:
    return records.find(call.store, account["id"], wanted["collection"], wanted["rkey"])


def _shown(row: Row) -> Row:
    return {"uri": records.uri(row), "cid": row["cid"], "value": row["value"]}
