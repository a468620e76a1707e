"""Refusals in the Graph API's one shape: codes and subcodes say what is wrong."""

import base64
import secrets
from collections.abc import Mapping
from typing import Any

from ..network import RefusedError


class GraphError(RefusedError):
    """{"error": {"message", "type", "code", "error_subcode", "fbtrace_id", ...}}"""

    def __init__(
        self,
        code: int,
        message: str,
        subcode: int | None = None,
        *,
        kind: str = "OAuthException",
        status: int = 400,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ):
        error = {"message": message, "type": kind, "code": code}
        if subcode is not None:
            error["error_subcode"] = subcode
        error |= more | {"fbtrace_id": trace_id()}
        super().__init__(status, {"error": error}, headers)


def trace_id() -> str:
    return "A" + base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")


def missing(id: str, verb: str = "get") -> GraphError:
    """There is no such object, or not for this token, or not with this verb."""
    text = (
        f"Unsupported {verb.lower()} request. Object with ID '{id}' does not exist,"
        " cannot be loaded due to missing permissions, or does not support this"
        " operation. Please read the Graph API documentation at"
        " https://developers.facebook.com/docs/graph-api"
    )
    return GraphError(100, text, 33, kind="GraphMethodException")


def invalid(message: str, subcode: int | None = None) -> GraphError:
    """A parameter is wrong."""
    return GraphError(100, f"(#100) {message}", subcode)


def no_permission(scope: str) -> GraphError:
    text = f"(#200) The permission(s) {scope} are not available. It could be because either they are deprecated or need to be approved by App Review."
    return GraphError(200, text)


def bad_token(message: str, subcode: int | None = None) -> GraphError:
    return GraphError(190, message, subcode)
