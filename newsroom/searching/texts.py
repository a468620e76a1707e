"""What an object says, by weight: from the search fields of its model."""

from collections.abc import Iterator

from django.db import models
from modelsearch.index import AutocompleteField, RelatedFields, SearchField

from .indexing import Texts

HEADLINE_BOOST, TEASER_BOOST = 2, 1.5  # as in index.SearchField("teaser", boost=1.5)


def texts_of(obj: models.Model) -> Texts:
    """By the boosts that the model gives its fields; no boost is running text."""
    texts = {weight: [] for weight in Texts._fields}
    for weight, text in _weighed(obj, obj.get_search_fields()):
        texts[weight].append(text)
    return Texts(**{weight: "\n".join(parts) for weight, parts in texts.items()})


def _weighed(obj: models.Model, fields: list) -> Iterator[tuple[str, str]]:
    for field in fields:
        if isinstance(field, RelatedFields):
            for related in _related(field.get_value(obj)):
                yield from _weighed(related, field.fields)
        elif weight := _weight(field):
            yield weight, _plain(field.get_value(obj))


def _weight(field) -> str:
    if isinstance(field, AutocompleteField):
        return "chosen_by"
    if not isinstance(field, SearchField):
        return ""
    boost = field.boost or 1
    if boost >= HEADLINE_BOOST:
        return "headline"
    return "teaser" if boost >= TEASER_BOOST else "body"


def _related(value) -> list:
    if isinstance(value, models.Manager):
        return list(value.all())
    return [] if value is None else [value]


def _plain(value: object) -> str:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, map(_plain, value)))
    return "" if value is None else str(value)
