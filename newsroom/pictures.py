"""All pictures of a page, loaded with what was made of them."""

from django.db.models import prefetch_related_objects

from .bodies import load_bodies
from .images import renditions


def load_pictures(with_bodies: list, with_lead_images: list) -> None:
    """For articles shown in full and for teasers: two queries, however many."""
    leads = (article.lead_image for article in with_lead_images)
    pictures = [*filter(None, leads), *load_bodies(with_bodies)]
    prefetch_related_objects(pictures, renditions())
