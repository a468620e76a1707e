"""Lists of posts: newest first, by time and by cursor."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from werkzeug import Response

from ..network import Call, reply
from ..store import Row
from .errors import invalid
from .parameters import moment, parameters

MAX_LIMIT = 100


def instant(text: str | None) -> str | None:
    """The store's time as 2026-08-07T12:34:56+0000."""
    if text is None:
        return None
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S%z")


def page(
    call: Call, rows: list[Row], show: Callable[[Row], Any], default_limit: int = 25
) -> Response:
    """{"data": [...], "paging": {...}} of rows with `seq` and `created_at`, newest first."""
    wanted = parameters(call)
    since, until = moment(wanted, "since"), moment(wanted, "until")
    after = _position(wanted.get("after"))
    fitting = [
        row
        for row in rows
        if (since is None or _seconds(row) >= since)
        and (until is None or _seconds(row) <= until)
        and (after is None or row["seq"] < after)
    ]
    limit = _limit(wanted, default_limit)
    return reply(_body(fitting[:limit], show, more=len(fitting) > limit))


def _body(rows: list[Row], show: Callable[[Row], Any], more: bool) -> Row:
    body: Row = {"data": [show(row) for row in rows]}
    if rows:
        cursors = {"before": _cursor(rows[0]), "after": _cursor(rows[-1])}
        body["paging"] = {"cursors": cursors}
    if more:
        body["paging"]["next"] = f"?after={_cursor(rows[-1])}"
    return body


def _limit(wanted: Row, default: int) -> int:
    value = wanted.get("limit")
    try:
        limit = default if value in (None, "") else int(value)
    except (TypeError, ValueError):
        raise invalid("Param limit must be an integer") from None
    return max(1, min(limit, MAX_LIMIT))


def _seconds(row: Row) -> int:
    return int(datetime.fromisoformat(row["created_at"]).timestamp())


def _cursor(row: Row) -> str:
    return base64.urlsafe_b64encode(str(row["seq"]).encode()).decode()


def _position(cursor: Any) -> int | None:
    if cursor in (None, ""):
        return None
    try:
        return int(base64.urlsafe_b64decode(str(cursor)))
    except ValueError:
        raise invalid("Param after must be a valid cursor") from None
