"""The way of talking: errors, and the checking of what comes in."""

from typing import Any

from ..network import Call, RefusedError
from .schema import Check, InvalidError, check_data

MAX_JSON = 1_000_000


class XrpcError(RefusedError):
    """An error with its XRPC name and a message."""

    def __init__(self, error: str, message: str, status: int = 400):
        super().__init__(status, {"error": error, "message": message})


def invalid(message: str) -> XrpcError:
    return XrpcError("InvalidRequest", message)


def crashed() -> XrpcError:
    """What the real server answers where it did not think of something."""
    return XrpcError("InternalServerError", "Internal Server Error", 500)


def body(call: Call, check: Check) -> dict[str, Any]:
    """The JSON that was sent, checked; raises XrpcError."""
    if not call.request.content_type:
        raise invalid("Request encoding (Content-Type) required but not provided")
    if not call.request.is_json:
        found = call.request.mimetype
        raise invalid(f"Wrong request encoding (Content-Type): {found}")
    if len(call.request.get_data()) > MAX_JSON:
        raise XrpcError("PayloadTooLargeError", "request entity too large", 413)
    value = call.request.get_json(silent=True)
    if value is None:
        raise XrpcError("SyntaxError", "Unexpected token in JSON")
    try:
        check_data(value, "$")
        check(value, "$")
    except InvalidError as error:
        raise invalid(str(error)) from None
    return value


def parameters(call: Call, check: Check, lists: tuple[str, ...] = ()) -> dict[str, Any]:
    """The query parameters, checked; numbers become numbers, `lists` lists."""
    sent = call.request.args
    values: dict[str, Any] = {
        name: int(value) if value.lstrip("-").isdecimal() and name == "limit" else value
        for name, value in sent.items()
    }
    values |= {name: sent.getlist(name) for name in lists if name in sent}
    try:
        check(values, "$")
    except InvalidError as error:
        method = call.path.rpartition("/")[2]
        raise invalid(f"Invalid {method} params: {error.text}") from None
    return values
