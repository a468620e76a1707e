"""What was sent with a request, wherever it stands: address, form or JSON."""

import json
from datetime import datetime
from typing import Any

from ..network import Call
from .errors import GraphError, invalid


def parameters(call: Call) -> dict[str, Any]:
    """All parameters as they came; the body's win over the address's."""
    request = call.request
    if not request.is_json:
        return request.args.to_dict() | request.form.to_dict()
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise GraphError(100, "(#100) The request body is not a JSON object")
    return request.args.to_dict() | body


def text(wanted: dict[str, Any], name: str) -> str:
    """A text without spaces around it; what is no text is refused."""
    value = wanted.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise invalid(f"Param {name} must be a string.")
    return value.strip()


def truth(wanted: dict[str, Any], name: str, default: bool) -> bool:
    value = wanted.get(name)
    if value in (None, ""):
        return default
    if str(value).lower() in ("true", "1"):
        return True
    if str(value).lower() in ("false", "0"):
        return False
    raise invalid(f"Param {name} must be a boolean")


def structure(wanted: dict[str, Any], name: str) -> Any:
    """A list or an object: as itself in JSON, as JSON in a text, as name[0]... ."""
    value = wanted.get(name)
    if value is None:
        pieces = [wanted[key] for key in sorted(wanted) if key.startswith(f"{name}[")]
        return [_parsed(name, piece) for piece in pieces] or None
    return _parsed(name, value)


def moment(wanted: dict[str, Any], name: str) -> float | None:
    """Seconds since 1970, from a number or an ISO 8601 time."""
    value = wanted.get(name)
    if value in (None, ""):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        pass
    try:
        return datetime.fromisoformat(str(value)).timestamp()
    except (ValueError, OverflowError, OSError):
        raise invalid(f"Param {name} must be a valid timestamp") from None


def _parsed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise invalid(f"Param {name} must be valid JSON") from None
