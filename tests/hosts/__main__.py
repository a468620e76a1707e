"""`python -m tests.hosts`: two hosts that share PostgreSQL, Redis and a bucket.

    python -m tests.hosts --seed 7

Site and worker of each are killed meanwhile, Redis is lost and comes back empty,
PostgreSQL is restarted. Ends with 1 if a goal is missed.
"""

import argparse
import json
import secrets
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests import s3_server
from tests.bench.figures import HEAD, Figure
from tests.chaos import report
from tests.chaos.stand import Stand, free_port
from tests.chaos.stores import MissingError, postgres

from .front import SharedFront

OLDEST = 5.0  # seconds that a page may be old on another host
FEW = 1  # reads through nginx that may fail; it is measured by `make bench-nginx`


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000))
    parser.add_argument("--keep", help="a folder that keeps logs")
    wanted = parser.parse_args()
    print(f"Seed: {wanted.seed}", flush=True)
    try:
        seen = run(wanted)
    except MissingError as missing:
        print(missing, file=sys.stderr)
        return 2
    told = [*figures(seen)]
    print(HEAD, *told, sep="\n")
    complaints = [*report.wrong(seen), *seen["complaints"]]
    print(*complaints, sep="\n")
    return bool(complaints) or any(figure.met is False for figure in told)


def run(wanted: argparse.Namespace) -> dict:
    """What `drive` has seen."""
    with ExitStack() as parts:
        temporary = parts.enter_context(tempfile.TemporaryDirectory(prefix="hosts-"))
        place = Path(wanted.keep or temporary)
        place.mkdir(exist_ok=True)
        bucket = parts.enter_context(s3_server.running())
        bucket.open_pictures()
        common = parts.enter_context(postgres(place)) | {
            "MEDIA_STORE": bucket.address,
            "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
            "PUBLIC_URL": f"http://localhost:{free_port()}",
            "PROXIES": "1",
        }
        desk = Stand.build(place / "desk", common)
        common = {name: desk.environment[name] for name in (*common, *SHARED)}
        hosts = [Stand.build(place / name, common) for name in ("host-a", "host-b")]
        port = int(common["PUBLIC_URL"].rpartition(":")[2])
        address = f"{bucket.url}/{s3_server.NAME}"
        front = SharedFront(hosts, address, place / "nginx", port)
        parts.enter_context(front.running())
        return _driven(desk, hosts, wanted.seed)


SHARED = ("SECRET_KEY", "CREDENTIAL_KEYS", "SANDBOX_PORT")


def _driven(desk: Stand, hosts: list[Stand], seed: int) -> dict:
    places = [text for host in hosts for text in (str(host.folder), str(host.port))]
    with (desk.folder / "var" / "drive.log").open("w") as log:
        done = subprocess.run(
            [sys.executable, "-m", "tests.hosts.drive", str(seed), *places],
            cwd=desk.folder,
            env=desk.environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=log,  # what an editor's host says while Redis is gone
            text=True,
        )
    if done.returncode:
        sys.exit(desk.log("drive"))
    return json.loads(done.stdout)


def figures(seen: dict):
    done = f"{seen['deliveries']} deliveries, {dict(seen['kills'])}"
    clean = not (seen["doubles"] or seen["losses"])
    yield Figure("V10", "made twice or lost, of", done, met=clean)
    for name, ages in seen["ages"].items():
        for phase, (age, reads) in ages.items():
            what = f"V3: the oldest page on {name}, {phase}"
            yield Figure(
                "V10", what, f"{age:.1f} s in {reads} reads", met=age <= OLDEST
            )
    failed = {status: n for status, n in seen["front"].items() if status != "200"}
    told = f"{failed or 'none'} of {sum(seen['front'].values())}"
    yield Figure("V2", "failed reads through nginx", told, met=len(failed) <= FEW)
    yield Figure("V10", "a picture of host A on host B, posted there", seen["picture"])
    yield Figure("", "connections to PostgreSQL at most", str(seen["connections"]))
    for part, sizes in seen["memory"].items():
        told = f"{sum(sizes):.0f} MB in {len(sizes)} processes"
        yield Figure("", f"memory (PSS), {part}", told)
    yield Figure("", "took", f"{seen['seconds']} s, to settle {seen['settling']} s")


if __name__ == "__main__":
    sys.exit(main())
