"""`{% load pictures %}`: a picture in the formats and sizes that are made of it."""

from itertools import chain

from django import template
from wagtail.images.models import Filter
from wagtail.images.shortcuts import get_rendition_or_not_found

from ..images import FORMATS, filter_of

register = template.Library()


@register.inclusion_tag("newsroom/includes/responsive.html")
def responsive(image, *specs: str, sizes: str, alt: str | None = None, **attributes):
    """A `picture` element in the sizes `specs`, like "width-480", each one of `SHOWN`.

    A format is offered once the queue has made all of it: a reader who comes before
    waits for one JPEG, not for all of them. `alt` is empty for mere decoration.
    """
    sources = _made(image, specs)
    fallback = sources.pop("jpeg", None)
    return {
        "sources": sources,
        "fallback": fallback or [_now(image, specs)],
        "sizes": sizes,
        "alt": image.description if alt is None else alt,
        "attributes": {name: value for name, value in attributes.items() if value},
    }


def _made(image, specs: tuple[str, ...]) -> dict[str, list]:
    """By format: the renditions in all sizes, each width once."""
    wanted = {kind: _filters(kind, specs) for kind in FORMATS}
    made = image.find_existing_renditions(*chain(*wanted.values()))
    return {
        kind: list({made[each].width: made[each] for each in filters}.values())
        for kind, filters in wanted.items()
        if all(each in made for each in filters)
    }


def _now(image, specs: tuple[str, ...]):
    """One JPEG of middling size; Wagtail's broken picture where the file is lost."""
    return get_rendition_or_not_found(image, _filters("jpeg", specs)[len(specs) // 2])


def _filters(kind: str, specs: tuple[str, ...]) -> list[Filter]:
    return [filter_of(f"format-{kind}|{spec}") for spec in specs]
