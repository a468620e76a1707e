"""What shall be sent: written down when a page goes live, found again if that was lost."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django_q.brokers import get_broker
from django_q.tasks import async_task
from wagtail.models import Page, get_page_models

from . import public_pictures
from .composing import Story
from .models import Announcement, Channel, Delivery
from .waits import USEFUL_FOR, WAITS

logger = logging.getLogger(__name__)


def announced_models() -> list[type[Page]]:
    """The page models that have something to say: those with a `story()`."""
    return [model for model in get_page_models() if hasattr(model, "story")]


def page_went_live(page: Page, now: datetime) -> None:
    """Announce the page, if that is to be and has not been; once, whoever calls."""
    if _shall_be_announced(page, now):
        story = page.story()
        _write(page, story, _channels_for(story), now)


def send_by_hand(page: Page, channel: Channel, now: datetime) -> bool:
    """An editor announces this page on this channel, however old both are.

    False if it has been, or if the page is not public.
    """
    specific = type(page).objects.live().public().filter(pk=page.pk).first()
    return bool(specific and _write(specific, specific.story(), [channel], now))


def page_left(page: Page) -> None:
    """The page is no longer for everyone: what waits is not sent."""
    waiting = Delivery.objects.filter(
        announcement__page=page, state__in=Delivery.CANCELLABLE
    )
    for delivery in waiting:
        delivery.cancel(_("Die Seite ist nicht (mehr) öffentlich."))


def sweep(now: datetime) -> None:
    """What no signal and no task brings about: the queue may forget, this does not."""
    Delivery.release_expired_leases(now, len(WAITS.looks))
    Delivery.hold_overdue(now)
    reconcile(now)
    wake_if_due(now)
    public_pictures.sweep(now)


def reconcile(now: datetime) -> None:
    """Announce the live pages whose signal was lost."""
    oldest = Channel.objects.in_use().aggregate(oldest=Min("announce_since"))["oldest"]
    if oldest is None:
        return
    for model in announced_models():
        for page in _unannounced(model, max(oldest, now - USEFUL_FOR)):
            page_went_live(page, now)


def wake(tasks: int = 1) -> None:
    """Tell the queue that something may be due; the sweep tells it again if not."""
    for _task in range(tasks):
        async_task("syndication.tasks.deliver_due")


def wake_if_due(now: datetime) -> None:
    """One task for each channel with something to send, unless they are waiting."""
    due = Delivery.objects.due(now).order_by().values("channel").distinct().count()
    if due and not get_broker().queue_size():
        wake(due)


def _shall_be_announced(page: Page, now: datetime) -> bool:
    """Live, wanted, news, in its first language, readable by all, not yet announced."""
    return (
        page.announce
        and not page.alias_of_id
        and page.published_at is not None
        and now - USEFUL_FOR <= page.published_at
        and not page.get_translations().filter(pk__lt=page.pk).exists()
        and type(page).objects.live().public().filter(pk=page.pk).exists()
        and not Announcement.objects.filter(page=page).exists()
    )


def _unannounced(model: type[Page], since: datetime) -> QuerySet:
    """Live pages without an announcement; an import has never been "published"."""
    announced = Announcement.objects.filter(page=OuterRef("pk"))
    return (
        model.objects.live()
        .public()
        .filter(
            ~Exists(announced),
            announce=True,
            alias_of=None,
            first_published_at__gte=since - timedelta(days=1),
            published_at__gte=since,
        )
    )


def _channels_for(story: Story) -> list[Channel]:
    return list(Channel.objects.in_use().filter(announce_since__lte=story.published_at))


def _write(page: Page, story: Story, channels: list[Channel], now: datetime) -> bool:
    """The announcement and its deliveries, as far as they are not there yet."""
    if not channels:
        return False
    with transaction.atomic():
        announcement, _created = Announcement.objects.get_or_create(
            page_id=page.pk,
            subject="",
            defaults={
                "page_number": page.pk,
                "title": story.headline,
                "url": story.url,
                "urgent": story.urgent,
            },
        )
        made = [
            Delivery.objects.get_or_create(
                announcement=announcement,
                channel=channel,
                defaults={"useful_until": now + USEFUL_FOR, "not_before": now},
            )[1]
            for channel in channels
        ]
        transaction.on_commit(lambda: wake(sum(made)), robust=True)
    return any(made)
