"""The news of a year or a month, and in which of them anything has appeared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile

from django.db.models import Manager, QuerySet
from django.urls import reverse
from django.utils import timezone


@dataclass(frozen=True)
class Period:
    """A year, or one month of it, in the city's own time."""

    year: int
    month: int | None = None

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """From the first moment to that of the next period, which is outside."""
        start = date(self.year, self.month or 1, 1)
        if self.month in (None, 12):
            end = date(self.year + 1, 1, 1)
        else:
            end = date(self.year, self.month + 1, 1)
        return _midnight(start), _midnight(end)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month or 1, 1)

    def of(self, articles):
        """Before they are narrowed to what is published: of several bounds on the date,
        SQLite goes by the first one that it reads.
        """
        start, end = self.bounds
        return articles.filter(published_at__gte=start, published_at__lt=end)

    def get_absolute_url(self) -> str:
        if self.month:
            return reverse("archive_month", args=[self.year, f"{self.month:02}"])
        return reverse("archive_year", args=[self.year])


@dataclass(frozen=True)
class Filled:
    """A year with those of its months in which something has appeared."""

    period: Period
    months: tuple[Period, ...]


def years_of(articles: Manager) -> list[Filled]:
    """Those with any article, newest first; a query for each month that has one."""
    return _by_year(_months(articles.about(None)))


def year_of(number: int, articles: Manager) -> Filled | None:
    """Its months with any article, newest first; None if there are none."""
    months = _months(articles.about(None), Period(number).bounds[0])
    here = _by_year(takewhile(lambda month: month.year == number, months))
    return here[0] if here else None


def _by_year(months: Iterable[Period]) -> list[Filled]:
    years: dict[int, list[Period]] = {}
    for month in months:
        years.setdefault(month.year, []).append(month)
    return [
        Filled(Period(year), tuple(reversed(months)))
        for year, months in reversed(years.items())
    ]


def _months(listed: QuerySet, start: datetime | None = None) -> Iterator[Period]:
    """From the oldest on, or from `start`, each to the next that has an article.

    Found by the index, that takes as long among thousands as among a few; how many
    there are, nobody counts. A query has one lower bound: of two, SQLite goes by the
    first that it reads.
    """
    moments = listed.order_by("published_at").values_list("published_at", flat=True)
    later = moments.filter(published_at__gte=start) if start else moments
    while moment := later.first():
        day = timezone.localtime(moment)
        month = Period(day.year, day.month)
        yield month
        later = moments.filter(published_at__gte=month.bounds[1])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
