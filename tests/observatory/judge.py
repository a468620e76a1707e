"""MDN's HTTP Observatory (from npm) as the judge of what our answers say of safety."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.node_packages import installed, node

HERE = Path(__file__).parent
# Which hosts browsers know as encrypted; its install script would fetch the list.
PRELOADED = "node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json"


@dataclass(frozen=True)
class Grade:
    """`points` by what each of its tests found; 0 is what it expects."""

    score: int
    grade: str
    points: dict[str, int]

    def faults(self) -> list[str]:
        return [found for found, points in self.points.items() if points < 0]


def graded(port: int, tls_port: int, path: str, certificate: Path) -> Grade:
    """The page at `path` of localhost, whose `certificate` is to be trusted.

    Raises RuntimeError if there is no npm, CalledProcessError if there is no page.
    """
    run = installed(HERE)
    shutil.copy(HERE / "scan.mjs", run)  # beside its packages
    (run / PRELOADED).write_text("{}")
    answer = subprocess.run(
        [node(run), "scan.mjs", str(port), str(tls_port), path],
        cwd=run,
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(certificate)},
        check=True,
        capture_output=True,
        text=True,
    )
    return Grade(**json.loads(answer.stdout))
