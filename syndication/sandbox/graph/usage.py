"""Usage headers and rate limits: percentages, and minutes to wait."""

import json
import math
import time

from werkzeug import Response

from ..network import Call
from ..windows import Window
from .errors import GraphError

HOUR = 3_600
MESSAGES = {
    80001: "(#80001) There have been too many calls to this Page account. Wait a bit and try again.",
    80002: "(#80002) There have been too many calls to this Instagram account. Wait a bit and try again.",
    4: "(#4) Application request limit reached",
}


def count(call: Call, account: str, code: int, kind: str) -> None:
    """Count a request of an account; raises GraphError with the limit's `code`."""
    window = call.count("calls", account, int(call.settings["calls_per_hour"]), HOUR)
    if window.exceeded:
        raise too_many(code, kind, account, window.reset - time.time())


def too_many(code: int, kind: str, account: str, seconds: float) -> GraphError:
    """The limit is reached, for so many seconds."""
    headers = _headers(100, kind, account, math.ceil(seconds / 60))
    return GraphError(code, MESSAGES[code], headers=headers)


def tell(response: Response, windows: list[Window], kind: str, account: str) -> None:
    """Say with an answer how much is used up."""
    if not windows:
        return
    used = 100 * (windows[0].limit - windows[0].remaining) // windows[0].limit
    for header, value in _headers(used, kind, account, 0).items():
        response.headers.setdefault(header, value)


def _headers(percent: int, kind: str, account: str, minutes: int) -> dict[str, str]:
    used = dict.fromkeys(("call_count", "total_cputime", "total_time"), percent)
    headers = {"X-App-Usage": json.dumps(used)}
    if kind:
        case = {"type": kind, **used, "estimated_time_to_regain_access": minutes}
        headers["X-Business-Use-Case-Usage"] = json.dumps({account: [case]})
    return headers
