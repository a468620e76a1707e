"""The index: one row for each page, picture and document, drafts included."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, F, IntegerField, Lookup, Q, Value, When
from modelsearch.backends.base import get_model_root

from .fields import WordsField
from .indexing import ANYWHERE, HEADLINE, TEASER
from .typed import FTS5, TSQUERY, Language, Match, Term

Tier = tuple[str, bool]  # a place, and whether the words stand there as written
# Stems err at times (`Bürger` and `Burg` have one): what is written goes before.
TIERS: list[Tier] = [
    (HEADLINE, True),
    (TEASER, True),
    (HEADLINE, False),
    (TEASER, False),
    (ANYWHERE, False),
]
KEYS = 1 << 40  # an object's own key is below


class SearchEntry(models.Model):
    """What an object says. No copy of who may see it: that is asked of the object.

    The key tells which object: so a search reads the index alone, and no row here.
    """

    key = models.BigIntegerField(primary_key=True)
    words = WordsField()
    text = models.TextField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.key)


def first_key(model: type[models.Model]) -> int:
    """To which an object's own key is added. An article shares its key with its page."""
    root = get_model_root(model)
    return ContentType.objects.get_for_model(root).pk * KEYS


def entries_of(model: type[models.Model]) -> models.QuerySet:
    """With `object_id`, the key of the object."""
    first = first_key(model)
    entries = SearchEntry.objects.filter(key__gte=first, key__lt=first + KEYS)
    return entries.annotate(object_id=F("key") - first)


class Among(Lookup):
    """Whether a key is among those of which the index says that they match."""

    prepare_rhs = False
    index = f"{SearchEntry._meta.db_table}_fts"  # a table or a function: the migration

    def as_sqlite(self, compiler, connection):
        rows = f"rowid AS key FROM {self.index} WHERE {self.index} MATCH %s"
        rows += " AND rowid BETWEEN %s AND %s"
        return self._among(compiler, connection, rows, FTS5)

    def as_postgresql(self, compiler, connection):
        rows = f"key FROM {self.index}(%s::tsquery, %s, %s) AS key"
        return self._among(compiler, connection, rows, TSQUERY)

    def _among(self, compiler, connection, rows: str, language: Language):
        first, match = self.rhs
        asked, params = self.process_lhs(compiler, connection)
        # Names of our own, and the question as a parameter.
        keys = f"SELECT key - %s FROM (SELECT {rows}) AS matching"  # noqa: S608
        params = [*params, first, match.said_in(language), first, first + KEYS - 1]
        return f"{asked} IN ({keys})", params


def found(model: type[models.Model], match: Match) -> Q:
    """The objects of a model for which that holds."""
    if not match.terms:
        return Q(pk__in=[])
    return Q(Among(F("pk"), (first_key(model), match)))


def tier(
    model: type[models.Model],
    terms: tuple[Term, ...],
    tiers: Sequence[Tier] = TIERS,
) -> Case:
    """How well an object fits: the higher the better, the same on both databases.

    What counts is where all terms stand, and then whether as written. No statistics of
    the database's own go into it, and readers can tell why an article comes first.
    """
    *better, _last = tiers
    whens = [
        When(found(model, Match(terms, *tier)), then=Value(len(better) - number))
        for number, tier in enumerate(better)
    ]
    return Case(*whens, default=Value(0), output_field=IntegerField())
