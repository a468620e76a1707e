"""What is due and what was missed: the sweep, which nothing can forget to call.

Each second it looks at what has changed lately; once a minute at everything.
"""

import logging
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Exists, F, Min, OuterRef, QuerySet
from wagtail.models import Page

from . import pacing, public_pictures
from .announcing import announced_models, note, note_visibility, page_went_live
from .models import Announcement, Channel, ChannelWish, Delivery
from .waits import USEFUL_FOR, WAITS

logger = logging.getLogger(__name__)

LATELY = timedelta(minutes=5)
MINUTE = 60  # seconds
OFTEN = 10  # seconds; to reckon hundreds of deliveries ahead takes a moment
JUMP = timedelta(seconds=10)  # more than two hosts' clocks differ
LOOKED_AT_ALL = "syndication.looked_at_all"
SWEPT_AT = "syndication.swept_at"
BATCH = 200  # at most, of anything, in one sweep


def sweep(now: datetime) -> None:
    """What no signal and no task brings about: the queue may forget, this does not."""
    _heed_clock(now)
    Delivery.release_expired_leases(now, len(WAITS.looks), WAITS.lease)
    Delivery.hold_overdue(now)
    reconcile(now)
    if cache.add("syndication.foreseen", True, OFTEN):
        pacing.hold_late(now)
    public_pictures.sweep(now)


def _heed_clock(now: datetime) -> None:
    """A clock that is set back would let everything wait for as long again."""
    back = cache.get(SWEPT_AT, now) - now
    cache.set(SWEPT_AT, now, None)
    if back > JUMP:
        logger.warning("The clock was set back by %s.", back)
        cache.delete(LOOKED_AT_ALL)
        # An hour that an editor has set is of the right clock, so it stays.
        unset = Delivery.objects.exclude(not_before=F("announcement__at"))
        for waiting, until in (
            (unset, "not_before"),
            (Channel.objects.all(), "throttled_until"),
        ):
            waiting.filter(**{f"{until}__gt": now}).update(**{until: F(until) - back})


def reconcile(now: datetime) -> None:
    """Find what a lost signal has missed, and bring deliveries to what is wanted."""
    _announce_unannounced(now)
    differing = Delivery.objects.differing()
    if cache.add(LOOKED_AT_ALL, True, MINUTE):
        note_visibility(Announcement.objects.all(), now)
        _note_unnoted(now)
    else:
        differing = differing.filter(announcement__changed_at__gt=now - LATELY)
    for delivery in differing.order_by("pk")[:BATCH]:
        delivery.follow(now)


def _announce_unannounced(now: datetime) -> None:
    oldest = Channel.objects.in_use().aggregate(oldest=Min("announce_since"))["oldest"]
    if oldest is None:
        return
    for model in announced_models():
        unannounced = _unannounced(model)
        for page in _news(unannounced, max(oldest, now - USEFUL_FOR)):
            page_went_live(page, now)
        for page in _asked_for(unannounced):
            page_went_live(page, now)


def _unannounced(model: type[Page]) -> QuerySet:
    announced = Announcement.objects.filter(page=OuterRef("pk"))
    live = model.objects.live().public()
    return live.filter(~Exists(announced), announce=True, alias_of=None)


def _news(pages: QuerySet, since: datetime) -> QuerySet:
    """An import has never been "published"."""
    return pages.filter(
        first_published_at__gte=since - timedelta(days=1), published_at__gte=since
    )


def _asked_for(pages: QuerySet) -> QuerySet:
    """By name, on a channel, however old they are."""
    yes = ChannelWish.objects.filter(send=ChannelWish.Send.YES, channel__retired=False)
    return pages.filter(pk__in=yes.values("page"))


def _note_unnoted(now: datetime) -> None:
    """Pages that have been published since they were last looked at."""
    unnoted = Announcement.objects.filter(
        subject="", wanted=True, page__last_published_at__gt=F("noted_at")
    )
    for announcement in unnoted.order_by("pk")[:BATCH]:
        try:
            note(announcement, now)
        except Exception:  # one page that cannot tell its story holds up none
            logger.exception("%r cannot be noted.", announcement)
