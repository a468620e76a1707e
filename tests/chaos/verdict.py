"""What became of it: the posts ever made, counted against what was to be made."""

import re
from collections import Counter, defaultdict
from statistics import median

from django.db.models import Q

from syndication.models import Attempt, Delivery
from tests.chaos import orders, scene
from tests.chaos.harm import REFUSAL

State = Delivery.State
UNDER_WAY = Q(state__in=[State.PENDING, State.SENDING]) | Q(
    state=State.IN_DOUBT, looks_left__gt=0
)
NAMED = re.compile(r"Meldung (\d+)")


def of(newsroom, faults) -> dict:
    """Everything that a report wants to know, fit for JSON."""
    made = posts_made()
    deliveries = Delivery.objects.select_related("announcement", "channel")
    found = [judged(delivery, made) for delivery in deliveries.order_by("pk")]
    missing = newsroom.published * len(scene.NETWORKS) - len(found)
    return {
        "deliveries": len(found),
        "states": Counter(one["state"] for one in found),
        "doubles": [one for one in found if one["posts"] > 1],
        "losses": [one for one in found if is_lost(one)] + ["no row"] * missing,
        "in_doubt": [one for one in found if one["state"] == State.IN_DOUBT],
        "failed": [one for one in found if one["state"] == State.FAILED],
        "wrong": [one for one in found if is_wrong(one)],
        "kills": Counter(kill["part"] for kill in orders.killed()),
        "faults": faults.ordered,
        "faults_met": faults_met(),
        "recovery": recovery(),
    }


def posts_made() -> dict[tuple[str, int], list[dict]]:
    """All posts that were ever made, deleted ones too, by network and article."""
    made = defaultdict(list)
    for post in scene.ask("GET", "/posts.json")["posts"]:
        number = NAMED.search(post["text"])
        made[post["network"], int(number[1]) if number else 0].append(post)
    return made


def judged(delivery: Delivery, made: dict) -> dict:
    """One delivery: its state here, and what is to be seen there."""
    number = int(NAMED.search(delivery.announcement.title)[1])
    posts = made.get((delivery.channel.network, number), [])
    return {
        "delivery": delivery.pk,
        "network": delivery.channel.network,
        "article": number,
        "state": delivery.state,
        "posts": len(posts),
        "visible": sum(not post["deleted"] for post in posts),
        "known": delivery.url in [post["url"] for post in posts],
        "error": delivery.last_error,
        "causes": causes(delivery),
    }


def is_lost(one: dict) -> bool:
    """It says that it is out, or says nothing at all, and it is not there."""
    silent = one["state"] in (State.PENDING, State.SENDING, State.CANCELLED, State.HELD)
    return silent or (one["state"] == State.PUBLISHED and not one["visible"])


def is_wrong(one: dict) -> bool:
    """Failed though nobody refused it; out there though not; another one's address."""
    if one["state"] == State.FAILED:
        return REFUSAL not in one["error"] or one["visible"] > 0
    return one["state"] == State.PUBLISHED and not one["known"]


def causes(delivery: Delivery) -> list[str]:
    """The kills and faults that met this delivery."""
    killed = [k["part"] for k in orders.killed() if k["delivery"] == delivery.pk]
    words = (
        delivery.log.filter(phase=Attempt.Phase.ENDED)
        .exclude(detail="")
        .values_list("detail", flat=True)
    )
    return killed + sorted(set(words))


def faults_met() -> Counter:
    log = scene.ask("GET", "/requests.json")["requests"]
    return Counter(request["fault"] for request in log if request["fault"])


def recovery() -> dict[str, float]:
    """Seconds from a kill that met a delivery until that one's fate was settled."""
    waits = sorted(filter(None, map(waited, orders.killed())))
    if not waits:
        return {}
    return {"median": round(median(waits), 1), "longest": round(waits[-1], 1)}


def waited(kill: dict) -> float | None:
    if kill["delivery"] is None:
        return None
    log = Attempt.objects.filter(delivery=kill["delivery"], phase=Attempt.Phase.ENDED)
    after = [row.at.timestamp() - kill["at"] for row in log.order_by("pk")]
    return next((seconds for seconds in after if seconds > 0), None)
