"""The news of a year or a month, and in which of them anything has appeared."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Manager
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
    """Those with any article, newest first; a query for each year."""
    moments = articles.about(None).values_list("published_at", flat=True)
    newest = moments.order_by("-published_at").first()
    if not newest:
        return []
    oldest = moments.order_by("published_at").first()
    years = range(_year(newest), _year(oldest) - 1, -1)
    return [year for year in (year_of(number, articles) for number in years) if year]


def year_of(number: int, articles: Manager) -> Filled | None:
    """Its months with any article, newest first; None if there are none.

    Whether there is any takes as long among thousands as among a few; how many there
    are, nobody counts. SQLite would plan the months of all years for a second.
    """
    months = [Period(number, month) for month in range(12, 0, -1)]
    asked = {
        f"month_{each.month}": Exists(each.of(articles).about(None).order_by())
        for each in months
    }
    answers = articles.annotate(**asked).values_list(*asked).first()
    filled = zip(months, answers or [], strict=False)
    found = tuple(month for month, has_any in filled if has_any)
    return Filled(Period(number), found) if found else None


def _year(moment: datetime) -> int:
    return timezone.localtime(moment).year


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
