"""Parts that pages have in common, kept in a process' memory until something changes."""

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection

from .page_number import shared_number


class PartsCache(LocMemCache):
    """To be used by `get_or_set` and `in` alone; what is of an older number is unknown."""

    def get_or_set(self, key, default, timeout=DEFAULT_TIMEOUT, version=None):
        """`default` makes it. The number is that of the beginning: if something changes
        while the part is made, it is old at once.
        """
        number = _number()
        if number is None:
            return default()
        return super().get_or_set(key, default, timeout, version=number)

    def has_key(self, key, version=None):
        number = _number()
        return number is not None and super().has_key(key, version=number)


def _number() -> int | None:
    """None where nothing may be kept: what a transaction sees may not come to be."""
    if connection.in_atomic_block:
        return None
    try:
        return shared_number(settings.VAR_DIR / "pages").read().changes
    except OSError:  # a full disk
        return None
