"""Mastodon's rate limits: fixed windows that begin with the clock's multiples."""

import re
from datetime import UTC, datetime

from werkzeug import Response

from ..network import Call, reply
from ..windows import Window
from .access import MastodonError

MINUTE, HOUR = 60, 3600
_MEDIA = re.compile(r"/api/v\d+/media")
_STATUS = re.compile(r"/api/v1/statuses/\d+")


class TooManyError(MastodonError):
    def __init__(self, window: Window):
        super().__init__(429, "Too many requests")
        self.headers = headers([window])


def count(call: Call) -> None:
    """Count a request in every window it falls into; raises TooManyError."""
    if not call.path.startswith("/api"):
        return
    token = call.visitor
    if token is None:
        _hit(call, "address", call.request.remote_addr, 300, 5 * MINUTE)
        return
    account = token["account"]
    _hit(call, "account", account, 1_500, 5 * MINUTE)
    _hit(call, "token", token["id"], 300, 5 * MINUTE)
    if call.request.method == "POST" and _MEDIA.fullmatch(call.path):
        _hit(call, "media", account, 30, 30 * MINUTE)
    if call.request.method == "DELETE" and _STATUS.fullmatch(call.path):
        _hit(call, "delete", account, 30, 30 * MINUTE)


def count_post(call: Call, account: str) -> None:
    """Count a new post or an edit; raises TooManyError."""
    _hit(call, "post", account, 300, 3 * HOUR)


def count_app(call: Call) -> None:
    _hit(call, "app", call.request.remote_addr, 5, 10 * MINUTE)


def _hit(
    call: Call, what: str, who: str | int | None, limit: int, period: float
) -> None:
    window = call.count(what, who, limit, period, aligned=True)
    if window.exceeded:
        raise TooManyError(window)


def headers(windows: list[Window]) -> dict[str, str]:
    """The tightest window, as every answer tells it."""
    if not windows:
        return {}
    tightest = min(windows, key=lambda window: window.remaining)
    return {
        "X-RateLimit-Limit": str(tightest.limit),
        "X-RateLimit-Remaining": str(tightest.remaining),
        "X-RateLimit-Reset": instant(tightest.reset),
    }


def instant(moment: float) -> str:
    """Seconds since 1970 as 2025-02-18T12:00:00.000000Z."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def throttled(reset: float) -> Response:
    """The answer to one request too many, until `reset`."""
    window = Window(300, 0, reset, 5 * MINUTE, exceeded=True)
    return reply({"error": "Too many requests"}, 429, headers([window]))
