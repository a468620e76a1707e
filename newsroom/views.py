"""Lists by topic and by month, the city's profiles and feeds, the short way."""

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control

from .addresses import absolute
from .archive import Period, year_of, years_of
from .colours import DARK, LIGHT, readable
from .models import ArticlePage, Topic
from .paging import page_of, page_query
from .teasers import listed_teasers

A_YEAR = 365 * 24 * 3600


def topics(request: HttpRequest) -> HttpResponse:
    """All topics that somebody has written about."""
    context = {"topics": written_topics(), "canonical": absolute(request.path)}
    return render(request, "newsroom/topics.html", context)


def written_topics():
    """One article of each is enough to know."""
    articles = ArticlePage.objects.about(None).order_by()
    return Topic.objects.filter(Exists(articles.filter(topics=OuterRef("pk"))))


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles about one topic, newest first, page by page."""
    topic = get_object_or_404(Topic, slug=slug)
    return listed(
        request,
        "newsroom/topic.html",
        ArticlePage.objects.about(topic),
        {"topic": topic},
    )


def archive(request: HttpRequest) -> HttpResponse:
    """All years and months in which something has appeared."""
    years = years_of(ArticlePage.objects)
    context = {"years": years, "canonical": absolute(request.path)}
    return render(request, "newsroom/archive.html", context)


def period(request: HttpRequest, year: str, month: str = "") -> HttpResponse:
    """What has appeared in a year or a month; 404 if nothing has."""
    period = Period(int(year), int(month) if month else None)
    filled = year_of(period.year, ArticlePage.objects)
    if not filled or period not in (filled.period, *filled.months):
        raise Http404
    articles = period.of(ArticlePage.objects).about(None)
    context = {"period": period, "year": filled}
    return listed(request, "newsroom/period.html", articles, context)


def listed(request, template: str, articles, context: dict) -> HttpResponse:
    """One page of the articles, as teasers; raises Http404 beyond the last."""
    listing = page_of(articles, request.GET)
    canonical = absolute(request.path) + page_query(listing.number)
    teasers = listed_teasers(request, ArticlePage.objects, listing)
    context |= {"listing": listing, "teasers": teasers, "canonical": canonical}
    return render(request, template, context)


def follow(request: HttpRequest) -> HttpResponse:
    """Where the city can be followed."""
    context = {"canonical": absolute(request.path)}
    return render(request, "newsroom/follow.html", context)


def feeds(request: HttpRequest) -> HttpResponse:
    """What a feed is, and all that there are."""
    context = {"topics": written_topics(), "canonical": absolute(request.path)}
    return render(request, "newsroom/feeds.html", context)


@cache_control(public=True, max_age=A_YEAR, immutable=True)
def colours(request: HttpRequest, light: str, dark: str) -> HttpResponse:
    """The city's colours for site.css. All of the answer is in the address."""
    light, dark = f"#{light}", f"#{dark}"
    if not (readable(light, LIGHT) and readable(dark, DARK)):
        raise Http404
    rules = f":root{{--city:{light}}}@media(prefers-color-scheme:dark){{:root{{--city:{dark}}}}}"
    return HttpResponse(rules, content_type="text/css; charset=utf-8")


@cache_control(max_age=3600)  # the article may move
def short(request: HttpRequest, pk: str) -> HttpResponse:
    """To an article by its number: an address short enough to be typed."""
    article = get_object_or_404(ArticlePage.objects.public(), pk=pk)
    return redirect(article.full_url, permanent=True)
