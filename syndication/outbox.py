"""What is due and what was missed: the sweep, which nothing can forget to call.

Each second it looks at what has changed lately; once a minute at everything.
"""

import logging
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Exists, F, Min, OuterRef, QuerySet
from wagtail.models import Page

from . import kept_pictures, pacing, public_pictures
from .announcing import (
    announced_models,
    note,
    note_visibility,
    page_went_live,
    why_crisis_holds,
)
from .models import Announcement, Channel, ChannelWish, Delivery, Echo, Mail
from .waits import USEFUL_FOR, WAITS

logger = logging.getLogger(__name__)

LATELY = timedelta(minutes=5)
SOON = timedelta(minutes=1)
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
    _hold_planned(now)
    reconcile(now)
    if cache.add("syndication.foreseen", True, OFTEN):
        pacing.hold_late(now)
    public_pictures.sweep(now)
    kept_pictures.sweep(now)


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
            (Delivery.objects.all(), "stands_since"),
            (Channel.objects.all(), "throttled_until"),
            (Channel.objects.all(), "echo_at"),
            (Echo.objects.all(), "next_at"),
            (Mail.objects.all(), "due_at"),
        ):
            waiting.filter(**{f"{until}__gt": now}).update(**{until: F(until) - back})


def _hold_planned(now: datetime) -> None:
    """In a crisis nothing goes out by itself whose hour was set before."""
    if crisis := Announcement.crisis(now):
        reason = why_crisis_holds(crisis)
        for delivery in Delivery.objects.planned(now + SOON)[:BATCH]:
            delivery.hold_back(reason)


def reconcile(now: datetime) -> None:
    """Find what a lost signal has missed, and bring deliveries to what is wanted."""
    _announce_unannounced(now)
    differing = Delivery.objects.differing()
    if cache.add(LOOKED_AT_ALL, True, MINUTE):
        note_visibility(Announcement.objects.all(), now)
        _announce_asked(now)
        _note_unnoted(now)
    else:
        differing = differing.filter(announcement__changed_at__gt=now - LATELY)
    for delivery in differing.order_by("pk")[:BATCH]:
        delivery.follow(now)


def _announce_unannounced(now: datetime) -> None:
    """News; an import has never been "published"."""
    oldest = Channel.objects.in_use().aggregate(oldest=Min("announce_since"))["oldest"]
    if oldest is None:
        return
    since = max(oldest, now - USEFUL_FOR)
    for model in announced_models():
        news = _unannounced(model).filter(
            first_published_at__gte=since - timedelta(days=1), published_at__gte=since
        )
        for page in news:
            _announce(page, now)


def _announce_asked(now: datetime) -> None:
    """What an editor wants on a channel by name, however old it is."""
    yes = ChannelWish.objects.filter(send=ChannelWish.Send.YES, channel__retired=False)
    for model in announced_models():
        for page in _unannounced(model).filter(pk__in=yes.values("page")):
            _announce(page, now)


def _announce(page: Page, now: datetime) -> None:
    """One page that cannot tell its story holds up none."""
    try:
        page_went_live(page, now)
    except Exception:
        logger.exception("%r cannot be announced.", page)


def _unannounced(model: type[Page]) -> QuerySet:
    """Live pages, each in its first language alone."""
    announced = Announcement.objects.filter(page=OuterRef("pk"))
    first = model.objects.filter(
        translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk")
    )
    return (
        model.objects.live()
        .public()
        .filter(~Exists(announced), ~Exists(first), announce=True, alias_of=None)
    )


def _note_unnoted(now: datetime) -> None:
    """Pages that have been published since; here, too, one holds up none."""
    unnoted = Announcement.objects.filter(
        subject="", wanted=True, page__last_published_at__gt=F("noted_at")
    )
    for announcement in unnoted.order_by("pk")[:BATCH]:
        try:
            note(announcement, now)
        except Exception:
            logger.exception("%r cannot be noted.", announcement)
