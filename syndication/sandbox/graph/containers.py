"""Containers: what is to be published, before anybody can see it."""

import time
from datetime import UTC, datetime
from typing import Any

from ..ids import snowflake
from ..network import Call
from ..store import Row, Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS graph_container (
    id TEXT PRIMARY KEY, network TEXT, account TEXT, wanted JSON, picture JSON,
    created REAL, error TEXT, published TEXT
);
"""
SETTINGS = {
    # Seconds until a container is FINISHED, and until it is EXPIRED.
    "processing_seconds": 1,
    "container_lifetime": 86_400,
    # Publishing a container again: "duplicate" makes a second post, "refuse" does not.
    "republish": "duplicate",
    # How many posts an account may publish in a day.
    "posts_per_day": 250,
}
DAY = 86_400


def add(store: Store, network: str, account: str, **columns: Any) -> Row:
    """A new container; `wanted` is what its post will be, `error` why it never will."""
    values = {"id": snowflake(), "network": network, "account": account, **columns}
    store.insert("graph_container", created=time.time(), **values)
    return find(store, network, values["id"])


def find(store: Store, network: str, id: str) -> Row | None:
    sql = "SELECT * FROM graph_container WHERE network = ? AND id = ?"
    return store.row(sql, network, id)


def age(container: Row) -> float:
    return time.time() - container["created"]


def status(container: Row, settings: dict[str, Any]) -> str:
    """IN_PROGRESS, FINISHED, ERROR, EXPIRED or PUBLISHED."""
    if container["published"]:
        return "PUBLISHED"
    if age(container) > settings["container_lifetime"]:
        return "EXPIRED"
    if age(container) < settings["processing_seconds"]:
        return "IN_PROGRESS"
    return "ERROR" if container["error"] else "FINISHED"


def publish(store: Store, container: Row, post: str) -> None:
    store.update("graph_container", {"id": container["id"]}, published=post)


def used(call: Call, network: str, account: str, factor: float, condition: str) -> int:
    """How many posts of an account count for its quota; deleted ones do, too."""
    since = datetime.fromtimestamp(time.time() - DAY / factor, UTC)
    sql = (
        "SELECT count(*) AS n FROM post"  # noqa: S608  the conditions are ours
        f" WHERE network = ? AND account = ? AND created_at > ? AND {condition}"
    )
    text = since.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return call.store.row(sql, network, account, text)["n"]
