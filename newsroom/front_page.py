"""What stands on the front page: a lead story, the newest, sections by topic."""

from dataclasses import dataclass

from django.db.models import Q

NEWEST = 6
IN_SECTION = 3


@dataclass(frozen=True)
class FrontPage:
    """No article is there twice; `sections` are pairs of a topic and its articles."""

    lead: object | None
    newest: list
    sections: list[tuple]


def front_page(articles, lead_pk: int | None, topics: list) -> FrontPage:
    """Out of `articles`, newest first; the newest leads where nobody has chosen.

    Three queries, however many topics and articles.
    """
    queue = list(_candidates(articles, lead_pk, topics))
    leads = [a for a in queue if a.pk == lead_pk] or queue[:1]
    newest = [a for a in queue if a not in leads][:NEWEST]
    seen = {*leads, *newest}
    sections = []
    for topic in topics:
        about = [a for a in queue if a not in seen and topic in a.topics.all()]
        seen.update(about[:IN_SECTION])
        if about:
            sections.append((topic, about[:IN_SECTION]))
    return FrontPage(leads[0] if leads else None, newest, sections)


def _candidates(articles, lead_pk: int | None, topics: list):
    """Enough that each section finds its articles among those not shown above it."""
    newest, lead = _first(articles, 1 + NEWEST), articles.filter(pk=lead_pk)
    chosen = Q(pk__in=newest) | Q(pk__in=_first(lead, 1))
    enough = 1 + NEWEST + IN_SECTION * len(topics)
    for topic in topics:
        chosen |= Q(pk__in=_first(articles.filter(topics=topic), enough))
    found = articles.model.objects.filter(chosen).newest()
    return found.as_teasers().prefetch_related("topics")


def _first(articles, limit: int):
    return articles.values("pk")[:limit]
