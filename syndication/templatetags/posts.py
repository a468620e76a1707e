"""What the preview of a post needs."""

from base64 import b64encode
from urllib.parse import urlsplit

from django import template

from syndication.networks.base import Limits, Picture, Post
from syndication.reading_aloud import aloud

register = template.Library()
register.filter("aloud", aloud)


@register.filter
def data_address(picture: Picture) -> str:
    """The very bytes, so that what is seen is what is sent."""
    content = b64encode(picture.content).decode()
    return f"data:{picture.mime_type};base64,{content}"


@register.filter
def host(address: str) -> str:
    return urlsplit(address).hostname or ""


@register.inclusion_tag("syndication/preview/count.html")
def count(post: Post, limits: Limits):
    """How long it is, as the network counts."""
    return {
        "limits": limits,
        "count": limits.count(post.text),
        "bytes": len(post.text.encode()),
    }
