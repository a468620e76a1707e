"""A stand: a copy of the tree with a database, ports and secrets of its own.

Everything that runs there is started from the copy, so that nothing of it meets what
a person has running, and so that a line of the copy can be changed to see what breaks.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parents[2]
LEFT_BEHIND = (
    *(".git", ".venv", "var", "docs", "node_modules"),
    *("__pycache__", ".*_cache", ".hypothesis"),
)
READY = 60.0  # seconds that a program has to answer
ENDING = 40.0  # seconds that a program has to end when it is asked to


class Stand:
    """`folder` holds the copy; `environment` is what its programs get.

    `before` is what starts each of them, if they do not start by themselves.
    """

    before: tuple[str, ...] = ()

    def __init__(self, folder: Path, environment: Mapping[str, str]):
        self.folder = folder
        self.port = int(environment.get("PORT") or free_port())
        self.sandbox_port = int(environment.get("SANDBOX_PORT") or free_port())
        self.url = f"http://127.0.0.1:{self.port}"
        self.sandbox_url = f"http://127.0.0.1:{self.sandbox_port}"
        self.environment = {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "PORT": str(self.port),
            "SANDBOX_PORT": str(self.sandbox_port),
            "PUBLIC_URL": self.url,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "CREDENTIAL_KEYS": Fernet.generate_key().decode(),
            "DATABASE_URL": f"sqlite:///{folder / 'var' / 'db.sqlite3'}",
            "REDIS_URL": "",
            "DJANGO_SETTINGS_MODULE": "cityportal.settings",
            **environment,
        }

    @classmethod
    def build(cls, folder: Path, environment: Mapping[str, str]) -> "Stand":
        """With an empty database and the files that the site's pages need."""
        ignored = shutil.ignore_patterns(*LEFT_BEHIND)
        shutil.copytree(ROOT, folder, ignore=ignored)
        stand = cls(folder, environment)
        stand.manage("migrate", "--verbosity", "0")
        stand.manage("collectstatic", "--no-input", "--verbosity", "0")
        return stand

    @classmethod
    def here(cls) -> "Stand":
        """For what has been started in it."""
        return cls(Path.cwd(), os.environ)

    def manage(self, *arguments: str) -> str:
        """What the command says; raises CalledProcessError if it fails."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.folder,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def shell(self, code: str) -> str:
        """What `code` prints there, run with Django; raises like `manage`."""
        return self.manage("shell", "--no-imports", "--command", code)

    def start(self, *arguments: str, log: str = "") -> subprocess.Popen:
        """`python arguments...` in a session of its own; what it says goes to `log`."""
        name = log or Path(arguments[-1]).stem
        with (self.folder / "var" / f"{name}.log").open("a") as output:
            return subprocess.Popen(
                [*self.before, sys.executable, *arguments],
                cwd=self.folder,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @contextmanager
    def running(self, *arguments: str, log: str = "") -> Iterator[subprocess.Popen]:
        process = self.start(*arguments, log=log)
        try:
            yield process
        finally:
            end(process)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """The site; raises RuntimeError if nothing listens after READY."""
        with self.running(*self.site(), log="site"):
            if not until(lambda: listens(self.port)):
                raise RuntimeError(self.log("site"))
            yield

    def site(self) -> list[str]:
        return ["manage.py", "site", "--processes", "1", "--port", str(self.port)]

    def log(self, name: str) -> str:
        return (self.folder / "var" / f"{name}.log").read_text()

    def living(self) -> set[int]:
        """The processes that run in the copy."""
        return {
            int(entry.name)
            for entry in Path("/proc").glob("[0-9]*")
            if _runs_in(entry, self.folder)
        }


def end(process: subprocess.Popen) -> None:
    """Ask it to end, and then end its whole session."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(ENDING)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(question: Callable, seconds: float = READY, pause: float = 0.05):
    """The first true answer, or the last one after so many seconds."""
    limit = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < limit:
        time.sleep(pause)
    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _runs_in(entry: Path, folder: Path) -> bool:
    try:
        if (entry / "stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        return (entry / "cwd").readlink() == folder
    except OSError:  # it has ended, or is not ours
        return False
