"""The page on which readers search. A plain form: no script, no cookie."""

from collections import Counter
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .models import ArticlePage, Topic
from .paging import page_of
from .search import (
    MOST,
    Narrowing,
    best_first,
    by_topic,
    each_alone,
    in_order,
    near,
)
from .searching.models import texts_in_index
from .searching.typed import LONGEST, Term, terms_of
from .snippets import marked, snippet

TOPICS_SHOWN = 12


class Results:
    """What there is for some words, within what a reader has narrowed it to."""

    def __init__(self, terms: tuple[Term, ...], chosen: Narrowing):
        self.terms, self.chosen = terms, chosen
        self._years = best_first(chosen, terms)
        self.keys = list(self._years)[:MOST]

    @property
    def count(self) -> int:
        return len(self.keys)

    @property
    def more(self) -> bool:
        return len(self._years) > MOST

    @cached_property
    def topics(self) -> list[Topic]:
        """By which to narrow further, unless one is chosen.

        Of more than can be paged through those of the best, whose counts say little.
        """
        return [] if self.chosen.topic else by_topic(self.keys)[:TOPICS_SHOWN]

    @cached_property
    def years(self) -> list[tuple[int, int]]:
        """Those with anything and how much, the newest first."""
        counts = Counter(self._years.values())
        return [] if self.chosen.year else sorted(counts.items(), reverse=True)

    @cached_property
    def alone(self) -> list[tuple[Term, int]]:
        return each_alone(self.terms)

    @cached_property
    def near(self) -> list[str]:
        return near(self.terms)


def search(request: HttpRequest) -> HttpResponse:
    """Whatever the address says is answered; what it does not mean is ignored."""
    typed = " ".join(request.GET.get("q", "")[:LONGEST].replace("\0", "").split())
    context = {"typed": typed, "longest": LONGEST}
    if terms := terms_of(typed):
        results = Results(terms, chosen_in(request.GET))
        listing = page_of(results.keys, request.GET)
        articles = shown(listing.object_list, terms)
        context |= {"results": results, "listing": listing, "articles": articles}
    return render(request, "newsroom/search.html", context)


def chosen_in(parameters) -> Narrowing:
    slug, year = parameters.get("thema", ""), parameters.get("jahr", "")
    topics = Topic.objects.all() if slug else ()
    topic = next((topic for topic in topics if topic.slug == slug), None)
    is_year = year.isascii() and year.isdecimal() and 1900 <= int(year[:5]) < 2200
    return Narrowing(topic, int(year) if is_year else None)


def shown(keys: list[int], terms: tuple[Term, ...]) -> list[ArticlePage]:
    """The articles with their headlines marked and a snippet of each."""
    articles = in_order(keys)
    texts = texts_in_index(ArticlePage, keys)
    for article in articles:
        article.marked_title = marked(article.title, terms)
        article.snippet = snippet(texts.get(article.pk, ""), terms)
    return articles
