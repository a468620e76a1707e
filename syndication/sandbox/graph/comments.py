"""What people write below posts: made by testers, read by publishers."""

from collections.abc import Callable

from werkzeug import Response

from ..ids import snowflake
from ..network import Call
from ..store import Row, Store, now
from .fields import pick
from .listing import instant, page
from .parameters import parameters

SCHEMA = """
CREATE TABLE IF NOT EXISTS graph_comment (
    seq INTEGER PRIMARY KEY, id TEXT, network TEXT, post TEXT, author TEXT, text TEXT,
    created_at TEXT
);
"""


def add(store: Store, network: str, post: str, author: str, text: str) -> str:
    """A comment below the post with this id; answers its own."""
    id = snowflake()
    values = {"network": network, "post": post, "author": author, "text": text}
    store.insert("graph_comment", id=id, created_at=now(), **values)
    return id


def count(store: Store, post: str) -> int:
    sql = "SELECT count(*) AS n FROM graph_comment WHERE post = ?"
    return store.row(sql, post)["n"]


def listed(
    call: Call, post: Row, view: Callable[[Row], Row], default: str, node: str
) -> Response:
    """The comments of a post, newest first; `view` is the network's own."""
    sql = "SELECT * FROM graph_comment WHERE post = ? ORDER BY seq DESC"
    fields = str(parameters(call).get("fields") or "")
    rows = call.store.rows(sql, post["id"])
    return page(call, rows, lambda row: pick(view(row), fields, default, node))


def time_of(comment: Row) -> str | None:
    return instant(comment["created_at"])
