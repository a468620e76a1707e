"""What was measured, and the tables that say so."""

import os
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("Django", "wagtail", "django-q2", "granian", "Pillow")


@dataclass(frozen=True)
class Figure:
    """One line of a table. `goal` is "V1" to "V11" of docs/benchmarks.md."""

    goal: str
    what: str
    ours: str
    beside: str = ""  # what the same run has measured of what we are compared with
    ratio: float | None = None  # ours to that one's, if there is one
    met: bool | None = None  # None: only told, no goal is set for it

    def __str__(self) -> str:
        ratio = "" if self.ratio is None else f"{self.ratio:.3g}"
        met = {True: "yes", False: "**no**", None: ""}[self.met]
        cells = (self.goal, self.what, self.ours, self.beside, ratio, met)
        return f"| {' | '.join(cells)} |"


HEAD = "| goal | what | ours | beside | ratio | met |\n|---|---|---|---|---|---|"


def table(figures: Iterable[Figure]) -> str:
    return "\n".join([HEAD, *map(str, figures)])


def machine() -> str:
    """What ran the figures: processor, memory, and the versions that matter."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GB, "
        f"{platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, {packages}{_nginx()}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _nginx() -> str:
    told = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=False)
    return f", nginx {told.stderr.strip().rpartition('/')[2]}"
