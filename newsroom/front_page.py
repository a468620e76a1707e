"""What stands on the front page: a lead story, the newest, sections by topic."""

from dataclasses import dataclass
from itertools import chain

from django.db.models import Q

from .pictures import load_pictures
from .teasers import Teasers

NEWEST = 6
IN_SECTION = 3


@dataclass(frozen=True)
class FrontPage:
    """No article is there twice; `sections` are pairs of a topic and its teasers."""

    lead: object | None
    newest: Teasers
    sections: list[tuple]


def front_page(request, articles, lead_pk: int | None, topics: list) -> FrontPage:
    """Out of `articles`, newest first; the newest leads where nobody has chosen.

    Four queries at most, however many topics and articles: which there are, the lead,
    those whose teasers are not kept, their pictures.
    """
    about = _topics_of_candidates(articles, lead_pk, topics)
    lead = [pk for pk in about if pk == lead_pk] or list(about)[:1]
    newest = [pk for pk in about if pk not in lead][:NEWEST]
    seen, sections = {*lead, *newest}, []
    for topic in topics:
        shown = [pk for pk in about if pk not in seen and topic.pk in about[pk]]
        sections.append((topic, shown[:IN_SECTION]))
        seen.update(shown[:IN_SECTION])
    return _shown(request, articles.model.objects, lead, newest, sections)


def _topics_of_candidates(articles, lead_pk, topics: list) -> dict[int, set]:
    """Numbers of articles, newest first, each with those of its topics.

    Enough that a section finds its articles among those not shown above it.
    """
    newest, lead = _first(articles, 1 + NEWEST), articles.filter(pk=lead_pk)
    chosen = Q(pk__in=newest) | Q(pk__in=_first(lead, 1))
    enough = 1 + NEWEST + IN_SECTION * len(topics)
    for topic in topics:
        chosen |= Q(pk__in=_first(articles.with_topics([topic]), enough))
    found = articles.model.objects.filter(chosen).newest()
    about: dict[int, set] = {}
    for pk, topic_pk in found.values_list("pk", "topics"):
        about.setdefault(pk, set()).add(topic_pk)
    return about


def _shown(request, articles, lead: list, newest: list, sections: list) -> FrontPage:
    below = [*newest, *chain(*(keys for _, keys in sections))]
    teasers = Teasers(request, articles, below, "h3")
    leading = list(articles.public().as_teasers().filter(pk__in=lead))
    load_pictures([], leading, teasers.new)
    return FrontPage(
        next(iter(leading), None),
        teasers.part(newest),
        [(topic, teasers.part(keys)) for topic, keys in sections if keys],
    )


def _first(articles, limit: int):
    return articles.values("pk")[:limit]
