"""What a page says of itself to machines: link cards, search engines."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.shortcuts import get_rendition_or_not_found

from syndication.share_card import WIDE, ShareCard

from .addresses import absolute
from .identity import identity
from .images import LINKED_PICTURES, RATIOS, SHARE_PICTURE, filter_of
from .share_cards import address_of

logger = logging.getLogger(__name__)

REGIONS = {"de": "de-DE", "en": "en-GB"}
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
    made = get_rendition_or_not_found(image, filter_of(SHARE_PICTURE))
    return SharePicture(absolute(made.url), made.width, made.height, image.description)


def share_picture(article, request) -> SharePicture | None:
    """The lead image, or else the article's words as a picture, where there is one.

    What is being typed makes no files: a preview has none.
    """
    if article.lead_image or getattr(request, "is_preview", False):
        return lead_picture(article)
    addresses = _drawn(_card_of(article, request), WIDE)
    return SharePicture(addresses[0], *WIDE, article.title) if addresses else None


def site_picture(request) -> SharePicture | None:
    """For pages that have no picture of their own: the newsroom's name."""
    name = identity(request).name
    addresses = _drawn(ShareCard(name), WIDE)
    return SharePicture(addresses[0], *WIDE, name) if addresses else None


def linked_data(article, request) -> SafeString:
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
        "dateModified": local_iso(last_changed(article) or published_at),
        "image": linked_pictures(article, request),
        "author": [publisher],
        "publisher": publisher,
    }
    return mark_safe(json.dumps(facts, ensure_ascii=False).translate(ESCAPES))  # noqa: S308


def last_changed(article) -> datetime | None:
    """Never before it was published, even if that date was set anew."""
    dates = filter(None, (article.published_at, article.changed_at))
    return max(dates, default=None)


def linked_pictures(article, request) -> list[str]:
    """The addresses of its picture in the ratios that search engines ask for."""
    if image := article.lead_image:
        wanted = map(filter_of, LINKED_PICTURES)
        made = (get_rendition_or_not_found(image, each) for each in wanted)
        return [absolute(rendition.url) for rendition in made]
    if getattr(request, "is_preview", False):
        return []
    return _drawn(_card_of(article, request), *RATIOS)


def _card_of(article, request) -> ShareCard:
    name = identity(request).name
    return ShareCard(article.title, article.kicker, name, article.urgent)


def _drawn(card: ShareCard, *sizes: tuple[int, int]) -> list[str]:
    """None on a full disk, which must not keep an article from its readers."""
    try:
        return [absolute(address_of(card, size)) for size in sizes]
    except OSError:
        logger.exception("No share card.", extra={"event": "share card"})
        return []
