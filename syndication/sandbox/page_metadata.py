"""What a page says about itself: JSON-LD first, then Open Graph, then plain HTML."""

import json
from typing import Any

from bs4 import BeautifulSoup

_ARTICLES = ("NewsArticle", "WebPage")


def read_metadata(page: bytes) -> dict[str, str]:
    """title, description, provider, language, published_at, image, image_alt of a page.

    What is not there is empty. As on Mastodon, the image is og:image's alone.
    """
    soup = BeautifulSoup(page, "html.parser")
    article = _article(soup)
    published = article.get("datePublished") or _meta(soup, "article:published_time")
    return {
        "title": _first(article.get("headline"), _meta(soup, "og:title"), _title(soup)),
        "description": _first(
            article.get("description"),
            _meta(soup, "og:description"),
            _meta(soup, "description"),
        ),
        "provider": _first(_publisher(article), _meta(soup, "og:site_name")),
        "language": _language(soup, article),
        "published_at": _first(published),
        "image": _first(_meta(soup, "og:image")),
        "image_alt": _first(_meta(soup, "og:image:alt")),
    }


def _article(soup: BeautifulSoup) -> dict[str, Any]:
    """The first JSON-LD object that describes an article or a page."""
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            found = json.loads(script.string or "")
        except ValueError:
            continue
        for candidate in found if isinstance(found, list) else [found]:
            if isinstance(candidate, dict) and candidate.get("@type") in _ARTICLES:
                return candidate
    return {}


def _publisher(article: dict[str, Any]) -> Any:
    publisher = article.get("publisher")
    return publisher.get("name") if isinstance(publisher, dict) else None


def _language(soup: BeautifulSoup, article: dict[str, Any]) -> str:
    root = soup.find("html")
    found = _first(
        article.get("inLanguage"),
        _meta(soup, "og:locale"),
        root.get("lang") if root else None,
    )
    return found.replace("_", "-").partition("-")[0].lower()


def _title(soup: BeautifulSoup) -> str | None:
    return soup.title.get_text() if soup.title else None


def _meta(soup: BeautifulSoup, name: str) -> Any:
    tag = soup.find("meta", property=name) or soup.find("meta", attrs={"name": name})
    return tag.get("content") if tag else None


def _first(*values: Any) -> str:
    """The first text that says something, without the spaces around it."""
    texts = (value.strip() for value in values if isinstance(value, str))
    return next((text for text in texts if text), "")
