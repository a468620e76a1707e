"""What shall die, told by files: whichever process comes first obeys, and only one.

The files lie in the stand's `var/chaos`. They outlive every process, and to take an
order away is to remove its file, which the system lets one process do.
"""

import json
import os
import signal
import time
from pathlib import Path

FOLDER = Path("var/chaos")  # every process of a stand runs in its copy of the tree
KILLS = FOLDER / "kills.jsonl"


def prepare() -> None:
    for name in ("orders", "roles", "busy"):
        (FOLDER / name).mkdir(parents=True, exist_ok=True)
    KILLS.touch()


def give(step: str) -> None:
    (FOLDER / "orders" / step).touch()


def take(step: str) -> bool:
    """Whether the order was there, and is ours to carry out."""
    try:
        (FOLDER / "orders" / step).unlink()
    except FileNotFoundError:
        return False
    return True


def given() -> set[str]:
    return {path.name for path in (FOLDER / "orders").iterdir()}


def enter(role: str) -> None:
    """This process plays a part from now on."""
    (FOLDER / "roles" / str(os.getpid())).write_text(role)


def cast() -> dict[int, str]:
    """The parts of the processes that still live, by their numbers."""
    found = {}
    for path in (FOLDER / "roles").iterdir():
        if _is_of_this_stand(path.name):
            found[int(path.name)] = path.read_text()
        else:
            path.unlink(missing_ok=True)
    return found


def hold(delivery: int) -> None:
    """This process works on that delivery now."""
    (FOLDER / "busy" / str(os.getpid())).write_text(str(delivery))


def held(number: int) -> int | None:
    """The delivery that a process has taken last."""
    try:
        return int((FOLDER / "busy" / str(number)).read_text())
    except (FileNotFoundError, ValueError):
        return None


def kill(number: int, part: str, delivery: int | None = None) -> bool:
    """Write down that it is to die, and kill it as the system would."""
    facts = {"at": time.time(), "part": part, "delivery": delivery, "pid": number}
    with KILLS.open("a") as log:
        log.write(json.dumps(facts) + "\n")
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def killed() -> list[dict]:
    """All kills: {"at": Unix seconds, "part", "delivery", "pid"}."""
    return [json.loads(line) for line in KILLS.read_text().splitlines()]


def _is_of_this_stand(number: str) -> bool:
    entry = Path("/proc") / number
    try:
        ended = (entry / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
        return not ended and (entry / "cwd").readlink() == Path.cwd()
    except OSError:
        return False
