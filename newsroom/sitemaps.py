"""What everybody may read, and when it was last published, for search engines."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import x_robots_tag
from django.contrib.sites.requests import RequestSite
from django.core.paginator import InvalidPage
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Left, Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.sitemaps import Sitemap as PageSitemap
from wagtail.models import Page, get_page_models

from .addresses import absolute
from .easy_language import EasyLanguagePage
from .identity import identity
from .models import ArticlePage
from .paging import NearPaginator
from .unprintable import printable
from .views import written_topics

XML = "application/xml; charset=utf-8"
LENGTH = 250  # addresses in a file: a tenth of a second; the protocol allows 50,000
NEWS_FOR, NEWS_LENGTH = timedelta(days=2), 1_000  # what search engines take as news


class ViewSitemap(Sitemap):
    """What is no page of Wagtail's; it has no date of its own."""

    def items(self):
        return ["topics", "archive", "follow", "feeds"]

    def location(self, name):
        return reverse(name)


class SectionSitemap(PageSitemap):
    """Front pages, sections, plain pages, texts in Leichte Sprache; all languages."""

    limit = LENGTH

    def items(self):
        models = [one for one in get_page_models() if not issubclass(one, ArticlePage)]
        pages = Page.objects.exact_type(*models).filter(depth__gt=1, alias_of=None)
        reached = pages.exclude(pk__in=_without_article())
        return reached.live().public().order_by("path").specific()


def _without_article() -> QuerySet:
    """Texts in Leichte Sprache that go with their article, which is not public."""
    above = Left("path", Length("path") - Page.steplen)
    article = ArticlePage.objects.public().filter(path=OuterRef("above"))
    return EasyLanguagePage.objects.alias(above=above).exclude(Exists(article))


class ArticleSitemap(PageSitemap):
    limit = LENGTH

    def items(self):
        return (
            ArticlePage.objects.listed().defer_streamfields().select_related("locale")
        )

    @property
    def paginator(self):
        return NearPaginator(self.items(), self.limit)


class TopicSitemap(Sitemap):
    limit = LENGTH

    def items(self):
        return written_topics().order_by("slug")


def sitemaps(request: HttpRequest) -> dict[str, Sitemap]:
    return {
        "seiten": SectionSitemap(request),
        "artikel": ArticleSitemap(request),
        "themen": TopicSitemap(),
        "uebersichten": ViewSitemap(),
    }


@x_robots_tag
def sitemap(request: HttpRequest) -> HttpResponse:
    """All addresses, or an index where they would be too many for a file."""
    found = sitemaps(request)
    if any(part.paginator.num_pages > 1 for part in found.values()):
        return _index(request, found)
    return _urlset(request, found.values())


@x_robots_tag
def section(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One file of those in the index; raises Http404 without such a file."""
    part = sitemaps(request).get(name)
    if not part:
        raise Http404
    try:
        return _urlset(request, [part], number)
    except InvalidPage:
        raise Http404 from None


@x_robots_tag
def news(request: HttpRequest) -> HttpResponse:
    """The articles of the last two days, as news search wants them."""
    since = timezone.now() - NEWS_FOR
    articles = ArticlePage.objects.listed().filter(published_at__gte=since)
    articles = articles.select_related("locale").defer_streamfields()[:NEWS_LENGTH]
    entries = [(article, printable(article.title)) for article in articles]
    context = {"entries": entries, "name": printable(identity(request).name)}
    return render(request, "newsroom/sitemap_news.xml", context, content_type=XML)


def _index(request, found: dict[str, Sitemap]) -> HttpResponse:
    files = [
        {"location": absolute(reverse("sitemap_section", args=[name, number]))}
        for name, part in found.items()
        for number in part.paginator.page_range
    ]
    context = {"sitemaps": files}
    return render(request, "sitemap_index.xml", context, content_type=XML)


def _urlset(request, parts: Iterable[Sitemap], number: int = 1) -> HttpResponse:
    """Below PUBLIC_URL, like all our addresses."""
    protocol, host = settings.PUBLIC_URL.split("://")
    site = RequestSite(request)
    site.domain = host
    urls = [
        url
        for part in parts
        for url in part.get_urls(number, site, protocol)
        if url["location"]
    ]
    return render(request, "sitemap.xml", {"urlset": urls}, content_type=XML)
