"""WebSub: the hub hears which feeds have something new, and passes it on at once.

Each ping is a row before anything is sent, so that neither a crash nor a hub that is
away loses it; several changes of a feed meanwhile are one ping.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

import requests
from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.db.models import F
from django.utils import timezone
from django_q.tasks import async_task

logger = logging.getLogger(__name__)

TIMEOUT = (3.05, 10)  # seconds to connect, seconds between two bytes
FIRST_RETRY, LONGEST_RETRY = 30, 3_600  # seconds; longer than a call takes
ATTEMPTS = 12  # about seven hours


class HubPing(models.Model):
    """A feed that the hub has not heard of yet."""

    url = models.URLField(max_length=500, unique=True)
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.url

    def next_try(self, now: datetime) -> datetime:
        """Three times longer after each attempt."""
        wait = min(FIRST_RETRY * 3**self.attempts, LONGEST_RETRY)
        return now + timedelta(seconds=wait)


def note(urls: Iterable[str]) -> None:
    """The hub, if there is one, shall hear of these feeds. Never raises.

    One statement, within the editor's request: publishing must not depend on it.
    """
    now = timezone.now()
    pings = [HubPing(url=url, due_at=now) for url in urls if settings.WEBSUB_HUB]
    try:
        with transaction.atomic():
            HubPing.objects.bulk_create(
                pings,
                update_conflicts=True,
                unique_fields=["url"],
                update_fields=["due_at", "attempts"],
            )
    except DatabaseError:
        logger.exception("The hub will not hear of a change.", extra={"event": "hub"})


def ping_due(now: datetime) -> None:
    """Hand what is due to the queue; what that loses, or the hub, is due again later."""
    if not settings.WEBSUB_HUB:
        return
    HubPing.objects.filter(due_at__lte=now, attempts__gte=ATTEMPTS).delete()
    for ping in HubPing.objects.filter(due_at__lte=now):
        again = ping.next_try(now)
        mine = HubPing.objects.filter(pk=ping.pk, due_at=ping.due_at)
        if mine.update(due_at=again, attempts=F("attempts") + 1):
            async_task("newsroom.websub.ping", ping.url, again)


def ping(url: str, due_at: datetime) -> None:
    """What the queue calls; `due_at` tells a newer change of the feed from this one."""
    form = {"hub.mode": "publish", "hub.url": url}
    try:
        answer = requests.post(
            settings.WEBSUB_HUB, data=form, timeout=TIMEOUT, allow_redirects=False
        )
    except requests.RequestException as error:
        logger.warning("The hub does not answer: %s", error, extra={"event": "hub"})
        return
    if not 200 <= answer.status_code < 300:
        said = answer.status_code, answer.text[:200]
        logger.warning("The hub answers %s: %s", *said, extra={"event": "hub"})
        return
    HubPing.objects.filter(url=url, due_at=due_at).delete()
