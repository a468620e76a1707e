"""The runs as a table for people, and what is wrong with them."""

from argparse import Namespace
from collections import Counter

from tests.chaos.promise import (
    FEW_IN_DOUBT,
    LEAST_PUBLISHED,
    MOST_IN_DOUBT,
    OTHERS,
    PROVABLE,
    SCALE,
)

SETTLED = ("published", "withdrawn", "cancelled")


def wrong(result: dict) -> list[str]:
    """What breaks the promise, a line each."""
    provable = [one for one in result["in_doubt"] if one["network"] in PROVABLE]
    others = len(result["in_doubt"]) - len(provable)
    silent = [one for one in result["in_doubt"] if not one["causes"]]
    meta = result["deliveries"] * OTHERS
    return [
        *(f"Made twice: {one}" for one in result["doubles"]),
        *(f"Lost: {one}" for one in result["losses"]),
        *(f"Wrong on record: {one}" for one in result["wrong"]),
        *(f"In doubt though it can be known: {one}" for one in provable),
        *(f"In doubt without a cause: {one}" for one in silent),
        *(
            [f"{others} in doubt of {meta:.0f}"]
            if others > max(FEW_IN_DOUBT, MOST_IN_DOUBT * meta)
            else []
        ),
        *([f"{result['bugs']} bugs in the logs"] if result["bugs"] else []),
        *(["Too few are published"] if published(result) < LEAST_PUBLISHED else []),
        *(["The worker did not stop by itself"] if result["worker_exit"] else []),
    ]


def published(result: dict) -> float:
    """The share that is as it should be without a person's doing.

    Instagram lets nobody take back or change a post: that is a person's in any case.
    """
    ours = result["deliveries"] - len(result["by_hand"])
    return sum(result["states"].get(state, 0) for state in SETTLED) / max(ours, 1)


def text(runs: dict[str, dict], wanted: Namespace) -> str:
    """Markdown."""
    rows = [row(store, result) for store, result in runs.items()]
    if len(rows) > 1:
        rows.append(total(list(runs.values())))
    return "\n".join(
        [
            "# Killed and disturbed: what became of it",
            "",
            f"`make chaos SEED={wanted.seed}`: {wanted.articles} articles, "
            f"{wanted.kills} kills for each store; waits {SCALE} times shorter than in "
            "service. Posts are counted in the sandbox's log of all posts ever made.",
            "",
            *table(HEADS, rows),
            "",
            "## Killed with `kill -9`",
            "",
            *table(["what, or at which step", "times"], counted(runs, "kills")),
            "",
            "## Faults of the networks that met a request",
            "",
            *table(["fault", "times"], counted(runs, "faults_met")),
            "",
            "## In doubt at the end, for a person to decide",
            "",
            *doubts(runs),
            "",
        ]
    )


SUMS = (
    *("deliveries", "kills", "faults"),
    *("doubles", "losses", "in_doubt", "failed", "by_hand", "late"),
)
HEADS = [
    "store",
    "deliveries",
    "kills",
    "faults",
    "made twice",
    "lost",
    "in doubt",
    "refused by order",
    "by hand",
    "stored after the page left and all looks",
    "done without a person",
    "recovery, median / longest",
    "worker started",
    "took",
]


def row(store: str, result: dict) -> list[str]:
    recovery = result["recovery"]
    return [
        store,
        str(result["deliveries"]),
        str(sum(result["kills"].values())),
        str(sum(result["faults_met"].values())),
        str(len(result["doubles"])),
        str(len(result["losses"])),
        str(len(result["in_doubt"])),
        str(len(result["failed"])),
        str(len(result["by_hand"])),
        str(len(result["late"])),
        f"{published(result):.1%}",
        f"{recovery.get('median', '-')} s / {recovery.get('longest', '-')} s",
        f"{result['worker_starts']} times",
        f"{result['seconds']} s",
    ]


def total(results: list[dict]) -> list[str]:
    every = Counter()
    for result in results:
        every["deliveries"] += result["deliveries"]
        every["kills"] += sum(result["kills"].values())
        every["faults"] += sum(result["faults_met"].values())
        for name in SUMS[3:]:
            every[name] += len(result[name])
        every["seconds"] += result["seconds"]
    share = sum(map(published, results)) / len(results)
    figures = [str(every[name]) for name in SUMS]
    return ["all", *figures, f"{share:.1%}", "", "", f"{every['seconds']} s"]


def counted(runs: dict[str, dict], name: str) -> list[list[str]]:
    every = Counter()
    for result in runs.values():
        every.update(result[name])
    return [[what, str(times)] for what, times in every.most_common()]


def doubts(runs: dict[str, dict]) -> list[str]:
    found = [
        [store, one["network"], "; ".join(one["causes"]), str(one["visible"])]
        for store, result in runs.items()
        for one in result["in_doubt"]
    ]
    heads = ["store", "network", "kills and faults that met it", "posts there"]
    return table(heads, found) if found else ["None."]


def table(heads: list[str], rows: list[list[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]
