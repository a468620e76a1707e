"""The whole demo from a copy of the tree: site, worker and sandbox, with its editor."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.test_demo import LEFT_BEHIND, ROOT, Demo


class InstalledDemo(Demo):
    """As by `make demo`, with the packages that this Python has."""

    def command(self, target: str) -> list[str]:
        return [sys.executable, "manage.py", target]


@contextmanager
def whole_demo(folder: Path) -> Iterator[Demo]:
    """Started below `folder`, on free ports; ended with all its processes."""
    demo = InstalledDemo(folder / "tree")
    shutil.copytree(ROOT, demo.folder, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    statics = [sys.executable, "manage.py", "collectstatic", "--no-input"]
    subprocess.run([*statics, "--verbosity=0"], cwd=demo.folder, check=True)
    with demo.running():
        yield demo
