"""What the networks remember: one SQLite file, and media files beside it."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Row = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
    network TEXT, name TEXT, id TEXT, display_name TEXT, created_at TEXT, extra JSON,
    PRIMARY KEY (network, name)
);
CREATE TABLE IF NOT EXISTS post (
    seq INTEGER PRIMARY KEY, network TEXT, account TEXT, id TEXT, path TEXT, text TEXT,
    html TEXT, link TEXT, media JSON, card JSON, language TEXT, reply_to TEXT,
    created_at TEXT, edited_at TEXT, deleted INTEGER DEFAULT 0, extra JSON
);
CREATE UNIQUE INDEX IF NOT EXISTS post_alive
    ON post (network, id, account) WHERE NOT deleted;
CREATE INDEX IF NOT EXISTS post_account ON post (network, account);
CREATE INDEX IF NOT EXISTS post_answers ON post (network, reply_to);
CREATE TABLE IF NOT EXISTS request (
    number INTEGER PRIMARY KEY, time TEXT, network TEXT, method TEXT, path TEXT,
    status INTEGER, fault TEXT, limited INTEGER DEFAULT 0
);
CREATE TABLE IF NOT EXISTS setting (network TEXT PRIMARY KEY, chosen JSON);
"""

sqlite3.register_adapter(dict, json.dumps)
sqlite3.register_adapter(list, json.dumps)
sqlite3.register_converter("JSON", json.loads)


def now() -> str:
    """The time in UTC with milliseconds, as 2025-02-18T12:00:00.000Z."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Store:
    """One connection, used by one thread at a time: simple, and fast enough."""

    def __init__(self, folder: Path, schemas: Iterable[str]):
        self.media = folder / "media"
        self.media.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(
            folder / "sandbox.sqlite3",
            detect_types=sqlite3.PARSE_DECLTYPES,
            isolation_level=None,
            check_same_thread=False,
        )
        self._db.row_factory = _as_dict
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
        for schema in (SCHEMA, *schemas):
            self._db.executescript(schema)
        self._complete("request", "limited INTEGER DEFAULT 0")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and nobody else in between; may be nested."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[Row]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> Row | None:
        with self._lock:
            return self._db.execute(sql, values).fetchone()

    def run(self, sql: str, *values: Any) -> int:
        """Carry out one statement; the number of rows it changed."""
        with self._lock:
            return self._db.execute(sql, values).rowcount

    def insert(self, table: str, **values: Any) -> int:
        """Add one row and answer its number; names of tables and columns are ours."""
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
        with self._lock:
            return self._db.execute(sql, tuple(values.values())).lastrowid

    def update(self, table: str, key: dict[str, Any], **values: Any) -> int:
        """Change the rows that `key` names; how many there were."""
        changes = ", ".join(f"{column} = ?" for column in values)
        where = " AND ".join(f"{column} = ?" for column in key)
        sql = f"UPDATE {table} SET {changes} WHERE {where}"  # noqa: S608
        return self.run(sql, *values.values(), *key.values())

    def _complete(self, table: str, column: str) -> None:
        """Add a column that files of older sandboxes lack."""
        known = self._db.execute(f"PRAGMA table_info({table})").fetchall()
        if column.split()[0] not in [there["name"] for there in known]:
            self._db.execute(f"ALTER TABLE {table} ADD COLUMN {column}")

    def close(self) -> None:
        with self._lock:
            self._db.close()


def _as_dict(cursor: sqlite3.Cursor, row: tuple) -> Row:
    return {
        column[0]: value for column, value in zip(cursor.description, row, strict=True)
    }
