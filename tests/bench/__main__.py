"""`make bench`: everything that can be said in figures, measured in one run.

`python -m tests.bench reading growing` measures only these parts; `--write FILE` puts the
tables into the document of the figures, each part's in its place. Ends with 1 if a goal is missed.
"""

import argparse
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from .figures import HEAD, Figure, machine, table

# Each a module here with `measure(folder) -> Iterator[Figure]`; `folder` is its own.
PARTS = {
    "reading": "What readers get: V1, V3, V4, V8, V9",
    "behind_nginx": "Behind the shipped nginx: V2, V3, V8",
    "growing": "With 10,000 and 100,000 articles: V5",
    "sending": "The queue and the button: V6, V7, V11",
}


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.bench")
    asked.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    asked.add_argument("--write", type=Path, metavar="FILE")
    options = asked.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        asked.error(f"there is no {', '.join(unknown)}, only {', '.join(PARTS)}")
    missed = False
    for part in options.parts or PARTS:
        figures = _measured(part)
        missed |= any(figure.met is False for figure in figures)
        if options.write:
            _write(options.write, part, figures)
    return missed


def _measured(part: str) -> list[Figure]:
    """Told line by line, for it takes its time."""
    print(f"\n{PARTS[part]}\n\n{HEAD}", flush=True)
    figures = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for figure in import_module(f".{part}", __package__).measure(Path(folder)):
            print(figure, flush=True)
            figures.append(figure)
    return figures


def _write(path: Path, part: str, figures: list[Figure]) -> None:
    """Between the marks of that part; what stands around them is a person's."""
    start, end = f"<!-- {part} -->", f"<!-- end of {part} -->"
    before, _, rest = path.read_text().partition(start)
    after = rest.partition(end)[2]
    when = f"Measured in {time.strftime('%B %Y')} on {machine()}."
    path.write_text(f"{before}{start}\n{when}\n\n{table(figures)}\n{end}{after}")


if __name__ == "__main__":
    sys.exit(main())
