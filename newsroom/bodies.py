"""Reading the bodies of articles: their words, their pictures."""

from django.utils.text import Truncator
from wagtail.blocks import StreamValue
from wagtail.rich_text import get_text_for_indexing


def running_text(body: StreamValue) -> str:
    """The paragraphs of a body as plain text."""
    paragraphs = (part.value.source for part in body if part.block_type == "paragraph")
    return " ".join(get_text_for_indexing(html) for html in paragraphs).strip()


def beginning(body: StreamValue) -> str:
    """How a body begins, in plain text, to stand for the whole."""
    return Truncator(running_text(body)).words(30, truncate=" …")


def load_bodies(articles: list) -> list:
    """Read the bodies of all `articles` at once; returns the pictures in them.

    One query for each kind of block that has pictures or documents, however many
    articles and pictures. A picture that somebody has deleted leaves a None behind,
    which is not returned.
    """
    if not articles:
        return []
    streams = [list(article.body.raw_data) for article in articles]
    bodies = articles[0].body.stream_block.bulk_to_python(streams)
    for article, body in zip(articles, bodies, strict=True):
        article.body = body
    return [image for body in bodies for image in pictures_in(body)]


def pictures_in(body: StreamValue) -> list:
    """But for those that somebody has deleted."""
    return [image for part in body for image in _pictures(part) if image]


def _pictures(part) -> list:
    match part.block_type:
        case "picture":
            return [part.value["image"]]
        case "gallery":
            return [picture["image"] for picture in part.value]
        case "video":
            return [part.value["poster"]]
    return []
