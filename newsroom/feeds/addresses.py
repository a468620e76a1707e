"""Where the feeds are: all news and each topic, in three formats."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from ..addresses import absolute


@dataclass(frozen=True)
class Format:
    """`name` is that of the route, too."""

    name: str
    label: str
    file: str
    media_type: str


FORMATS = (
    Format("rss", "RSS", "rss.xml", "application/rss+xml"),
    Format("atom", "Atom", "atom.xml", "application/atom+xml"),
    Format("json", "JSON Feed", "feed.json", "application/feed+json"),
)


@dataclass(frozen=True)
class FeedLink:
    """What a page says of a feed; `url` is absolute."""

    title: str
    label: str
    media_type: str
    url: str


def feed_address(topic=None, form: str = "rss", number: int = 1) -> str:
    """The absolute address of a feed's page; the first one has no number."""
    route, parts = (f"topic_{form}", [topic.slug]) if topic else (form, [])
    page = f"?page={number}" if number > 1 else ""
    return absolute(reverse(route, args=parts)) + page


def feed_links(topic=None) -> list[FeedLink]:
    """All formats of the feed of a topic, or of all news."""
    title = topic.name if topic else _("Alle Nachrichten")
    return [
        FeedLink(
            f"{title} ({form.label})",
            form.label,
            form.media_type,
            feed_address(topic, form.name),
        )
        for form in FORMATS
    ]
