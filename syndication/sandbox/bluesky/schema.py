"""Checks for JSON values, with the words of the real server.

A check is called with a value and its path, and raises InvalidError.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import regex

Check = Callable[[Any, str], None]


class InvalidError(Exception):
    def __init__(self, text: str, path: str):
        super().__init__(f"{text} at {path}")
        self.text = text


def anything(value: Any, path: str) -> None:
    """Every value will do."""


def string(max_bytes: int = 0, max_graphemes: int = 0, form: str = "") -> Check:
    """A text; `form` names one of FORMS."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str):
            raise InvalidError(f"Expected string value type (got {shown(value)})", path)
        if max_bytes and (size := len(value.encode())) > max_bytes:
            raise InvalidError(
                f"string too big (maximum {max_bytes}, got {size})", path
            )
        if max_graphemes and (size := graphemes(value)) > max_graphemes:
            raise InvalidError(
                f"grapheme too big (maximum {max_graphemes}, got {size})", path
            )
        if form and not FORMS[form](value):
            raise InvalidError(f"Invalid {form} (got {shown(value)})", path)

    return check


def integer(minimum: int, maximum: int | None = None) -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise InvalidError(
                f"Expected integer value type (got {shown(value)})", path
            )
        if value < minimum:
            raise InvalidError(
                f"integer too small (minimum {minimum}, got {value})", path
            )
        if maximum is not None and value > maximum:
            raise InvalidError(
                f"integer too big (maximum {maximum}, got {value})", path
            )

    return check


def array(item: Check, maximum: int | None = None) -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, list):
            raise InvalidError(f"Expected array value type (got {shown(value)})", path)
        if maximum is not None and len(value) > maximum:
            text = f"array too big (maximum {maximum}, got {len(value)})"
            raise InvalidError(text, path)
        for position, element in enumerate(value):
            item(element, f"{path}[{position}]")

    return check


def record(fields: Mapping[str, Check], required: str = "") -> Check:
    """An object; `required` names the keys that must be there. Others are let be."""
    needed = set(required.split())

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise InvalidError(f"Expected object value type (got {shown(value)})", path)
        for name, field in fields.items():
            if name in value:
                field(value[name], f"{path}.{name}")
            elif name in needed:
                raise InvalidError(f'Missing required key "{name}"', path)

    return check


def union(kinds: Mapping[str, Check]) -> Check:
    """An object whose $type says which; unknown types are accepted unseen."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict) or not isinstance(value.get("$type"), str):
            text = 'Expected an object which includes the "$type" property value type'
            raise InvalidError(f"{text} (got {shown(value)})", path)
        kinds.get(value["$type"], anything)(value, path)

    return check


def blob(kind: str, max_size: int) -> Check:
    """A reference to an upload of a type such as "image/*", at most `max_size` bytes."""

    def check(value: Any, path: str) -> None:
        if not is_blob(value):
            raise InvalidError(f"Expected blob value type (got {shown(value)})", path)
        mime = value["mimeType"]
        if mime != kind and not (kind.endswith("/*") and mime.startswith(kind[:-1])):
            raise InvalidError(
                f'Expected "{kind}" (got {shown(mime)})', f"{path}.mimeType"
            )
        if value["size"] > max_size:
            text = f"blob too big (maximum {max_size}, got {value['size']})"
            raise InvalidError(text, path)

    return check


def is_blob(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.get("$type") == "blob"
        and isinstance(value.get("ref"), dict)
        and is_cid(value["ref"].get("$link"))
        and isinstance(value.get("mimeType"), str)
        and isinstance(value.get("size"), int)
    )


def check_data(value: Any, path: str) -> None:
    """The data model knows no fractions, and links only by CID."""
    if isinstance(value, float):
        kinds = "null, boolean, integer, string, cid, bytes, array or object"
        raise InvalidError(f"Expected one of {kinds} value type (got {value})", path)
    if isinstance(value, dict) and set(value) == {"$link"}:
        string(form="CID string")(value["$link"], path)
    children = value.items() if isinstance(value, dict) else ()
    for name, child in children:
        check_data(child, f"{path}.{name}")
    for position, child in enumerate(value if isinstance(value, list) else ()):
        check_data(child, f"{path}[{position}]")


def shown(value: Any) -> str:
    """A value as it stands in an error: of an object only the keys."""
    if isinstance(value, dict):
        keys = ", ".join(f"{json.dumps(key)}: ..." for key in value)
        return f"{{{keys}}}"
    return json.dumps(value, ensure_ascii=False)


def graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


def is_cid(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"b[a-z2-7]{50,}", value) is not None


def is_datetime(value: str) -> bool:
    """A date and time with a zone, which must not be -00:00."""
    if not _DATETIME.fullmatch(value) or value.endswith("-00:00") or len(value) > 64:
        return False
    try:
        datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value))
    except ValueError:
        return False
    return not value.startswith("000")


def _pattern(text: str, limit: int = 8192) -> Callable[[str], bool]:
    compiled = re.compile(text)
    return lambda value: len(value) <= limit and compiled.fullmatch(value) is not None


_DATETIME = re.compile(
    r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d(\.\d{1,20})?(Z|[+-][0-2]\d:[0-5]\d)"
)
_NAME = r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_HANDLE = rf"({_NAME}\.)+[a-zA-Z]([a-zA-Z0-9-]{{0,61}}[a-zA-Z0-9])?"
_DID = r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]"
_NSID = rf"[a-zA-Z]([a-zA-Z0-9-]{{0,62}}[a-zA-Z0-9])?(\.{_NAME})+\.[a-zA-Z][a-zA-Z0-9]{{0,62}}"
_KEY = r"(?!\.\.?$)[A-Za-z0-9._~:-]{1,512}"
FORMS: dict[str, Callable[[str], bool]] = {
    "datetime": is_datetime,
    "uri": _pattern(r"\w+:(//)?[^\s/]\S*"),
    "at-uri": _pattern(rf"at://({_DID}|{_HANDLE})(/{_NSID}(/{_KEY})?)?"),
    "language": _pattern(r"(i|[a-z]{2,3}|[a-z]{4,8})(-[a-zA-Z0-9]{1,8})*"),
    "DID": _pattern(_DID, 2048),
    "handle": _pattern(_HANDLE, 253),
    "DID or handle": _pattern(rf"{_DID}|{_HANDLE}", 2048),
    "NSID": _pattern(_NSID, 317),
    "record key": _pattern(_KEY),
    "CID string": is_cid,
    "TID string": _pattern(r"[2-7a-j][2-7a-z]{12}"),
}
