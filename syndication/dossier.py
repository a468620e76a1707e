"""The file ("Akte"): all that was said and done about an article, as rows in time.

Read from what is never changed: our log of attempts, and Wagtail's audit log of pages
and of what persons decided about deliveries. That an article has not been announced is
read from the article.
"""

import csv
import heapq
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from itertools import batched

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from .announcing import announced_models
from .models import Announcement, Attempt, Delivery

CHUNK = 500
# A cell that begins so would be a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Entry:
    """One thing that happened, with the texts exactly as they were sent.

    `what` is in words, `who` a person's name or empty: the program itself.
    """

    at: datetime
    page: int | None
    article: str
    what: str
    who: str = ""
    correction: str = ""
    channel: str = ""
    network: str = ""
    action: str = ""
    attempt: int | None = None
    outcome: str = ""
    detail: str = ""
    text: str = ""
    link: str = ""
    alt: str = ""
    picture_sha256: str = ""
    remote_id: str = ""
    url: str = ""


@dataclass(frozen=True)
class Span:
    """Which part of the file: one page's or all, `since` <= time < `until`."""

    page: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def of(self, rows: QuerySet, moment: str, page: str = "") -> QuerySet:
        """Those rows in the order of time; `moment` and `page` name their fields."""
        wanted = {f"{moment}__gte": self.since, f"{moment}__lt": self.until}
        if page:
            wanted[page] = self.page
        known = {name: value for name, value in wanted.items() if value is not None}
        return rows.filter(**known).order_by(moment, "pk")


def entries(span: Span) -> Iterator[Entry]:
    """What happened, in the order of time; as many as there are, none kept in memory."""
    return heapq.merge(
        _attempts(span),
        _decisions(span),
        _pages(span),
        *(_untold(model, span) for model in announced_models()),
        key=lambda entry: entry.at,
    )


def as_csv(rows: Iterable[Entry]) -> Iterator[str]:
    """Line by line, comma-separated, the names first."""
    writer = csv.writer(_Passed())
    yield writer.writerow(field.name for field in fields(Entry))
    for row in rows:
        yield writer.writerow(_cell(value) for value in _plain(row).values())


def as_json(rows: Iterable[Entry]) -> Iterator[str]:
    """Line by line, an array of objects."""
    before = "[\n"
    for row in rows:
        yield before + json.dumps(_plain(row), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


FORMATS = {"csv": as_csv, "json": as_json}


class _Passed:
    """A file that hands on what is written to it."""

    def write(self, line: str) -> str:
        return line


def _attempts(span: Span) -> Iterator[Entry]:
    rows = Attempt.objects.select_related("delivery__channel", "delivery__announcement")
    page = "delivery__announcement__page_number"
    for row in span.of(rows, "at", page).iterator(CHUNK):
        yield _entry(
            row.at,
            row.delivery,
            what=str(row.event),
            action=row.action,
            attempt=row.number,
            outcome=row.outcome,
            detail=row.detail,
            text=row.text,
            link=row.link,
            alt=row.alt,
            picture_sha256=row.picture_sha256,
            remote_id=row.remote_id,
            url=row.url,
        )


def _decisions(span: Span) -> Iterator[Entry]:
    """What persons decided about deliveries."""
    rows = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Delivery)
    ).select_related("user")
    deliveries = Delivery.objects.select_related("channel", "announcement")
    if span.page is not None:
        ours = deliveries.filter(announcement__page_number=span.page)
        keys = [str(key) for key in ours.values_list("pk", flat=True)]
        rows = rows.filter(object_id__in=keys)
    found = span.of(rows, "timestamp").iterator(CHUNK)
    for chunk in batched(found, CHUNK, strict=False):
        known = deliveries.in_bulk([int(row.object_id) for row in chunk])
        for row in chunk:
            yield _entry(
                row.timestamp,
                known[int(row.object_id)],
                what=str(row.message),
                who=str(row.user_display_name),
                detail=str(row.comment or ""),
            )


def _pages(span: Span) -> Iterator[Entry]:
    """Who wrote, approved and published what is announced, or might have been.

    Wagtail notes some things, such as privacy, of a page without its type.
    """
    types = ContentType.objects.get_for_models(*announced_models()).values()
    there = Page.objects.filter(pk=OuterRef("page_id"), content_type__in=types)
    announced = Announcement.objects.filter(page_number=OuterRef("page_id"))
    known = Exists(there) | Exists(announced) | Q(content_type__in=types)
    rows = PageLogEntry.objects.filter(known).select_related("user")
    for row in span.of(rows, "timestamp", "page_id").iterator(CHUNK):
        yield Entry(
            at=row.timestamp,
            page=row.page_id,
            article=row.label,
            what=str(row.message),
            who=str(row.user_display_name),
            detail=str(row.comment or ""),
        )


def _untold(model: type[Page], span: Span) -> Iterator[Entry]:
    """Of the pages that went live, those that no channel has been given."""
    told = Delivery.objects.filter(announcement__page_number=OuterRef("pk"))
    rows = model.objects.filter(~Exists(told), first_published_at__isnull=False)
    rows = rows.only("title", "first_published_at", "announce")
    for page in span.of(rows, "first_published_at", "pk").iterator(CHUNK):
        yield Entry(
            at=page.first_published_at,
            page=page.pk,
            article=page.title,
            what=_("Dieser Artikel ist auf keinem Kanal angekündigt worden."),
            detail="" if page.announce else _("So ist es im Artikel eingestellt."),
        )


def _entry(at: datetime, delivery: Delivery, **facts) -> Entry:
    announcement, channel = delivery.announcement, delivery.channel
    return Entry(
        at=at,
        page=announcement.page_number,
        article=announcement.title,
        correction=announcement.subject,
        channel=channel.name,
        network=channel.network,
        **facts,
    )


def _plain(row: Entry) -> dict[str, object]:
    """Its time on the city's clock, with the offset."""
    at = timezone.localtime(row.at).isoformat(timespec="milliseconds")
    return asdict(row) | {"at": at}


def _cell(value: object) -> object:
    dangerous = isinstance(value, str) and value.startswith(FORMULA)
    return f"'{value}" if dangerous else value
