"""Articles as the queue has indexed them."""

from django.core.management import call_command

from newsroom.models import ArticlePage
from newsroom.searching.models import found, tier
from newsroom.searching.typed import Match, terms_of
from tests.factories import published


def article(title: str, teaser: str = "", text: str = "", **facts) -> ArticlePage:
    body = [("paragraph", f"<p>{text}</p>")] if text else []
    return published(title=title, teaser=teaser, body=body, **facts)


def index() -> None:
    call_command("rebuild_search", verbosity=0)


def titles(query: str) -> list[str]:
    """In the order in which readers find them."""
    terms = terms_of(query)
    articles = ArticlePage.objects.filter(found(ArticlePage, Match(terms)))
    ordered = articles.order_by(tier(ArticlePage, terms).desc(), "-published_at", "-pk")
    return list(ordered.values_list("title", flat=True))
