"""`python -m tests.chaos.rates`: hundreds of articles at once, and no request too many.

    python -m tests.chaos.rates --articles 500 --factor 600 --network mastodon

The windows of the sandbox are `factor` times shorter than the networks' own. On a slow
machine take fewer networks and a smaller factor, or no limit is ever reached. Ends with
1 if a request was refused that the network's headers or quotas had announced, if
something was not published, or if the urgent article had to wait for another.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

from tests.chaos.stand import Stand

HEAD = "network published held refused before_urgent seconds"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--factor", type=float, default=600)
    parser.add_argument("--network", action="append", default=[], help="all five")
    wanted = parser.parse_args()
    results = run(wanted)
    print(table(results))
    complaints = [
        f"{network}: {complaint}"
        for network, result in results.items()
        for complaint in wrong(result, wanted.articles + 1)
    ]
    print(*complaints, sep="\n")
    return 1 if complaints else 0


def run(wanted: Namespace) -> dict[str, dict]:
    """In a stand of its own; what `drain` has seen, by network."""
    options = [f"--articles={wanted.articles}", f"--factor={wanted.factor}"]
    options += [f"--network={network}" for network in wanted.network]
    with tempfile.TemporaryDirectory(prefix="rates-") as folder:
        stand = Stand.build(Path(folder) / "tree", {})
        done = subprocess.run(
            [sys.executable, "-m", "tests.chaos.drain", *options],
            cwd=stand.folder,
            env=stand.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    return json.loads(done.stdout)


def wrong(result: dict[str, int], expected: int) -> list[str]:
    """What breaks the promise; the one delivery under way may end before the urgent."""
    return [
        *([f"{result['refused']} requests too many"] if result["refused"] else []),
        *(["not all are published"] if result["published"] < expected else []),
        *(
            ["the urgent one was not the next"]
            if not 0 <= result["before_urgent"] <= 1
            else []
        ),
    ]


def table(results: dict[str, dict]) -> str:
    """Markdown."""
    names = HEAD.split()
    rows = [names, ["---"] * len(names)]
    rows += [
        [network, *(str(result[name]) for name in names[1:])]
        for network, result in results.items()
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
