"""The news of a year or a month, and in which of them anything has appeared."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, QuerySet
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
    """A year with those of its months in which something has appeared."""

    period: Period
    months: tuple[Period, ...]


def years_of(articles: QuerySet) -> list[Filled]:
    """Newest first, each with its months, newest first.

    Of each month it is asked whether it has any article, which takes as long among
    thousands as among a few; how many, nobody counts.
    """
    moments = articles.values_list("published_at", flat=True)
    newest = moments.order_by("-published_at").first()
    if not newest:
        return []
    months = list(_months(moments.order_by("published_at").first(), newest))
    asked = {
        f"month_{place}": Exists(month.of(articles).order_by())
        for place, month in enumerate(months)
    }
    answers = articles.model.objects.annotate(**asked).values_list(*asked)[:1].get()
    years: dict[int, list[Period]] = {}
    for month, has_any in zip(months, answers, strict=True):
        if has_any:
            years.setdefault(month.year, []).append(month)
    return [Filled(Period(year), tuple(found)) for year, found in years.items()]


def _months(first: datetime, last: datetime) -> Iterator[Period]:
    """From the last one back to the first."""
    first, last = timezone.localtime(first), timezone.localtime(last)
    for number in range(
        last.year * 12 + last.month, first.year * 12 + first.month - 1, -1
    ):
        yield Period((number - 1) // 12, (number - 1) % 12 + 1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
