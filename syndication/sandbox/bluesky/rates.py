"""Bluesky's rate limits, off until a tester switches them on."""

import math
import time

from werkzeug import Response

from ..network import Call
from ..windows import Window
from .xrpc import XrpcError

MINUTE, HOUR, DAY = 60, 3600, 86_400
CREATE, PUT, DELETE = 3, 2, 1


class TooManyError(XrpcError):
    def __init__(self, window: Window):
        super().__init__("RateLimitExceeded", "Rate Limit Exceeded", 429)
        self.headers = headers([window]) | _retry(window)


def count(call: Call) -> None:
    """Count any request; raises TooManyError."""
    _hit(call, "all", call.request.remote_addr, 3_000, 5 * MINUTE)


def count_sign_in(call: Call, identifier: str) -> None:
    _hit(call, "sign-in", identifier, 30, 5 * MINUTE)
    _hit(call, "sign-in of a day", identifier, 300, DAY)


def count_upload(call: Call, did: str) -> None:
    _hit(call, "upload", did, 1_000, DAY)


def count_write(call: Call, did: str, points: int) -> None:
    _hit(call, "write", did, 5_000, HOUR, points)
    _hit(call, "write of a day", did, 35_000, DAY, points)


def _hit(
    call: Call, what: str, who: str | None, limit: int, period: float, cost: int = 1
) -> None:
    if not call.settings["rate_limits"]:
        return
    window = call.count(what, who, limit, period, cost)
    if window.exceeded:
        raise TooManyError(window)


def headers(windows: list[Window]) -> dict[str, str]:
    """The tightest window, as every answer tells it."""
    if not windows:
        return {}
    tightest = min(windows, key=lambda window: window.remaining)
    return {
        "RateLimit-Limit": str(tightest.limit),
        "RateLimit-Remaining": str(tightest.remaining),
        "RateLimit-Reset": str(math.ceil(tightest.reset)),
        "RateLimit-Policy": f"{tightest.limit};w={tightest.period:g}",
    }


def throttled(seconds: float) -> Response:
    """The answer to one request too many, for `seconds`."""
    window = Window(30, 0, time.time() + seconds, seconds, exceeded=True)
    return TooManyError(window).answer()


def _retry(window: Window) -> dict[str, str]:
    return {"Retry-After": str(math.ceil(window.reset - time.time()))}
