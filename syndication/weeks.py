"""A week on the editor's clock, Monday to Sunday, with an address of its own."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

YEARS = range(2000, 2100)


def midnight(day: date) -> datetime:
    """The beginning of a day on the editor's clock, whatever it does that night."""
    return timezone.make_aware(datetime.combine(day, time()))


@dataclass(frozen=True)
class Week:
    monday: date

    @classmethod
    def read(cls, text: str) -> "Week":
        """As `str` writes it, 2026-W48; the present one if it is nothing of the kind."""
        found = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text)
        try:
            year, number = map(int, found.groups())
            known = cls(date.fromisocalendar(year, number, 1))
        except (AttributeError, ValueError):
            return cls.of(timezone.localdate())
        return known if year in YEARS else cls.of(timezone.localdate())

    @classmethod
    def of(cls, day: date) -> "Week":
        return cls(day - timedelta(days=day.weekday()))

    def __str__(self) -> str:
        year, number, _day = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=number) for number in range(7)]

    @property
    def sunday(self) -> date:
        return self.days[-1]

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def start(self) -> datetime:
        return midnight(self.monday)

    @property
    def end(self) -> datetime:
        """The first moment that is no longer of this week."""
        return midnight(self.monday + timedelta(days=7))

    @property
    def before(self) -> "Week":
        return Week(self.monday - timedelta(days=7))

    @property
    def after(self) -> "Week":
        return Week(self.monday + timedelta(days=7))

    @property
    def is_now(self) -> bool:
        return self == Week.of(timezone.localdate())
