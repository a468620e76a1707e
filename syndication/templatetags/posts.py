"""What the preview of a post needs."""

from base64 import b64encode
from urllib.parse import urlsplit

from django import template

from syndication.networks.base import Picture

register = template.Library()


@register.filter
def data_address(picture: Picture) -> str:
    """The very bytes, so that what is seen is what is sent."""
    content = b64encode(picture.content).decode()
    return f"data:{picture.mime_type};base64,{content}"


@register.filter
def host(address: str) -> str:
    return urlsplit(address).hostname or ""
