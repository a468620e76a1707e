"""A host: a stand with a file system and a name of its own, that can be killed in parts."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import requests

from tests.chaos import orders
from tests.chaos.stand import Stand, end

WORKER = ("-m", "tests.chaos.worker")
# The system's own call for a name of one's own, for whoever is not root, too.
NAMED = ("unshare", "--map-root-user", "--uts", "sh", "-c", 'hostname "$0"; exec "$@"')


class Host(Stand):
    """Site and worker, started anew whenever they have been killed, if they shall run."""

    def __init__(self, folder: Path, environment: Mapping[str, str]):
        super().__init__(folder, environment)
        self.name = folder.name
        self.before = (*NAMED, self.name)
        self.public = urlsplit(self.environment["PUBLIC_URL"]).netloc
        self.running_parts: dict[str, subprocess.Popen] = {}

    def run(self, part: str) -> None:
        """ "site" or "worker", from now on."""
        command = self.site() if part == "site" else WORKER
        self.running_parts[part] = self.start(*command, log=part)

    def kill(self, part: str) -> None:
        """`kill -9` for every process of that part, as if the host lost its power."""
        self.running_parts.pop(part)
        killed: set[int] = set()
        while living := self.numbers(part):
            for number in living - killed:
                orders.kill(number, f"{self.name}: {part}")
            killed |= living

    def stop(self, part: str) -> int:
        """Told to, as by systemd; how it ended."""
        process = self.running_parts.pop(part)
        process.terminate()
        return process.wait(60)

    def end(self) -> None:
        """Whatever happened: nothing of it lives on."""
        for process in self.running_parts.values():
            end(process)
        for number in self.living():
            orders.kill(number, "end of the run")

    def numbers(self, part: str) -> set[int]:
        """The worker's processes have several sessions, the site's have one."""
        of_sites = {number for number in self.living() if _is_of_a_site(number)}
        return of_sites if part == "site" else self.living() - of_sites

    def memory(self, part: str) -> list[float]:
        """PSS of each process, in MB, the largest first."""
        return sorted(filter(None, map(_pss, self.numbers(part))), reverse=True)

    def get(self, path: str) -> requests.Response:
        """Asked of this very host, as nginx asks it."""
        address = f"http://127.0.0.1:{self.port}{path}"
        return requests.get(address, headers={"Host": self.public}, timeout=10)


def _is_of_a_site(number: int) -> bool:
    try:
        return b"manage.py\0site" in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False


def _pss(number: int) -> float:
    try:
        text = Path(f"/proc/{number}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    line = next(line for line in text.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) / 1024


def prepare_orders(host: Host) -> None:
    """Where its worker looks whether it shall die at some step: never, here."""
    for name in ("orders", "roles", "busy"):
        os.makedirs(host.folder / orders.FOLDER / name, exist_ok=True)
