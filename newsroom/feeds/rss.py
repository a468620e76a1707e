"""RSS 2.0."""

from django.utils.feedgenerator import rfc2822_date, rfc3339_date

from ..identity import SMALL
from .content import LANGUAGE, Entry, FeedPage
from .xml import ATOM, MEDIA, Document, write_picture


def written(feed: FeedPage) -> bytes:
    document = Document()
    spaces = {
        "xmlns_atom": ATOM,
        "xmlns_content": "http://purl.org/rss/1.0/modules/content/",
        "xmlns_dc": "http://purl.org/dc/elements/1.1/",
        "xmlns_media": MEDIA,
    }
    with document.inside("rss", version="2.0", **spaces), document.inside("channel"):
        _write_head(document, feed)
        for entry in feed.entries:
            with document.inside("item"):
                _write_entry(document, entry, feed.author.name)
    return bytes(document)


def _write_head(document: Document, feed: FeedPage) -> None:
    document.element("title", feed.title)
    document.element("link", feed.home)
    document.element("description", feed.description)
    for relation, address in feed.links("rss").items():
        document.element("atom:link", rel=relation, href=address)
    document.element("language", LANGUAGE)
    document.element("lastBuildDate", rfc2822_date(feed.updated))
    with document.inside("image"):
        document.element("url", feed.author.icon)
        document.element("title", feed.title)
        document.element("link", feed.home)
        document.element("width", str(SMALL))
        document.element("height", str(SMALL))


def _write_entry(document: Document, entry: Entry, author: str) -> None:
    """The description stands before the text, as the RSS profile asks."""
    document.element("title", entry.title)
    document.element("link", entry.url)
    document.element("description", entry.summary)
    document.element("dc:creator", author)
    document.element("pubDate", rfc2822_date(entry.published))
    document.element("atom:updated", rfc3339_date(entry.updated))
    document.element("guid", entry.id, isPermaLink="false")
    for category in entry.categories:
        document.element("category", category.label)
    document.element("content:encoded", entry.html)
    if entry.picture:
        write_picture(document, entry.picture)
