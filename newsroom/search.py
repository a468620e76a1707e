"""What readers find: only what is public, wherever the index stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from django.db.models import Case, Count, IntegerField, Min, QuerySet, Value, When
from django.utils import timezone

from .archive import Period
from .models import ArticlePage, Topic
from .searching.models import TIERS, found, has_many, tier
from .searching.typed import Match, Term
from .searching.words import WORD, written

MOST = 1_000  # results that can be paged through
TITLES = 1_000  # the newest, whose words may be meant where nothing is found


@dataclass(frozen=True)
class Narrowing:
    """What a reader has chosen besides the words."""

    topic: Topic | None = None
    year: int | None = None

    def articles(self) -> QuerySet:
        """All that are listed, the newest first."""
        articles = ArticlePage.objects.all()
        articles = (Period(self.year).of(articles) if self.year else articles).listed()
        return articles.with_topics([self.topic]) if self.topic else articles


def best_first(chosen: Narrowing, terms: tuple[Term, ...]) -> dict[int, int]:
    """The year of each article by its key, best first, newest first among equals.

    Of more than can be paged through, hardly more than that.
    """
    whole = Match(terms)
    if has_many(ArticlePage, whole):
        return _best_of_many(chosen.articles(), terms)
    articles = chosen.articles().filter(found(ArticlePage, whole))
    score = tier(ArticlePage, terms)
    ordered = articles.order_by(score.desc(), "-published_at", "-pk")
    return dict(ordered.values_list("pk", _year()))


def _best_of_many(articles: QuerySet, terms: tuple[Term, ...]) -> dict[int, int]:
    """Tier by tier, the newest of each, until there are enough."""
    best: dict[int, int] = {}
    dated = articles.values_list("pk", _year())
    for place, exact in TIERS:
        match = Match(terms, place, exact)
        many = has_many(ArticlePage, match)
        newest = dated.filter(found(ArticlePage, match, many=many))[: MOST + 1]
        best |= {key: year for key, year in newest if key not in best}
        if len(best) > MOST:
            break
    return best


def _year() -> Case:
    """In the city's own time; as a comparison, which is quick on each database."""
    first = ArticlePage.objects.aggregate(first=Min("published_at"))["first"]
    this = timezone.localdate().year
    since = timezone.localtime(first).year if first else this
    whens = (
        When(published_at__gte=Period(year).bounds[0], then=Value(year))
        for year in range(this, since, -1)
    )
    return Case(*whens, default=Value(since), output_field=IntegerField())


def in_order(keys: Sequence[int]) -> list[ArticlePage]:
    """As teasers, once more only those that are public."""
    teasers = ArticlePage.objects.listed().as_teasers().select_related("locale")
    articles = teasers.in_bulk(list(keys))
    return [articles[key] for key in keys if key in articles]


def by_topic(keys: Sequence[int]) -> list[Topic]:
    """The topics of these articles with the number of `hits`, the most frequent first."""
    topics = Topic.objects.filter(articles__in=keys)
    return list(topics.annotate(hits=Count("articles")).order_by("-hits", "name"))


def each_alone(terms: Sequence[Term]) -> list[tuple[Term, int]]:
    """Where not all are found together: the terms that are found, with their hits."""
    if len(terms) < 2:
        return []
    listed = ArticlePage.objects.listed().order_by()
    alone = [(term, found(ArticlePage, Match((term,)))) for term in terms[:5]]
    hits = [(term, listed.filter(one)[: MOST + 1].count()) for term, one in alone]
    return [(term, count) for term, count in hits if count]


def near(terms: Sequence[Term]) -> list[str]:
    """Words of headlines that are written much like what was typed."""
    titles = ArticlePage.objects.listed().values_list("title", flat=True)[:TITLES]
    words = {written(word): word for title in titles for word in WORD.findall(title)}
    typed = [word for term in terms[:5] for word in term.words if len(word) > 3]
    likely = (
        words[close]
        for word in typed
        for close in get_close_matches(word, _alike(word, words), cutoff=0.8)
        if close != word
    )
    return list(islice(dict.fromkeys(likely), 5))


def _alike(word: str, words: dict[str, str]) -> list[str]:
    return [
        one for one in words if one[:1] == word[:1] and abs(len(one) - len(word)) < 3
    ]
