"""The pages of the topics."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

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
