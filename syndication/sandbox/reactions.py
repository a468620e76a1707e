"""What readers make of a post: favourites and shares are counted, replies are written."""

from .network import Call, RefusedError
from .store import Row, Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS reaction (
    post INTEGER, kind TEXT, number INTEGER, PRIMARY KEY (post, kind)
);
"""
COUNTED = ("favourite", "share")
KINDS = ("reply", *COUNTED)
SOMEBODY = "jemand"


def add(call: Call, post: Row, kind: str, number: int = 1) -> None:
    """So many people do this; raises RefusedError where nobody can."""
    if kind not in KINDS or number < 1:
        text = f"„kind“ muss eines von {', '.join(KINDS)} sein, „number“ mindestens 1."
        raise RefusedError(400, {"error": text})
    if kind in COUNTED:
        sql = (
            "INSERT INTO reaction VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET number = number + excluded.number"
        )
        call.store.run(sql, post["seq"], kind, number)
        return
    for _reply in range(number):
        call.network.comment(call, post, SOMEBODY, "Danke für die Nachricht.")


def count(store: Store, post: Row, kind: str) -> int:
    """How many favourites or shares the post has."""
    sql = "SELECT number FROM reaction WHERE post = ? AND kind = ?"
    found = store.row(sql, post["seq"], kind)
    return found["number"] if found else 0
