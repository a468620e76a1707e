"""What shall be said: written down when a page goes live, changes or leaves.

Two things are noted on an announcement: whether it is wanted, and what it says. What
becomes of its deliveries follows from that, at once or when the sweep finds it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, get_page_models

from .composing import Correction, Story
from .models import Announcement, Channel, Delivery
from .readiness import PageLeftError, pages_still_there, public_page
from .waits import USEFUL_FOR, about
from .waking import wake


def announced_models() -> list[type[Page]]:
    """The page models that have something to say: those with a `story()`."""
    return [model for model in get_page_models() if hasattr(model, "story")]


def page_went_live(page: Page, now: datetime) -> None:
    """Announce the page, if that is to be and has not been, or note what it says now."""
    first = Announcement.objects.filter(page=page.pk, subject="").first()
    if first:
        note(first, now)
    elif _shall_be_announced(page, now):
        story = page.story()
        _announce(page, story, _channels_for(story), now, _too_late(page, now))


def page_left(page: Page, now: datetime) -> None:
    """The page is no longer for everyone: nothing of it is to be out there."""
    announcements = Announcement.objects.filter(page=page)
    announcements.filter(wanted=True).update(wanted=False, changed_at=now)
    _follow(announcements, now)


def send_by_hand(page: Page, channel: Channel, now: datetime) -> bool:
    """An editor announces this page on this channel, however old both are.

    False if it has been, or if the page is not public.
    """
    specific = type(page).objects.live().public().filter(pk=page.pk).first()
    return bool(specific and _announce(specific, specific.story(), [channel], now))


def note(first: Announcement, now: datetime) -> None:
    """What the page says now, as readers see it, and each new correction of it."""
    try:
        page = public_page(first.page)
    except PageLeftError:
        return page_left(first.page, now)
    story = page.story()
    announcements = Announcement.objects.filter(page=page)
    with transaction.atomic():
        announcements.update(wanted=True, changed_at=now)
        announcements.filter(pk=first.pk).update(
            title=story.headline,
            url=story.url,
            said=story.fingerprint(),
            noted_at=page.last_published_at or now,
        )
        for correction in story.corrections:
            _correct(first, story, correction, now)
    _follow(announcements, now)


def note_visibility(announcements: QuerySet, now: datetime) -> None:
    """Which of them are wanted: those whose page is for everyone. A few queries."""
    there = pages_still_there().values("pk")
    left = announcements.filter(wanted=True).exclude(page__in=there)
    left.update(wanted=False, changed_at=now)
    public = Q(pk=None)
    for model in announced_models():
        public |= Q(page__in=model.objects.live().public().values("pk"))
    back = announcements.filter(public, wanted=False)
    back.update(wanted=True, changed_at=now)


def channels_for_draft(
    content: dict, at: datetime, channels: Iterable[Channel]
) -> list[Channel]:
    """On which of `channels` a page is announced that goes live `at` for the first time.

    `content` is that of its revision: so a long list of pages costs no query.
    """
    if not content.get("announce") or content.get("alias_of"):
        return []
    written = content.get("published_at")
    shown = parse_datetime(written) if written else at
    if shown < at - USEFUL_FOR:
        return []
    return [channel for channel in channels if channel.announce_since <= shown]


def _shall_be_announced(page: Page, now: datetime) -> bool:
    """Live, wanted, news, in its first language, and readable by all."""
    return (
        page.announce
        and not page.alias_of_id
        and page.published_at is not None
        and now - USEFUL_FOR <= page.published_at
        and not page.get_translations().filter(pk__lt=page.pk).exists()
        and type(page).objects.live().public().filter(pk=page.pk).exists()
    )


def _too_late(page: Page, now: datetime) -> str:
    """Why it is for an editor to decide: it should have gone live long ago.

    Empty if not, or if it is an editor who publishes it now.
    """
    meant = page.go_live_at
    if get_active_log_context().user or not meant or meant > now - USEFUL_FOR:
        return ""
    return _("Der Artikel sollte schon am %s erscheinen.") % about(meant)


def _channels_for(story: Story) -> list[Channel]:
    return list(Channel.objects.in_use().filter(announce_since__lte=story.published_at))


def _announce(
    page: Page, story: Story, channels: list[Channel], now: datetime, held: str = ""
) -> bool:
    """The announcement and its deliveries, as far as they are not there yet.

    `held` is the reason why an editor has to release them.
    """
    if not channels:
        return False
    with transaction.atomic():
        first, _created = Announcement.objects.get_or_create(
            page_id=page.pk,
            subject="",
            defaults=_facts(page.pk, story, story.headline)
            | {
                "said": story.fingerprint(),
                "noted_at": page.last_published_at or now,
            },
        )
        state = Delivery.State.HELD if held else Delivery.State.PENDING
        made = [
            _deliver(first, channel, now, state=state, last_error=held)
            for channel in channels
        ]
        for correction in story.corrections:
            _correct(first, story, correction, now)
        transaction.on_commit(lambda: wake(sum(made)), robust=True)
    return any(made)


def _correct(
    first: Announcement, story: Story, correction: Correction, now: datetime
) -> None:
    """An answer to each post that is out there and cannot be changed; once.

    A post that is still to be sent will have the correction in its text.
    """
    announcement, created = Announcement.objects.get_or_create(
        page_id=first.page_id,
        subject=correction.key,
        defaults=_facts(first.page_id, story, _("Korrektur: %s") % story.headline)
        | {"answers": first},
    )
    if not created:
        return
    in_use = first.deliveries.filter(channel__retired=False)
    for original in in_use.select_related("channel"):
        network = original.channel.network_class
        if original.may_be_out and not network.updates:
            reply = Delivery.State.PENDING if network.can_reply else None
            state = reply or Delivery.State.BY_HAND
            _deliver(announcement, original.channel, now, state=state)


def _facts(page_number: int, story: Story, title: str) -> dict[str, object]:
    return {
        "page_number": page_number,
        "title": title[:255],
        "url": story.url,
        "urgent": story.urgent,
    }


def _deliver(
    announcement: Announcement,
    channel: Channel,
    now: datetime,
    **fields,
) -> bool:
    """Whether the delivery is new."""
    return Delivery.objects.get_or_create(
        announcement=announcement,
        channel=channel,
        defaults={
            "useful_until": now + USEFUL_FOR,
            "not_before": now,
            "said": announcement.said,
        }
        | fields,
    )[1]


def _follow(announcements: QuerySet, now: datetime) -> None:
    """The deliveries of a page at once; the sweep would find them, too."""
    differing = Delivery.objects.differing().filter(announcement__in=announcements)
    for delivery in differing:
        delivery.follow(now)
    waiting = Delivery.objects.filter(
        announcement__in=announcements, state=Delivery.State.PENDING
    )
    if waiting.exists():
        transaction.on_commit(wake, robust=True)
