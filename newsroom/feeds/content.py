"""What a feed says, once for all formats."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core.paginator import InvalidPage
from django.http import Http404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ..addresses import absolute
from ..corrections import updates_of
from ..identity import Identity, identity
from ..metadata import SharePicture, last_changed, lead_picture
from ..models import ArticlePage, Topic
from ..paging import NearPaginator
from ..pictures import load_pictures
from ..unprintable import printable
from .addresses import feed_address
from .texts import feed_html

LENGTH = 30
LANGUAGE = "de-DE"
# Of a feed without entries: any moment, as long as it stays the same.
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Category:
    term: str
    label: str


@dataclass(frozen=True)
class EntryPicture:
    """A JPEG at an absolute address; sizes in pixels."""

    picture: SharePicture
    credit: str


@dataclass(frozen=True)
class Entry:
    """One article. `id` stays for ever; `html` is the whole text, `summary` is plain."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    categories: tuple[Category, ...]
    picture: EntryPicture | None


@dataclass(frozen=True)
class FeedPage:
    """A page of the feed of a topic, or of all news. `last` is None if it is far."""

    topic: Topic | None
    number: int
    next: int | None
    last: int | None
    title: str
    description: str
    author: Identity
    entries: tuple[Entry, ...]

    @property
    def home(self) -> str:
        """The page that shows the same to people."""
        return absolute(self.topic.get_absolute_url() if self.topic else "/")

    @property
    def updated(self) -> datetime:
        """Of the content, so that an unchanged feed stays the same to the byte."""
        return max((entry.updated for entry in self.entries), default=BEGINNING)

    @property
    def hub(self) -> str:
        """Who passes on what is new; only the first page ever has anything new."""
        return settings.WEBSUB_HUB if self.number == 1 else ""

    def links(self, form: str) -> dict[str, str]:
        """By relation: the page itself, its hub, the other pages as in RFC 5005."""
        numbers = {
            "first": 1,
            "previous": self.number - 1,
            "next": self.next,
            "last": self.last,
        }
        pages = {
            relation: feed_address(self.topic, form, number)
            for relation, number in numbers.items()
            if number and self.last != 1
        }
        itself = {"self": feed_address(self.topic, form, self.number)}
        return itself | ({"hub": self.hub} if self.hub else {}) | pages


def feed_page(request, topic: Topic | None, number: str) -> FeedPage:
    """Raises Http404 beyond the last page."""
    articles = ArticlePage.objects.about(topic).select_related("lead_image")
    try:
        page = NearPaginator(articles.prefetch_related("topics"), LENGTH).page(number)
    except InvalidPage:
        raise Http404 from None
    shown = list(page.object_list)
    load_pictures(shown, shown)
    author = identity(request)
    about = topic and _("Nachrichten zum Thema %(topic)s") % {"topic": topic.name}
    return FeedPage(
        topic=topic,
        number=page.number,
        next=page.number + 1 if page.has_next() else None,
        last=page.paginator.num_pages if page.paginator.complete else None,
        title=printable(f"{author.name} – {topic.name}" if topic else author.name),
        description=printable(about or _("Alle Nachrichten der Stadt")),
        author=author,
        entries=tuple(entry_of(article) for article in shown),
    )


def entry_of(article: ArticlePage) -> Entry:
    title = _("Eilmeldung: %s") % article.title if article.urgent else article.title
    if updates_of(article):
        title = _("Aktualisiert: %s") % title
    url = article.full_url
    html = render_to_string("newsroom/feed_text.html", {"article": article})
    return Entry(
        id=article.translation_key.urn,  # neither slug nor host: both may change
        url=url,
        title=printable(title),
        summary=printable(article.summary),
        html=feed_html(html, url),
        published=article.published_at,
        updated=last_changed(article),
        categories=tuple(
            Category(topic.slug, printable(topic.name))
            for topic in article.topics.all()
        ),
        picture=entry_picture(article),
    )


def entry_picture(article: ArticlePage) -> EntryPicture | None:
    picture = lead_picture(article)
    return picture and EntryPicture(picture, printable(article.lead_image.credit))
