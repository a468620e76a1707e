"""Parts that pages have in common, kept in a process' memory until something changes."""

from collections.abc import Callable

from django.core.cache import cache
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.http import HttpRequest, HttpResponse

from .page_number import number_of_this_host


class PartsCache(LocMemCache):
    """To be used by `get_or_set` and `in` alone; what is of an older number is unknown.

    `version` is the number of what a part is made of, by default the present one: if
    something changes while a part is made, it is old at once. What an open transaction
    sees may not come to be, so there nothing is kept, nor looked up.
    """

    def get_or_set(self, key, default, timeout=DEFAULT_TIMEOUT, version=None):
        """`default` makes it."""
        number = _number(version)
        if number is None:
            return default()
        return super().get_or_set(key, default, timeout, version=number)

    def has_key(self, key, version=None):
        number = _number(version)
        return number is not None and super().has_key(key, version=number)


class OneNumber:
    """Middleware: all that a request reads is at least of `parts_number`.

    What it keeps is said to be of that number and no newer one. What this process has
    in Django's cache is of it, too: Wagtail has the addresses of the sites there, which
    another process may change.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response
        self._last = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = request.parts_number = _number()
        if number not in (None, self._last):
            cache.clear()
            self._last = number
        return self._get_response(request)


def _number(known: int | None = None) -> int | None:
    """None where nothing may be kept."""
    if connection.in_atomic_block:
        return None
    if known is not None:
        return known
    try:
        return number_of_this_host().read().changes
    except OSError:  # a full disk
        return None
