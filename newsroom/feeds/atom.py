"""Atom (RFC 4287)."""

from django.utils.feedgenerator import rfc3339_date

from .addresses import feed_address
from .content import LANGUAGE, Entry, FeedPage
from .xml import ATOM, MEDIA, Document, write_picture


def written(feed: FeedPage) -> bytes:
    document = Document()
    spaces = {"xmlns": ATOM, "xmlns_media": MEDIA}
    with document.inside("feed", xml_lang=LANGUAGE, **spaces):
        _write_head(document, feed)
        for entry in feed.entries:
            with document.inside("entry"):
                _write_entry(document, entry)
    return bytes(document)


def _write_head(document: Document, feed: FeedPage) -> None:
    document.element("id", feed_address(feed.topic, "atom"))
    document.element("title", feed.title)
    document.element("subtitle", feed.description)
    document.element("updated", rfc3339_date(feed.updated))
    with document.inside("author"):
        document.element("name", feed.author.name)
        document.element("uri", feed.author.url)
    document.element("link", rel="alternate", type="text/html", href=feed.home)
    for relation, address in feed.links("atom").items():
        document.element("link", rel=relation, href=address)
    document.element("icon", feed.author.icon)
    document.element("logo", feed.author.logo)


def _write_entry(document: Document, entry: Entry) -> None:
    document.element("id", entry.id)
    document.element("title", entry.title)
    document.element("link", rel="alternate", type="text/html", href=entry.url)
    document.element("published", rfc3339_date(entry.published))
    document.element("updated", rfc3339_date(entry.updated))
    for category in entry.categories:
        document.element("category", term=category.term, label=category.label)
    document.element("summary", entry.summary)
    document.element("content", entry.html, type="html")
    if entry.picture:
        write_picture(document, entry.picture)
