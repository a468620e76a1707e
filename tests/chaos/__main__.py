"""`python -m tests.chaos`: kill and disturb the real worker, then count the posts.

    python -m tests.chaos --seed 7 --articles 70 --kills 100 --store SQLite

Ends with 1 if a post was made twice or lost, or if too much is in doubt.
"""

import argparse
import json
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.chaos import mutations, report
from tests.chaos.mutations import MUTATIONS
from tests.chaos.stand import ROOT, Stand
from tests.chaos.stores import STORES, MissingError


def main() -> int:
    wanted = arguments()
    print(f"Seed: {wanted.seed}", flush=True)
    stores = wanted.store or list(STORES)
    try:
        runs = {store: run(store, wanted) for store in stores}
    except MissingError as missing:
        print(missing, file=sys.stderr)
        return 2
    text = report.text(runs, wanted)
    print(text)
    if wanted.write:
        (ROOT / wanted.write).write_text(text)
    complaints = [line for result in runs.values() for line in report.wrong(result)]
    print(*complaints, sep="\n")
    return 1 if complaints else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000))
    parser.add_argument("--articles", type=int, default=70, help="for each store")
    parser.add_argument("--kills", type=int, default=110, help="for each store")
    parser.add_argument("--store", choices=STORES, action="append", help="all three")
    parser.add_argument("--write", help="a file for the report, such as docs/chaos.md")
    parser.add_argument("--keep", help="a folder that keeps logs and databases")
    parser.add_argument(
        "--mutation", choices=MUTATIONS, help="break it, to see it break"
    )
    return parser.parse_args()


def run(store: str, wanted: argparse.Namespace) -> dict:
    """One store's run, in a stand of its own; {"seconds": ..., "doubles": [...], ...}."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as temporary:
        place = Path(wanted.keep or temporary) / store.replace(" + ", "-")
        place.mkdir(parents=True, exist_ok=True)
        with STORES[store](place) as environment:
            stand = Stand.build(place / "tree", environment)
            if wanted.mutation:
                mutations.apply(wanted.mutation, stand.folder)
            result = drive(stand, wanted)
    print(f"{store}: {result['seconds']} s", flush=True)
    return result


def drive(stand: Stand, wanted: argparse.Namespace) -> dict:
    numbers = {name: getattr(wanted, name) for name in ("articles", "kills", "seed")}
    options = [text for name, n in numbers.items() for text in (f"--{name}", str(n))]
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.drive", *options],
        cwd=stand.folder,
        env=stand.environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
