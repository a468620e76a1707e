"""RSS: all news, and each topic's, with the full text."""

import re
from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.http import http_date
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, PageLogEntry

from .addresses import absolute
from .metadata import lead_picture
from .models import ArticlePage, Topic
from .pictures import load_pictures

LENGTH = 30
# What XML 1.0 cannot say: one such sign, pasted from elsewhere, would end the feed.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LOCAL_ADDRESS = re.compile(r'(<[^<>]*\s(?:href|src)=")(/(?!/))')


class NewsRss(Rss201rev2Feed):
    """RSS 2.0 with full text, author and picture."""

    def rss_attributes(self) -> dict:
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_item(self, **fields):
        super().add_item(**{name: printable(value) for name, value in fields.items()})

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["text"])
        if item["picture"]:
            handler.startElement("media:content", item["picture"])
            handler.addQuickElement("media:description", item["alt"])
            handler.addQuickElement("media:credit", item["credit"])
            handler.endElement("media:content")

    def latest_post_date(self) -> datetime:
        """Of the content, so that an unchanged feed stays the same to the byte."""
        dates = (item["updateddate"] for item in self.items)
        return max(dates, default=datetime(2000, 1, 1, tzinfo=UTC))


class NewsFeed(Feed):
    """The newest articles of all topics, or of one."""

    feed_type = NewsRss
    language = "de-DE"
    item_guid_is_permalink = False

    def __call__(self, request, *args, **kwargs):
        """Answers 304 to whoever has this very content, by ETag or by date."""
        changed = last_change()  # before reading: what comes after must look new
        response = super().__call__(request, *args, **kwargs)
        etag = f'"{sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = etag
        del response["Last-Modified"]
        if changed:
            response["Last-Modified"] = http_date(changed)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        patch_cache_control(response, public=True, max_age=0, s_maxage=1)
        return get_conditional_response(request, etag, changed, response)

    def get_object(self, request, slug=None) -> Topic | None:
        return slug and Topic.objects.get(slug=slug)

    def title(self, topic) -> str:
        return printable(
            " – ".join(filter(None, [settings.WAGTAIL_SITE_NAME, topic and topic.name]))
        )

    def description(self, topic) -> str:
        about = topic and _("Nachrichten zum Thema %(topic)s") % {"topic": topic.name}
        return printable(about or _("Alle Nachrichten der Stadt"))

    def link(self, topic) -> str:
        return absolute(topic.get_absolute_url() if topic else "/")

    def feed_url(self, topic) -> str:
        return feed_address(topic)

    def items(self, topic) -> list:
        articles = ArticlePage.objects.about(topic).select_related("lead_image")
        articles = list(articles.prefetch_related("topics")[:LENGTH])
        load_pictures(articles, articles)
        return articles

    def item_title(self, article) -> str:
        return _("Eilmeldung: %s") % article.title if article.urgent else article.title

    def item_description(self, article) -> str:
        return article.summary

    def item_link(self, article) -> str:
        return article.full_url

    def item_guid(self, article) -> str:
        """Neither slug nor host is part of it, so that both may change."""
        return article.translation_key.urn

    def item_author_name(self, article) -> str:
        return settings.WAGTAIL_SITE_NAME

    def item_pubdate(self, article) -> datetime:
        return article.published_at

    def item_updateddate(self, article) -> datetime:
        return article.changed_at or article.published_at

    def item_categories(self, article) -> list[str]:
        return [topic.name for topic in article.topics.all()]

    def item_extra_kwargs(self, article) -> dict:
        text = render_to_string("newsroom/feed_text.html", {"article": article})
        text = LOCAL_ADDRESS.sub(rf"\1{settings.PUBLIC_URL}\2", text)
        return {"text": text} | picture_of(article)


def picture_of(article) -> dict:
    picture = lead_picture(article)
    return {
        "picture": picture
        and {
            "url": picture.url,
            "type": "image/jpeg",
            "medium": "image",
            "width": str(picture.width),
            "height": str(picture.height),
        },
        "alt": picture and picture.alt,
        "credit": picture and article.lead_image.credit,
    }


def feed_address(topic: Topic | None = None) -> str:
    return absolute(
        reverse("topic_rss", args=[topic.slug]) if topic else reverse("rss")
    )


def printable(value):
    """Strings, also in lists, without what XML cannot carry."""
    if isinstance(value, list):
        return [printable(part) for part in value]
    return UNPRINTABLE.sub("", value) if isinstance(value, str) else value


def last_change() -> int | None:
    """When anything was last published, removed, moved or locked away: Wagtail's log.

    In whole seconds since 1970, as HTTP counts. None within the very second of the
    change: another one may follow that the date could not tell from it.
    """
    logs = PageLogEntry.objects, ModelLogEntry.objects
    times = [log.aggregate(last=Max("timestamp"))["last"] for log in logs]
    last = max((int(time.timestamp()) for time in times if time), default=None)
    return last if last and last < int(timezone.now().timestamp()) else None
