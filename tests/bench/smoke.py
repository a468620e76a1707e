"""`make bench-smoke`: a short look whether what docs/benchmarks.md says still holds.

Every ratio that is written down there is measured again for two seconds; ends with 1 if one
has fallen below a third, or if a kept page is rendered for each reader.
"""

import re
import sys
import tempfile
from pathlib import Path

from tests.chaos.stand import ROOT

from .figures import HEAD, Figure
from .load import fastest
from .newsroom_demo import NewsroomDemo
from .reading import compared
from .stock import Stock

RECORDED = ROOT / "docs" / "benchmarks.md"
ARTICLES = 30
PART = 1 / 3  # of the ratio written down: machines are noisy
KEPT = 10  # times as fast as rendered, at least: or the cache does not hit


def main() -> int:
    recorded = ratios(RECORDED.read_text())
    print(HEAD)
    with tempfile.TemporaryDirectory(prefix="smoke-") as name:
        folder = Path(name)
        demo, stock = (
            NewsroomDemo(folder / "tree", ARTICLES),
            Stock(folder / "stock", ARTICLES),
        )
        with demo.running():
            found = list(compared(demo, stock, folder / "nginx", rounds=1, seconds=2))
            found.append(_hits(demo))
    return sum([_worse(figure, recorded.get(figure.what)) for figure in found])


def ratios(text: str) -> dict[str, float]:
    """By what was measured; lines without a ratio are left out."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines()]
    return {
        row[1]: float(row[4])
        for row in rows
        if len(row) > 4 and re.fullmatch(r"[\d.e+]+", row[4])
    }


def _hits(demo: NewsroomDemo) -> Figure:
    kept = fastest(demo.article, 1).rate
    rendered = fastest(demo.article, 1, 4, "sessionid=none").rate
    told = f"{kept:,.0f}/s", f"{rendered:,.0f}/s"
    ratio = kept / rendered
    return Figure("V1", "kept beside rendered", *told, ratio, ratio >= KEPT)


def _worse(figure: Figure, recorded: float | None) -> bool:
    print(figure, flush=True)
    if recorded is None:
        return figure.met is False
    if worse := figure.ratio < recorded * PART:
        print(f"{figure.what}: {recorded:.3g} is written down", file=sys.stderr)
    return worse


if __name__ == "__main__":
    sys.exit(main())
