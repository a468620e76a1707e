"""What goes out when: planned, waiting and gone, day by day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

from . import pacing, standing
from .announcing import (
    announced_models,
    channels_for_draft,
    moment_for_draft,
    stays_with_draft,
)
from .delivery_states import State
from .models import Announcement, Channel, Delivery
from .weeks import Week


class Kind(models.TextChoices):
    ANNOUNCED = "announced", _("Geplant: erscheint und wird angekündigt")
    APPEARS = "appears", _("Geplant: erscheint, angekündigt wird später")
    LATER = "later", _("Geplant: wird angekündigt")
    HELD = "held", _("Geplant: erscheint, angekündigt erst, wenn jemand es freigibt")
    UNTOLD = "untold", _("Geplant: erscheint, ohne Ankündigung")
    CHANGED = "changed", _("Geplant: erscheint geändert, Beiträge folgen")
    LEAVES = "leaves", _("Geplant: geht offline, Beiträge werden zurückgezogen")
    WAITS = "waits", _("Wartet")
    OUT = "out", _("Ist hinausgegangen")


@dataclass(frozen=True)
class Place:
    """A channel, and for a delivery where it stands, if that is to be said."""

    name: str
    channel: int
    status: str = ""
    delivery: int | None = None
    url: str = ""


@dataclass(frozen=True)
class Entry:
    """One article at one moment of a day; `page` is None if it was deleted."""

    at: datetime
    title: str
    page: int | None
    kind: Kind
    places: list[Place] = field(default_factory=list)


@dataclass(frozen=True)
class Day:
    day: date
    entries: list[Entry]
    is_today: bool


@dataclass(frozen=True)
class Timetable:
    """`undated`: what waits for a person first, for its channel sends nothing."""

    days: list[Day]
    undated: list[Entry]


def timetable(week: Week, user, channels: Collection[Channel] = ()) -> Timetable:
    """All that happens in the week, as far as it is known; a fixed number of queries.

    Of some `channels` only what goes out on them.
    """
    waiting = _waiting(channels)
    planned = [*_planned(week, user), *_leaving(week, user)]
    found = [
        *(_on(channels, planned) if channels else planned),
        *_articles(_dated(waiting, week), Kind.WAITS),
        *_articles(_gone(week, channels), Kind.OUT),
    ]
    by_day = defaultdict(list)
    for entry in sorted(found, key=lambda entry: entry.at):
        by_day[timezone.localdate(entry.at)].append(entry)
    today = timezone.localdate()
    days = [Day(day, by_day[day], day == today) for day in week.days]
    return Timetable(days, _undated(waiting) if week.is_now else [])


def _on(channels: Iterable[Channel], entries: Iterable[Entry]) -> Iterator[Entry]:
    keys = {channel.pk for channel in channels}
    for entry in entries:
        if places := [place for place in entry.places if place.channel in keys]:
            yield replace(entry, places=places)


def _undated(waiting: Iterable[Delivery]) -> list[Entry]:
    stuck = ((timezone.now(), one) for one in waiting if one.expected is None)
    return list(_articles(stuck, Kind.WAITS))


def _planned(week: Week, user) -> Iterator[Entry]:
    for entry in _foreseen(_scheduled(week, user)):
        if week.start <= entry.at < week.end:
            yield entry


def _foreseen(revisions: list[Revision]) -> Iterator[Entry]:
    """What becomes of them, in any week."""
    pages = [int(revision.object_id) for revision in revisions]
    told, first = _told(pages), _first_languages(revisions)
    channels = list(Channel.objects.in_use().prefetch_related("topics"))
    for revision, page in zip(revisions, pages, strict=True):
        content, at = revision.content, revision.approved_go_live_at
        if page in told:
            yield _changing(revision, told[page])
        else:
            is_first = first.get(content.get("translation_key"), page) == page
            named = channels_for_draft(content, at, channels) if is_first else []
            yield from _appearing(revision, _places(named))


def _appearing(revision: Revision, places: list[Place]) -> Iterator[Entry]:
    """A page for the first time, and when it is announced in these places."""
    content, at = revision.content, revision.approved_go_live_at
    said = moment_for_draft(content, at)
    if not places:
        yield _entry(revision, at, Kind.UNTOLD)
    elif said is None:
        yield _entry(revision, at, Kind.HELD, places)
    elif said == at:
        yield _entry(revision, at, Kind.ANNOUNCED, places)
    else:
        yield _entry(revision, at, Kind.APPEARS)
        yield _entry(revision, said, Kind.LATER, places)


def _changing(revision: Revision, told: list[Delivery]) -> Entry:
    """A page that was announced before."""
    kept = [one for one in told if stays_with_draft(revision.content, one)]
    kind = Kind.CHANGED if kept else Kind.UNTOLD
    places = _places(one.channel for one in kept)
    return _entry(revision, revision.approved_go_live_at, kind, places)


def _entry(
    revision: Revision, at: datetime, kind: Kind, places: Iterable[Place] = ()
) -> Entry:
    title = revision.content.get("title", "")
    return Entry(at, title, int(revision.object_id), kind, list(places))


def _scheduled(week: Week, user) -> list[Revision]:
    """Of the pages that this person may see in the tree.

    Those that go live before the week may be announced in it.
    """
    types = ContentType.objects.get_for_models(*announced_models()).values()
    later = Q(content__announce_when=Announcement.When.LATER)
    found = Revision.objects.filter(
        later | Q(approved_go_live_at__gte=week.start),
        content_type__in=types,
        approved_go_live_at__lt=week.end,
    ).order_by("approved_go_live_at", "pk")
    seen = set(
        _visible(user)
        .filter(pk__in=[revision.object_id for revision in found])
        .values_list("pk", flat=True)
    )
    return [revision for revision in found if int(revision.object_id) in seen]


def _leaving(week: Week, user) -> Iterator[Entry]:
    pages = _visible(user).filter(
        live=True, expire_at__gte=week.start, expire_at__lt=week.end
    )
    told = _told([page.pk for page in pages])
    for page in pages:
        if page.pk in told:
            places = _places(one.channel for one in told[page.pk])
            yield Entry(page.expire_at, page.title, page.pk, Kind.LEAVES, places)


def _visible(user):
    return policy_registry.get_by_type(Page).explorable_instances(user)


def _told(pages: list[int]) -> dict[int, list[Delivery]]:
    """Of those pages that have been announced, their deliveries."""
    found = Delivery.objects.filter(
        announcement__page__in=pages, announcement__answers=None
    ).select_related("channel", "announcement")
    told = defaultdict(list)
    for delivery in found.order_by("channel__name"):
        told[delivery.announcement.page_id].append(delivery)
    return dict(told)


def _places(channels: Iterable[Channel]) -> list[Place]:
    return [Place(channel.name, channel.pk) for channel in channels]


def _first_languages(revisions: list[Revision]) -> dict[str, int]:
    """By translation key the page that is announced: the first of its translations."""
    keys = {one.content.get("translation_key") for one in revisions} - {None}
    found = Page.objects.filter(translation_key__in=keys).order_by()
    firsts = found.values("translation_key").annotate(first=Min("pk"))
    return {str(one["translation_key"]): one["first"] for one in firsts}


def _deliveries(channels: Collection[Channel]) -> QuerySet:
    found = Delivery.objects.select_related("channel", "announcement")
    return found.filter(channel__in=channels) if channels else found


def _waiting(channels: Collection[Channel]) -> list[Delivery]:
    found = _deliveries(channels).filter(state=State.PENDING)
    waiting = list(found.order_by("announcement_id", "channel__name"))
    pacing.foretell(waiting, timezone.now())
    return waiting


def _dated(
    waiting: Iterable[Delivery], week: Week
) -> Iterator[tuple[datetime, Delivery]]:
    for delivery in waiting:
        at = delivery.expected
        if at and week.start <= at < week.end:
            yield at, delivery


def _gone(
    week: Week, channels: Collection[Channel]
) -> Iterator[tuple[datetime, Delivery]]:
    found = _deliveries(channels).filter(
        published_at__gte=week.start, published_at__lt=week.end
    )
    for delivery in found.order_by("published_at", "channel__name"):
        yield delivery.published_at, delivery


def _articles(
    moments: Iterable[tuple[datetime, Delivery]], kind: Kind
) -> Iterable[Entry]:
    """One entry for each announcement and day, at its first moment."""
    entries = {}
    for at, delivery in moments:
        said = delivery.announcement
        key = said.pk, timezone.localdate(at)
        entry = entries.setdefault(key, Entry(at, said.title, said.page_id, kind))
        entry.places.append(
            Place(
                standing.place(delivery),
                delivery.channel_id,
                _status(delivery),
                delivery.pk,
                delivery.url,
            )
        )
    return entries.values()


def _status(delivery: Delivery) -> str:
    """Empty where the entry says it already: it has gone out, and is as it shall be."""
    live = delivery.state == State.PUBLISHED and not delivery.outdated
    return "" if live else standing.status(delivery)
