"""All pictures of a page, loaded with what was made of them."""

from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from .bodies import load_bodies
from .images import renditions


def load_pictures(
    with_bodies: list, with_lead_images: list, as_teasers: Sequence = ()
) -> None:
    """For articles shown in full and for teasers: two queries, however many."""
    whole = [*_leads(with_lead_images), *load_bodies(with_bodies)]
    pictures = [*whole, *_leads(as_teasers)]
    prefetch_related_objects(pictures, renditions(whole))


def _leads(articles: Sequence) -> list:
    return [article.lead_image for article in articles if article.lead_image]
