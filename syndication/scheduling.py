"""Publish what is scheduled and due, unpublish what has expired: each on its own.

Wagtail's `publish_scheduled` stops at the first page that raises, and with it every
page behind it; here one bad page holds up none.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.core.cache import cache
from wagtail.models import Page, Revision

logger = logging.getLogger(__name__)

RETRY = 60  # seconds after which a page that could not be published is tried again


def publish_due(now: datetime) -> int:
    """Publish each revision whose time has come; returns how many went live."""
    due = Revision.objects.filter(approved_go_live_at__lte=now)
    return sum(
        _done(revision, revision.publish, log_action="wagtail.publish.scheduled")
        for revision in due.order_by("approved_go_live_at")
    )


def unpublish_expired(now: datetime) -> int:
    """Take down each page whose time is over; returns how many went."""
    return sum(
        _done(
            page,
            page.unpublish,
            set_expired=True,
            log_action="wagtail.unpublish.scheduled",
        )
        for page in Page.objects.filter(live=True, expire_at__lte=now)
    )


def _done(subject: Page | Revision, act: Callable, **options) -> bool:
    failed = f"scheduling.{subject._meta.label}.{subject.pk}"
    if cache.get(failed):
        return False
    try:
        act(**options)
    except Exception:
        logger.exception("%r cannot be published or taken down.", subject)
        cache.set(failed, True, RETRY)
        return False
    return True
