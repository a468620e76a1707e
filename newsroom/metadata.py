"""What an article says of itself to machines: link cards, search engines, sitemaps."""

import json
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Site

from .addresses import absolute
from .images import SHARE_PICTURE

REGIONS = {"de": "de-DE"}
# Legal inside JSON strings, and no way out of the script element.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def local_iso(moment: datetime) -> str:
    """Like 2025-02-18T09:30:00+01:00."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def share_picture(article):
    """The picture of a link card, 1200 x 630 JPEG; None without a lead image."""
    image = article.lead_image
    return image and get_rendition_or_not_found(image, SHARE_PICTURE)


def linked_data(article, request) -> SafeString:
    """The article as schema.org NewsArticle, to be put into a script element."""
    site = Site.find_for_request(request)
    publisher = {
        "@type": "Organization",
        "name": site.site_name if site else settings.WAGTAIL_SITE_NAME,
        "url": absolute("/"),
    }
    picture, language = share_picture(article), article.locale.language_code
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
        "image": [absolute(picture.url)] if picture else [],
        "author": [publisher],
        "publisher": publisher,
    }
    return mark_safe(json.dumps(facts, ensure_ascii=False).translate(ESCAPES))  # noqa: S308
