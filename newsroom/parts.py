"""What many pages have in common, made once for all until something changes."""

from collections.abc import Callable
from functools import partial

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Site


def kept[Part](name: str, make: Callable[[], Part], request=None) -> Part:
    """As `make` makes it: the same for all readers, and of nothing but the database.

    The name says all that it depends on beside, the language for instance. `request`, if
    it is made of anything that this request has read before.
    """
    return caches["parts"].get_or_set(name, make, version=_number(request))


def is_kept(name: str, request) -> bool:
    return caches["parts"].has_key(name, version=_number(request))


def _number(request) -> int | None:
    return getattr(request, "parts_number", None)


def site_of(request) -> Site | None:
    """The site that is asked, put where Wagtail looks for it."""
    if not hasattr(request, "_wagtail_site"):
        find = partial(Site.find_for_request, request)
        request._wagtail_site = kept(f"site:{request.get_host()}", find, request)
    return request._wagtail_site


def kept_template(template: str, request) -> SafeString:
    """Rendered in the language of the page, of nothing but the site that is asked."""
    name = f"{template}:{request.get_host()}:{get_language()}"
    return kept(name, partial(render_to_string, template, request=request), request)
