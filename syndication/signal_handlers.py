"""A page went live, a page left: decides that something is to be said, and only that.

Publishing must never depend on syndication: these run inside the editor's request, so
they write a few small rows and never raise; what they miss, `outbox.reconcile` finds.
"""

import logging
from functools import wraps

from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from . import announcing
from .models import Announcement

logger = logging.getLogger(__name__)


def connect() -> None:
    page_published.connect(page_was_published)
    page_unpublished.connect(page_was_unpublished)
    post_page_move.connect(page_was_moved)
    post_save.connect(privacy_was_set, sender=PageViewRestriction)
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

    del guarded.__wrapped__  # Django looks whether a receiver takes keywords
    return guarded


@never_raises
def page_was_published(page):
    """Also fires for a draft that is only scheduled, an alias, a translation."""
    if hasattr(page, "story"):
        announcing.page_went_live(page, timezone.now())


@never_raises
def page_was_unpublished(page):
    """Fires for each page of a deleted section, too, before it is gone."""
    announcing.page_left(page, timezone.now())


@never_raises
def page_was_moved(page):
    """Perhaps into a private section, or out of one."""
    _look_below(page)


@never_raises
def privacy_was_set(restriction):
    """The page fires no signal of its own, nor do those below it."""
    _look_below(restriction.page)


@never_raises
def privacy_was_lifted(restriction):
    """Also fires while the page itself is being deleted, half of it already gone."""
    _look_below(restriction.page)
    for model in announcing.announced_models():
        for page in model.objects.filter(pk=restriction.page_id):
            announcing.page_went_live(page, timezone.now())


def _look_below(page: Page) -> None:
    """The page and all below it, however many: the sweep does the rest."""
    below = Announcement.objects.filter(page__path__startswith=page.path)
    announcing.note_visibility(below, timezone.now())
