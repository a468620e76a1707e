"""Wagtail's own search, in the admin and of querysets, on our index.

Wagtail's backends search once more for the score of each hit (SQLite), look at every
row (PostgreSQL), and set norms of all rows at each save. Here a search reads the index
once for each tier, and a save writes one row.
"""

from functools import reduce
from operator import and_, or_

from django.db import models
from django.db.models import Count, Q, QuerySet
from modelsearch.backends.base import (
    BaseIndex,
    BaseSearchBackend,
    BaseSearchQueryCompiler,
    BaseSearchResults,
    FilterFieldError,
    get_model_root,
)
from modelsearch.index import get_indexed_models
from modelsearch.query import And, Boost, MatchAll, Not, Or, Phrase, SearchQuery

from .indexing import CHOSEN_BY, index_words
from .models import TIERS, SearchEntry, Tier, entries_of, first_key, found, tier
from .texts import texts_of
from .typed import Match, Term, terms_of
from .words import cleaned


def entry_of(obj: models.Model, first: int) -> SearchEntry:
    texts = texts_of(obj)
    text = cleaned(f"{texts.teaser}\n{texts.body}").replace("\x00", "").strip()
    return SearchEntry(key=first + obj.pk, words=index_words(texts), text=text)


class Index(BaseIndex):
    def add_items(self, model, items):
        """A row for each, or its old one anew: two workers never make two."""
        first = first_key(model)
        SearchEntry.objects.bulk_create(
            [entry_of(item, first) for item in items],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["words", "text"],
        )

    def delete_item(self, item):
        SearchEntry.objects.filter(key=first_key(type(item)) + item.pk).delete()

    def reset(self):
        SearchEntry.objects.all().delete()


class Rebuilder:
    """The old rows answer until the new ones are there."""

    def __init__(self, index: Index):
        self.index = index

    def start(self) -> Index:
        for root in {get_model_root(model) for model in get_indexed_models()}:
            keys = root._default_manager.values("pk")
            entries_of(root).exclude(object_id__in=keys).delete()
        return self.index

    def finish(self):
        pass


class Compiler(BaseSearchQueryCompiler):
    """Looks in all search fields: `fields` is checked, but narrows nothing."""

    DEFAULT_OPERATOR = "and"
    HANDLES_ORDER_BY_EXPRESSIONS = True
    tiers: list[Tier] = TIERS

    def matches(self) -> QuerySet:
        return self.queryset.filter(self._condition(self.query))

    def ordered(self, score_field: str = "") -> QuerySet:
        """Best first and newest first, unless the queryset's own order is asked for."""
        matches = self.matches()
        score = tier(self.queryset.model, tuple(self._terms(self.query)), self.tiers)
        if score_field:
            matches = matches.annotate(**{score_field: score})
        if self.order_by_relevance:
            return matches.order_by(score.desc(), "-pk")
        return matches if matches.query.order_by else matches.order_by("-pk")

    def _condition(self, query: SearchQuery) -> Q:
        match query:
            case MatchAll():
                return Q()
            case Not(subquery=MatchAll()):
                return Q(pk__in=[])
            case Not():
                return ~self._condition(query.subquery)
            case And() | Or():
                parts = map(self._condition, query.subqueries)
                return reduce(and_ if isinstance(query, And) else or_, parts)
            case Boost():
                return self._condition(query.subquery)
        terms = tuple(self._terms(query))
        place, exact = self.tiers[-1]
        either = getattr(query, "operator", "and") == "or"
        return found(self.queryset.model, Match(terms, place, exact, either))

    def _terms(self, query: SearchQuery) -> list[Term]:
        """What is looked for, with nothing that is excluded."""
        match query:
            case MatchAll() | Not():
                return []
            case And() | Or():
                return [term for one in query.subqueries for term in self._terms(one)]
            case Boost():
                return self._terms(query.subquery)
            case Phrase():
                return list(terms_of(f'"{query.query_string}"'))
        return list(terms_of(query.query_string))


class AutocompleteCompiler(Compiler):
    tiers = [(CHOSEN_BY, True), (CHOSEN_BY, False)]


class Results(BaseSearchResults):
    supports_facet = True

    def _do_search(self):
        ordered = self.query_compiler.ordered(self._score_field or "")
        return list(ordered[self.start : self.stop])

    def _do_count(self):
        matches = self.query_compiler.matches().order_by()
        return matches[self.start : self.stop].count()

    def facet(self, field_name):
        """How often which value, the most frequent first."""
        if not self.query_compiler._get_filterable_field(field_name):
            message = f'"{field_name}" is no index.FilterField of {self.model.__name__}'
            raise FilterFieldError(message, field_name=field_name)
        matches = self.query_compiler.matches().order_by()
        counted = matches.values_list(field_name).annotate(count=Count("pk"))
        return dict(counted.order_by("-count"))


class SearchBackend(BaseSearchBackend):
    query_compiler_class = Compiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index
    results_class = Results
    rebuilder_class = Rebuilder
