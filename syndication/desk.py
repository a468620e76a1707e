"""The desk: the deliveries of each article, one below the other."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from . import pacing
from .models import Announcement
from .panels import Row

# The announcement of the article itself, also for its corrections.
FIRST = Coalesce(F("announcement__answers"), F("announcement"))


@dataclass(frozen=True)
class Article:
    """What the newsroom said first of a page, with the rows of all its deliveries."""

    announcement: Announcement
    rows: list[Row] = field(default_factory=list)


def announced(deliveries: QuerySet) -> QuerySet:
    """The articles that these are of, those published or changed last come first."""
    firsts = deliveries.order_by().annotate(first=FIRST).values("first")
    found = Announcement.objects.filter(answers=None, pk__in=firsts)
    return found.order_by("-changed_at", "-pk")


def grouped(
    firsts: Iterable[Announcement], deliveries: QuerySet, publisher: bool
) -> list[Article]:
    """Of `deliveries` those of each article, in the order of `firsts`; few queries.

    `publisher`: for somebody who may publish.
    """
    articles = {first.pk: Article(first) for first in firsts}
    found = (
        deliveries.filter(
            Q(announcement__in=articles) | Q(announcement__answers__in=articles)
        )
        .with_stage()
        .select_related("channel", "announcement", "echo")
        .order_by("announcement_id", "channel__name", "pk")
    )
    pacing.foretell(found, timezone.now())
    for delivery in found:
        said = delivery.announcement
        articles[said.answers_id or said.pk].rows.append(Row(delivery, publisher))
    return list(articles.values())
