"""`{% load pictures %}`: a picture in the formats and sizes that are made of it."""

from itertools import chain

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from wagtail.images.models import Filter
from wagtail.images.shortcuts import get_rendition_or_not_found

from ..images import FORMATS, filter_of

register = template.Library()


@register.simple_tag
def responsive(image, *specs: str, sizes: str, alt: str | None = None, **attributes):
    """A `picture` element in the sizes `specs`, like "width-480", each one of `SHOWN`.

    A format is offered once the queue has made all of it: a reader who comes before
    waits for one JPEG, not for all of them. `alt` is empty for mere decoration. Not a
    template, for a page has dozens of them.
    """
    made = _made(image, specs)
    fallback = made.pop("jpeg", None) or [_now(image, specs)]
    shown = {
        "src": fallback[0].url,
        "srcset": _srcset(fallback),
        "sizes": sizes,
        "width": fallback[0].width,
        "height": fallback[0].height,
        "alt": image.description if alt is None else alt,
    } | {name: value for name, value in attributes.items() if value}
    sources = [(kind, _srcset(sized), sizes) for kind, sized in made.items()]
    source = '<source type="image/{}" srcset="{}" sizes="{}">\n'
    lighter = format_html_join("", source, sources)
    return format_html("<picture>\n{}<img{}>\n</picture>", lighter, flatatt(shown))


def _srcset(sized: list) -> str:
    return ", ".join(f"{each.url} {each.width}w" for each in sized)


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
