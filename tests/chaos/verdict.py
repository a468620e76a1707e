"""What became of it: the posts ever made, counted against what was to be made."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from statistics import median

from django.db.models import Q

from syndication.drafting import original_of
from syndication.models import Attempt, Delivery
from tests.chaos import orders, scene
from tests.chaos.harm import REFUSAL

State = Delivery.State
UNDER_WAY = Q(state__in=[State.PENDING, State.SENDING]) | Q(
    state=State.IN_DOUBT, looks_left__gt=0
)
ARTICLE = re.compile(r"Meldung (\d+)")
POINT = re.compile(r"Punkt (\d+)")
BUG = re.compile(r"ERROR (?:syndication|newsroom|cityportal)\S*: .*\nTraceback")
Posts = dict[tuple[str, int, int], list[dict]]


def of(newsroom, faults, log: str) -> dict:
    """Everything that a report wants to know, fit for JSON."""
    made = posts_made()
    deliveries = Delivery.objects.select_related("announcement", "channel")
    found = [judged(one, made, newsroom.left) for one in deliveries.order_by("pk")]
    missing = newsroom.published * len(scene.NETWORKS) - sum(
        not one["point"] for one in found
    )
    return {
        "deliveries": len(found),
        "states": Counter(one["state"] for one in found),
        "actions": Counter(Attempt.objects.values_list("outcome", flat=True)),
        "doubles": [one for one in found if one["posts"] > 1],
        "losses": [one for one in found if is_lost(one)] + ["no row"] * missing,
        "in_doubt": [one for one in found if one["state"] == State.IN_DOUBT],
        "failed": [one for one in found if one["state"] == State.FAILED],
        "by_hand": [one for one in found if one["state"] == State.BY_HAND],
        "late": [one for one in found if one["late"]],
        "wrong": [one for one in found if is_wrong(one)],
        "bugs": len(BUG.findall(log)),
        "kills": Counter(kill["part"] for kill in orders.killed()),
        "faults": faults.ordered,
        "faults_met": faults_met(),
        "recovery": recovery(),
    }


def posts_made() -> Posts:
    """All posts that were ever made, deleted ones too.

    By network, article, and for an answer by the point that it corrects (else 0).
    """
    made = defaultdict(list)
    for post in scene.ask("GET", "/posts.json")["posts"]:
        number = int(ARTICLE.search(post["text"])[1])
        point = int(POINT.search(post["text"])[1]) if post["reply_to"] else 0
        made[post["network"], number, point].append(post)
    return made


def judged(delivery: Delivery, made: Posts, left: set[int]) -> dict:
    """One delivery: its state here, and what is to be seen there."""
    number, point = place(delivery)
    posts = made.get((delivery.channel.network, number, point), [])
    visible = [post for post in posts if not post["deleted"]]
    headline = delivery.announcement.title
    return {
        "delivery": delivery.pk,
        "network": delivery.channel.network,
        "article": number,
        "point": point,
        "left": number in left,
        "action": delivery.action,
        "state": delivery.state,
        "posts": len(posts),
        "visible": len(visible),
        "known": is_known(delivery, posts),
        "says": bool(point) or any(headline in post["text"] for post in visible),
        "late": is_late(delivery, visible),
        "waits": waits_for_a_person(delivery),
        "outdated": delivery.outdated,
        "error": delivery.last_error,
        "causes": list(causes(delivery)),
    }


def is_known(delivery: Delivery, posts: list[dict]) -> bool:
    """Whether its address is on record; Threads tells none of a lost answer to us."""
    untold = delivery.channel.network == "threads" and delivery.announcement.subject
    urls = [post["url"] for post in posts] + ([""] if untold else [])
    return delivery.url in urls


def place(delivery: Delivery) -> tuple[int, int]:
    """The article's number, and that of the point which is corrected (else 0)."""
    announcement = delivery.announcement
    number = int(ARTICLE.search(announcement.title)[1])
    if not announcement.subject:
        return number, 0
    entries = announcement.page.specific.corrections
    texts = (one.value["text"] for one in entries if one.id == announcement.subject)
    return number, int(POINT.search(next(texts))[1])


def is_late(delivery: Delivery, visible: list[dict]) -> bool:
    """Whether the network stored it when we had long ceased to look.

    It is nobody's doing and nobody's knowledge; where the page had left meanwhile,
    nothing was sent again that would have met it.
    """
    last = delivery.log.filter(phase=Attempt.Phase.ENDED).last()
    made = [datetime.fromisoformat(post["created_at"]) for post in visible]
    return delivery.state == State.CANCELLED and any(at > last.at for at in made)


def waits_for_a_person(delivery: Delivery) -> bool:
    """Whether it answers a post of which only a person can tell if it is out."""
    original = original_of(delivery)
    return bool(original and original.in_doubt and not original.looks_left)


def is_lost(one: dict) -> bool:
    """It says that it is out, or says nothing at all, and it is not there."""
    silent = one["state"] in (State.SENDING, State.HELD)
    silent |= one["state"] == State.PENDING and not one["waits"]
    given_up = one["state"] == State.CANCELLED and not one["left"] and not one["point"]
    gone = one["state"] == State.PUBLISHED and not one["visible"]
    return silent or given_up or gone


def is_wrong(one: dict) -> bool:
    """The record says otherwise than the network, or not what the page says."""
    state = one["state"]
    if state == State.FAILED:
        return REFUSAL not in one["error"] or one["visible"] > 0
    if state == State.PUBLISHED:
        stale = not one["says"] and not one["outdated"]
        return one["left"] or not one["known"] or stale
    if state in (State.WITHDRAWN, State.CANCELLED):
        return one["visible"] > 0 and not one["late"]
    return state == State.BY_HAND and one["network"] != "instagram"


def causes(delivery: Delivery) -> Iterator[str]:
    """The kills that met this delivery, and what the network said."""
    yield from (k["part"] for k in orders.killed() if k["delivery"] == delivery.pk)
    ended = delivery.log.filter(phase=Attempt.Phase.ENDED).exclude(detail="")
    yield from sorted(set(ended.values_list("detail", flat=True)))


def faults_met() -> Counter:
    log = scene.ask("GET", "/requests.json")["requests"]
    return Counter(request["fault"] for request in log if request["fault"])


def recovery() -> dict[str, float]:
    """Seconds from a kill that met a delivery until that one was taken up again."""
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
