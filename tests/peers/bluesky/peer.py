"""The real PDS from npm as a counterpart in tests.

`running()` starts it on free ports with fresh data. The first time, and after a change
of the lock, it is installed into `run/` beside this file: a minute, half a gigabyte.
"""

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.node_packages import installed, node

HERE = Path(__file__).parent
JWT_SECRET = "the-tests-sign-tokens-with-it"


@contextmanager
def running() -> Iterator[str]:
    """A PDS with no accounts; gives its base address."""
    run = installed(HERE)
    shutil.copy(HERE / "server.mjs", run)  # beside its packages
    with tempfile.TemporaryDirectory() as data:
        arguments = [*map(str, free_ports(2)), data, JWT_SECRET]
        with subprocess.Popen(
            [node(run), "server.mjs", *arguments],
            cwd=run,
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
