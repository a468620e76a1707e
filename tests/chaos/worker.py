"""`python -m tests.chaos.worker`: the real worker, in a hurry and mortal.

Nothing in the product knows of this: waits are made shorter, and named functions are
wrapped so that a process which passes them dies there if there is an order to.
"""

import os
import sys
from dataclasses import fields, replace
from functools import wraps

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityportal.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models.signals import post_save  # noqa: E402
from django_q import cluster  # noqa: E402

from cityportal import cluster as group  # noqa: E402
from cityportal import supervisor, watch  # noqa: E402
from syndication import delivering, outbox, readiness  # noqa: E402
from syndication.models import Attempt, Delivery  # noqa: E402
from syndication.networks import NETWORKS, containers, graph_usage  # noqa: E402
from syndication.networks.base import Processing  # noqa: E402
from syndication.waits import WAITS, Waits  # noqa: E402
from tests.chaos import orders  # noqa: E402
from tests.chaos.promise import SCALE  # noqa: E402

TIMEOUT = (1.5, 1.5)
WATCH = {"BEAT": 0.4, "MISSED": 8, "STARTING": 9.0}
CONTAINERS = {
    name: getattr(containers, name) / SCALE
    for name in ("LAST_POLL", "UNKNOWN_FOR", "PATIENCE", "UNSEEN_FOR")
}


def hurried(waits: Waits) -> Waits:
    """Every number of seconds is shorter, every other number is as it was."""
    shorter = {}
    for field in fields(waits):
        value = getattr(waits, field.name)
        if field.type is float:
            shorter[field.name] = value / SCALE
        elif field.type == tuple[float, ...]:
            shorter[field.name] = tuple(seconds / SCALE for seconds in value)
    return replace(waits, **shorter)


def main() -> None:
    orders.enter("supervisor")
    hurry()
    name_parts()
    make_mortal()
    call_command("worker")


def hurry() -> None:
    supervisor.TICK = 0.2
    for name, value in WATCH.items():
        setattr(watch, name, value)
    for name, seconds in CONTAINERS.items():
        setattr(containers, name, seconds)
    containers.ContainerNetwork.first_poll /= SCALE
    group.WATCH = 0.2
    outbox.MINUTE /= SCALE
    graph_usage.BELIEVED /= SCALE
    readiness.TIMEOUT = (1.5, 5)
    short, named = hurried(WAITS), Waits.named
    for name, module in list(sys.modules.items()):
        ours = name.startswith("syndication.")
        if ours and isinstance(getattr(module, "WAITS", None), Waits):
            module.WAITS = short
    for network in NETWORKS.values():
        network.timeout = TIMEOUT
    Waits.named = lambda waits, seconds: named(waits, seconds / SCALE)
    patient = delivering.deliver_due
    delivering.deliver_due = lambda **more: patient(short, **more)


def name_parts() -> None:
    """Each process of the queue tells which part it plays."""
    for part in ("worker", "pusher", "monitor"):
        setattr(cluster, part, as_part(part, getattr(cluster, part)))
    cluster.Sentinel = as_part("sentinel", cluster.Sentinel)
    group._lead = as_part("main", group._lead)


def as_part(part, target):
    @wraps(target, updated=())
    def played(*arguments, **more):
        orders.enter(part)
        return target(*arguments, **more)

    return played


def make_mortal() -> None:
    post_save.connect(die_beside_the_log, sender=Attempt)
    for arrow, step in (
        ("claim", "claimed"),
        ("claim_look", "look claimed"),
        ("intend", "written down"),
        ("stage", "handle stored"),
        ("send_again", "sent back"),
        ("record", "recorded"),
    ):
        mortal(Delivery, arrow, lambda _answer, step=step: step)
    for network in NETWORKS.values():
        network.load()
        mortal(network, "publish", answered)
        mortal(network, "update", lambda _answer: "update answered")
        mortal(network, "withdraw", lambda _answer: "withdrawal answered")
        mortal(network, "find", lambda _answer: "look answered")


def answered(answer) -> str:
    """Staged but the handle is not stored, or posted but the receipt is not."""
    return "staged" if isinstance(answer, Processing) else "post answered"


def mortal(owner, name, step_of) -> None:
    original = getattr(owner, name)

    @wraps(original)
    def passed(self, *arguments, **more):
        answer = original(self, *arguments, **more)
        if isinstance(self, Delivery):
            orders.hold(self.pk)
        if answer is not False:
            die_at(step_of(answer))
        return answer

    setattr(owner, name, passed)


def die_beside_the_log(instance, **_signal) -> None:
    """Within the transaction, which dies with us."""
    orders.hold(instance.delivery_id)
    begun = instance.phase == Attempt.Phase.BEGUN
    die_at("attempt row written" if begun else "before the commit")


def die_at(step: str) -> None:
    if orders.take(step):
        orders.kill(os.getpid(), step, orders.held(os.getpid()))


if __name__ == "__main__":
    main()
