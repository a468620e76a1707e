"""When the clock alone will change what is public: an expiry, a date to come."""

import math
from datetime import UTC, datetime

from django.db import DatabaseError
from django.db.models import Min
from wagtail.models import Page

from newsroom.models import ArticlePage

from .page_number import Number


class NextMoment:
    """Asked of the database once for each number of the pages."""

    def __init__(self):
        self._asked = None
        self._moment = 0.0

    def after(self, now: float, number: Number) -> float:
        """Seconds since 1970; infinite if there is none, now if nobody can say."""
        if self._asked != number.changes or self._moment <= now:
            try:
                self._moment = _first_after(datetime.fromtimestamp(now, UTC))
            except DatabaseError:
                return now
            self._asked = number.changes
        return self._moment


def _first_after(now: datetime) -> float:
    live = Page.objects.live()
    moments = (
        live.filter(expire_at__gt=now).aggregate(first=Min("expire_at")),
        ArticlePage.objects.live()
        .filter(published_at__gt=now)
        .aggregate(first=Min("published_at")),
    )
    return min(
        (each["first"].timestamp() for each in moments if each["first"]),
        default=math.inf,
    )
