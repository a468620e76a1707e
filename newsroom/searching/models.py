"""The index: one row for each page, picture and document, drafts included."""

from collections.abc import Iterable, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models import Case, F, IntegerField, Lookup, Q, Value, When
from modelsearch.backends.base import get_model_root

from .fields import WordsField
from .indexing import ANYWHERE, HEADLINE, TEASER
from .typed import FTS5, TSQUERY, Match, Term

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
MANY = 2_000  # more than that cannot be sorted while somebody waits


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


def texts_in_index(model: type[models.Model], keys: Iterable[int]) -> dict[int, str]:
    """The running text of objects by their keys, of those that are in the index."""
    first = first_key(model)
    entries = SearchEntry.objects.filter(key__in=[first + key for key in keys])
    return {key - first: text for key, text in entries.values_list("key", "text")}


INDEX = f"{SearchEntry._meta.db_table}_fts"  # a table or a function: the migration


def _matching(
    first: int, match: Match, vendor: str, most: int | None = None
) -> tuple[str, list]:
    """Each `key` in the index that matches, or as many as are enough.

    Names of our own; what is asked, a parameter.
    """
    keys = first, first + KEYS - 1
    if vendor == "postgresql":
        rows = f"SELECT key FROM {INDEX}(%s::tsquery, %s, %s, %s) AS key"  # noqa: S608
        return rows, [match.said_in(TSQUERY), *keys, most]
    rows = f"SELECT rowid AS key FROM {INDEX} WHERE {INDEX} MATCH %s"  # noqa: S608
    rows += " AND rowid BETWEEN %s AND %s" + (" LIMIT %s" if most else "")
    return rows, [match.said_in(FTS5), *keys, *filter(None, [most])]


class Among(Lookup):
    """Whether a key is among those of which the index says that they match."""

    prepare_rhs = False

    def as_sql(self, compiler, connection):
        first, match, many = self.rhs
        asked, params = self.process_lhs(compiler, connection)
        keys, values = _matching(first, match, connection.vendor)
        if many:  # nothing to begin with: so each object in turn is looked for
            # IS TRUE: PostgreSQL makes a table of them, instead of reading all each time.
            return f"({asked} + %s IN ({keys})) IS TRUE", [*params, first, *values]
        keys = f"SELECT key - %s FROM ({keys}) AS matching"  # noqa: S608  see there
        return f"{asked} IN ({keys})", [*params, first, *values]


def found(model: type[models.Model], match: Match, *, many: bool = False) -> Q:
    """The objects of a model for which that holds.

    `many`: the first ones in another order are wanted of more than can be sorted.
    """
    if not match.terms:
        return Q(pk__in=[])
    return Q(Among(F("pk"), (first_key(model), match, many)))


def has_many(model: type[models.Model], match: Match) -> bool:
    """Whether there are at least `MANY`, whoever may see them."""
    keys, values = _matching(first_key(model), match, connection.vendor, MANY)
    counted = f"SELECT COUNT(*) FROM ({keys}) AS matching"  # noqa: S608  see there
    with connection.cursor() as cursor:
        cursor.execute(counted, values)
        return cursor.fetchone()[0] >= MANY


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
