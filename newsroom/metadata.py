"""What an article says of itself to machines: link cards, search engines, sitemaps."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Site

from syndication.share_card import WIDE, ShareCard

from .addresses import absolute
from .identity import identity, site_name
from .images import SHARE_PICTURE
from .share_cards import address_of

logger = logging.getLogger(__name__)

REGIONS = {"de": "de-DE"}
# Legal inside JSON strings, and no way out of the script element.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def local_iso(moment: datetime) -> str:
    """Like 2025-02-18T09:30:00+01:00."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


@dataclass(frozen=True)
class SharePicture:
    """What link cards show: a JPEG at an absolute address; sizes in pixels."""

    url: str
    width: int
    height: int
    alt: str


def lead_picture(article) -> SharePicture | None:
    """The lead image, 1200 x 630."""
    if not (image := article.lead_image):
        return None
    made = get_rendition_or_not_found(image, SHARE_PICTURE)
    return SharePicture(absolute(made.url), made.width, made.height, image.description)


def share_picture(article, request) -> SharePicture | None:
    """The lead image, or else the article's words as a picture, where there is one.

    What is being typed makes no files: a preview has none.
    """
    if article.lead_image or getattr(request, "is_preview", False):
        return lead_picture(article)
    name = site_name(Site.find_for_request(request))
    card = ShareCard(article.title, article.kicker, name, article.urgent)
    try:
        return SharePicture(absolute(address_of(card)), *WIDE, article.title)
    except OSError:  # a full disk must not keep the article from its readers
        logger.exception("No share card.", extra={"event": "share card"})
        return None


def linked_data(article, request, picture: SharePicture | None) -> SafeString:
    """The article as schema.org NewsArticle, to be put into a script element."""
    publisher = identity(request).linked_data()
    language = article.locale.language_code
    published_at = article.published_at or timezone.now()
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.summary,
        "url": article.canonical_url,
        "mainEntityOfPage": article.canonical_url,
        "inLanguage": REGIONS.get(language, language),
        "datePublished": local_iso(published_at),
        "dateModified": local_iso(article.changed_at or published_at),
        "image": [picture.url] if picture else [],
        "author": [publisher],
        "publisher": publisher,
    }
    return mark_safe(json.dumps(facts, ensure_ascii=False).translate(ESCAPES))  # noqa: S308
