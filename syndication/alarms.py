"""What waits for a person is told by mail: soon, once, a burst of it in one mail.

`stands_since` of a delivery is when it came to where it stands, and `told_at` when that
was told; every arrow begins both anew, so what fails again is told again. A paused
channel has the same of its pause, and what waits on it is told with it. What is told is
locked while its mail is written down: two workers tell it once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from . import standing
from .models import Channel, Delivery, Mail
from .stages import PAUSED

GATHERING = timedelta(minutes=1)  # from the first of a burst to its mail
OFTEN = 10  # seconds between two looks
LISTED = 200  # deliveries in one mail


@dataclass(frozen=True)
class Group:
    """Deliveries of which the very same is to be said."""

    place: str
    status: str
    reason: str
    next_step: str
    deliveries: list[Delivery]


def sweep(now: datetime) -> None:
    """Write down the mail that is to be sent, if there is somebody to read it."""
    if settings.OPERATIONS_MAILBOX and cache.add("syndication.alarmed", True, OFTEN):
        tell(now)


def tell(now: datetime) -> bool:
    """One mail of all that has not been told yet, once the first has waited a while."""
    if not _is_time(now):
        return False
    with transaction.atomic():
        deliveries, channels = _untold()
        if not deliveries and not channels:  # another worker was faster
            return False
        _write(deliveries, channels)
        for model, told in ((Delivery, deliveries), (Channel, channels)):
            model.objects.filter(pk__in=[one.pk for one in told]).update(told_at=now)
    return True


def _is_time(now: datetime) -> bool:
    begun = [
        *_untold_deliveries()
        .filter(stands_since__lte=now - GATHERING)
        .values_list("pk")[:1],
        *Channel.objects.in_use()
        .filter(told_at=None, paused_at__lte=now - GATHERING)
        .values_list("pk")[:1],
    ]
    return bool(begun)


def _untold_deliveries() -> QuerySet:
    return Delivery.objects.needing_someone().exclude(PAUSED).filter(told_at=None)


def _untold() -> tuple[Sequence[Delivery], Sequence[Channel]]:
    """All of it, locked where the database locks rows (SQLite locks everything)."""
    deliveries = (
        _untold_deliveries()
        .select_related("channel", "announcement")
        .select_for_update(of=("self",))
        .order_by("channel__name", "pk")
    )
    channels = (
        Channel.objects.in_use()
        .filter(told_at=None, paused_at__isnull=False)
        .select_for_update()
    )
    return list(deliveries), list(channels)


def _write(deliveries: Sequence[Delivery], channels: Sequence[Channel]) -> None:
    with override(settings.LANGUAGE_CODE):
        context = {
            "admin": settings.PUBLIC_URL,
            "site": settings.WAGTAIL_SITE_NAME,
            "channels": channels,
            "groups": _grouped(deliveries[:LISTED]),
            "more": max(len(deliveries) - LISTED, 0),
        }
        body = render_to_string("syndication/needed.txt", context)
        Mail.write(_subject(len(deliveries), len(channels)), body)


def _subject(deliveries: int, channels: int) -> str:
    told = []
    if channels:
        text = ngettext("%d Kanal angehalten", "%d Kanäle angehalten", channels)
        told.append(text % channels)
    if deliveries:
        text = ngettext(
            "%d Beitrag wartet auf jemanden",
            "%d Beiträge warten auf jemanden",
            deliveries,
        )
        told.append(text % deliveries)
    return _("Newsroom: %s") % ", ".join(told)


def _grouped(deliveries: Iterable[Delivery]) -> list[Group]:
    groups: dict[tuple, Group] = {}
    for one in deliveries:
        said = (
            standing.place(one),
            standing.status(one),
            one.last_error,
            standing.next_step(one),
        )
        groups.setdefault(said, Group(*said, [])).deliveries.append(one)
    return list(groups.values())
