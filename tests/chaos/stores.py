"""Where a run keeps its rows and its queue: SQLite, PostgreSQL, PostgreSQL and Redis.

PostgreSQL and Redis are the run's own, in a temporary folder, on free ports.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.stand import end, free_port, listens, until

POSTGRES = "/usr/lib/postgresql"  # Debian puts each version's programs below it


class MissingError(Exception):
    """A program is not installed; its text says which package has it."""


@contextmanager
def sqlite(folder: Path) -> Iterator[dict[str, str]]:
    yield {}


@contextmanager
def postgres(folder: Path) -> Iterator[dict[str, str]]:
    """A cluster of its own; it refuses to run as root, so then user postgres does it."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as temporary:
        if os.geteuid() == 0:
            shutil.chown(temporary, "postgres")
        with _cluster(Path(temporary), free_port()) as address:
            yield {"DATABASE_URL": address}


@contextmanager
def _cluster(place: Path, port: int) -> Iterator[str]:
    _run("initdb", "-D", place / "rows", "-A", "trust", "-U", "newsroom", "-E", "UTF8")
    options = (
        f"-p {port} -k {place} -c listen_addresses=127.0.0.1 -c max_connections=200"
    )
    cluster = ("-D", place / "rows", "-w", "-o", options, "-l", place / "log")
    _run("pg_ctl", *cluster, "start")
    try:
        yield f"postgres://newsroom@127.0.0.1:{port}/postgres"
    finally:
        _run("pg_ctl", "-D", place / "rows", "-m", "immediate", "stop")


def restart(rows: Path) -> None:
    """PostgreSQL with its rows in that folder: who asks meanwhile is refused."""
    _run("pg_ctl", "-D", rows, "-w", "-m", "fast", "-l", rows.parent / "log", "restart")


class Redis:
    """Runs on `port`, and keeps nothing."""

    def __init__(self, port: int):
        self.port = port
        self.url = f"redis://127.0.0.1:{port}/0"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        program = shutil.which("redis-server")
        if not program:
            raise MissingError("Redis is missing: apt-get install redis-server.")
        options = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "")
        self.process = subprocess.Popen(
            [program, *options, "--appendonly", "no", "--daemonize", "no"],
            cwd="/",
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        until(lambda: listens(self.port))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        if self.process:
            end(self.process)


@contextmanager
def postgres_and_redis(folder: Path) -> Iterator[dict[str, str]]:
    redis = Redis(free_port())
    with postgres(folder) as database:
        try:
            redis.start()
            yield database | {"REDIS_URL": redis.url}
        finally:
            redis.end()


STORES = {
    "SQLite": sqlite,
    "PostgreSQL": postgres,
    "PostgreSQL + Redis": postgres_and_redis,
}


def _run(program: str, *arguments) -> None:
    installed = sorted(Path(POSTGRES).glob(f"*/bin/{program}"), reverse=True)
    found = next(map(str, installed), None) or shutil.which(program)
    if not found:
        raise MissingError("PostgreSQL is missing: apt-get install postgresql.")
    command = [found, *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
