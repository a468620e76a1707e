"""The news of a year or a month, and how many there are in each."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.db.models.functions import TruncMonth
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
        start, end = self.bounds
        return articles.filter(published_at__gte=start, published_at__lt=end)

    def get_absolute_url(self) -> str:
        if self.month:
            return reverse("archive_month", args=[self.year, f"{self.month:02}"])
        return reverse("archive_year", args=[self.year])


@dataclass(frozen=True)
class Filled:
    """A period in which something has appeared; a year has its months with it."""

    period: Period
    count: int
    months: tuple = ()


def years_of(articles) -> list[Filled]:
    """Newest first, each with its months; one query."""
    by_month = articles.order_by().annotate(start=TruncMonth("published_at"))
    counts = by_month.values("start").annotate(count=Count("pk")).order_by("-start")
    years: dict[int, list[Filled]] = {}
    for row in counts:
        period = Period(row["start"].year, row["start"].month)
        years.setdefault(period.year, []).append(Filled(period, row["count"]))
    return [
        Filled(Period(year), sum(month.count for month in months), tuple(months))
        for year, months in years.items()
    ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
