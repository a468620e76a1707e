"""What the preview of a post needs."""

from urllib.parse import urlsplit

from django import template

from syndication.networks.base import Picture
from syndication.previews import address_of

register = template.Library()


@register.filter
def data_address(picture: Picture) -> str:
    """The very bytes, so that what is seen is what is sent."""
    return address_of(picture)


@register.filter
def host(address: str) -> str:
    return urlsplit(address).hostname or ""
