"""`python -m tests.chaos.rates`: hundreds of articles at once, and no request too many.

All windows of the sandbox are 600 times shorter than the networks' own. Ends with 1 if
a request was refused that the network's headers or quotas had announced, if something
was not published, or if the urgent article had to wait for another.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.chaos.stand import Stand

HEAD = "network published held refused before_urgent seconds"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=500)
    articles = parser.parse_args().articles
    with tempfile.TemporaryDirectory(prefix="rates-") as folder:
        stand = Stand.build(Path(folder) / "tree", {})
        done = subprocess.run(
            [sys.executable, "-m", "tests.chaos.drain", "--articles", str(articles)],
            cwd=stand.folder,
            env=stand.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    results = json.loads(done.stdout)
    print(table(results))
    complaints = [
        f"{network}: {complaint}"
        for network, result in results.items()
        for complaint in wrong(result, articles + 1)
    ]
    print(*complaints, sep="\n")
    return 1 if complaints else 0


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
