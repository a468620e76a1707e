"""The pages of the topics, and the short way to an article."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control

from .addresses import absolute
from .models import ArticlePage, Topic
from .paging import page_of, page_query


def topics(request: HttpRequest) -> HttpResponse:
    """All topics that somebody has written about."""
    written = Topic.objects.filter(articles__in=ArticlePage.objects.about(None))
    context = {"topics": written.distinct(), "canonical": absolute(request.path)}
    return render(request, "newsroom/topics.html", context)


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles about one topic, newest first, page by page."""
    topic = get_object_or_404(Topic, slug=slug)
    articles = ArticlePage.objects.about(topic).as_teasers()
    listing = page_of(articles, request.GET)
    context = {
        "topic": topic,
        "listing": listing,
        "canonical": absolute(request.path) + page_query(listing.number),
    }
    return render(request, "newsroom/topic.html", context)


@cache_control(max_age=3600)  # the article may move
def short(request: HttpRequest, pk: str) -> HttpResponse:
    """To an article by its number: an address short enough to be typed."""
    article = get_object_or_404(ArticlePage.objects.public(), pk=pk)
    return redirect(article.full_url, permanent=True)
