"""A page went live, a page left: decides that something is to be said, and only that.

Publishing must never depend on syndication: these run inside the editor's request, so
they write one small row and never raise; what they miss, `outbox.reconcile` finds.
"""

import logging
from functools import wraps

from django.db.models.signals import post_delete
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from . import outbox

logger = logging.getLogger(__name__)


def connect() -> None:
    page_published.connect(page_was_published)
    page_unpublished.connect(page_was_unpublished)
    post_delete.connect(privacy_was_lifted, sender=PageViewRestriction)


def never_raises(receiver):
    @wraps(receiver)
    def guarded(sender, instance, **kwargs):
        try:
            receiver(instance)
        except Exception:
            logger.exception(
                "The sweep has to find what this signal said.",
                extra={"event": receiver.__name__},
            )

    return guarded


@never_raises
def page_was_published(page):
    """Also fires for a draft that is only scheduled, an alias, a translation."""
    if hasattr(page, "story"):
        outbox.page_went_live(page, timezone.now())


@never_raises
def page_was_unpublished(page):
    """Fires for each page of a deleted section, too, before it is gone."""
    outbox.page_left(page)


@never_raises
def privacy_was_lifted(restriction):
    """The page fires no signal of its own; those below it are found by the sweep."""
    for page in Page.objects.filter(pk=restriction.page_id).specific():
        page_was_published(None, page)
