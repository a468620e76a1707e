"""Identifiers of the protocol: DID, TID, CID."""

import base64
import hashlib
import secrets
import threading
import time
from typing import Any

import libipld

_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_lock = threading.Lock()
_last = 0


def new_did() -> str:
    return "did:plc:" + "".join(secrets.choice(_DIGITS) for _ in range(24))


def new_tid() -> str:
    """Microseconds since 1970 and a clock number, sortable, never twice."""
    global _last
    with _lock:
        _last = max(_last + 1, time.time_ns() // 1_000)
        number = _last << 10
    return "".join(_DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


def record_cid(value: dict[str, Any]) -> str:
    """The content's identity: equal records have equal CIDs."""
    return _cid(0x71, libipld.encode_dag_cbor(_linked(value)))


def blob_cid(content: bytes) -> str:
    return _cid(0x55, content)


def _cid(codec: int, content: bytes) -> str:
    raw = bytes([1, codec, 0x12, 0x20]) + hashlib.sha256(content).digest()
    return "b" + base64.b32encode(raw).decode().lower().rstrip("=")


def _linked(value: Any) -> Any:
    """JSON's {"$link": cid} as the link itself, which CBOR writes in its own way."""
    if isinstance(value, dict):
        if set(value) == {"$link"}:
            return libipld.encode_cid(value["$link"])
        return {key: _linked(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_linked(child) for child in value]
    return value
