"""The echo of our posts: how often each was answered, favoured and shared.

Networks are asked gently: a post ten minutes and an hour after it went out and then
every six hours, for 14 days; one channel after the other, as many posts at once as its
network takes, and only while half of its limits is free. What goes wrong here is told,
and stops or delays no post: not even credentials that are refused pause the channel,
for it may be that they only lack the right to see the counts.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from . import pacing
from .breaker import noted_beside
from .echoes import AWAY
from .models import Channel, Delivery, Echo
from .networks.base import (
    CredentialsError,
    Network,
    NetworkError,
    Reactions,
    RejectedError,
)
from .reasons import explained, without_secrets
from .waits import (
    ECHO_AGAIN,
    ECHO_EVERY,
    ECHO_FIRST,
    ECHO_FOR,
    ECHO_TOGETHER,
    WAITS,
)

logger = logging.getLogger(__name__)

OFTEN = 10  # seconds between two channels
MINUTE = 60  # seconds between two looks for posts that are new here
BATCH = 200  # at most, of new ones in one look
# A channel is being asked for so long at most; a task may not last longer.
TAKEN = timedelta(minutes=3)


def sweep(now: datetime, hand_over: Callable[[str, int], object] = async_task) -> None:
    """Note the posts that are new, and hand one channel that is due to the queue."""
    if cache.add("syndication.echo_begun", True, MINUTE):
        begin(now)
    if cache.add("syndication.echo_asked", True, OFTEN):
        channel = _due(now).first()
        if channel and _taken(channel, now):
            hand_over("syndication.tasks.listen", channel.pk)


def begin(now: datetime) -> None:
    """Posts that are out there and not asked for yet, or in the place of another."""
    known = Echo.objects.filter(
        delivery=OuterRef("pk"), remote_id=OuterRef("remote_id")
    )
    new = Delivery.objects.filter(
        ~Exists(known), published_at__gt=now - ECHO_FOR, channel__retired=False
    ).exclude(remote_id="")
    posts = list(new.exclude(state__in=AWAY).order_by("-published_at")[:BATCH])
    Echo.objects.filter(delivery__in=posts).delete()
    Echo.objects.bulk_create(
        (
            Echo(
                delivery=post,
                channel_id=post.channel_id,
                remote_id=post.remote_id,
                posted_at=post.published_at,
                next_at=max(post.published_at + ECHO_FIRST[0], now),
            )
            for post in posts
        ),
        ignore_conflicts=True,  # another host has done it at the same moment
    )


def listen(channel: Channel) -> None:
    """Ask for one batch of what is due; raises nothing that is expected."""
    if channel.paused_at or channel.retired or channel.silent():
        return  # since it was handed over
    now = timezone.now()
    here, free_at = Channel.objects.filter(pk=channel.pk), now + ECHO_AGAIN
    if not pacing.can_spare(channel, "reactions", now):
        here.update(echo_at=free_at)
        return
    trouble = ""
    try:
        _listen(channel, now)
        free_at = now
    except NetworkError as error:
        trouble = _told(error, channel)
        wait = getattr(error, "retry_after", None) or 0
        free_at = max(free_at, now + timedelta(seconds=WAITS.named(wait)))
        logger.warning("No echo: %s", type(error).__name__, extra=_facts(channel))
    except Exception:
        trouble = _("Ein Fehler in diesem Programm; er steht im Protokoll.")
        logger.exception("No echo.", extra=_facts(channel))
    here.update(echo_at=free_at, echo_trouble=trouble)


def next_time(posted_at: datetime, now: datetime) -> datetime | None:
    """When a post is asked for after now; None where it has been long enough."""
    end = posted_at + ECHO_FOR
    if now >= end:
        return None
    first = (posted_at + wait for wait in ECHO_FIRST)
    upcoming = next((moment for moment in first if moment > now), None)
    return min(upcoming or _together(now + ECHO_EVERY), end)


def _due(now: datetime) -> QuerySet[Channel]:
    """The channels to be asked, the one that waits longest first."""
    due = Echo.objects.filter(channel=OuterRef("pk"), next_at__lte=now)
    return (
        Channel.objects.in_use()
        .filter(Exists(due), paused_at=None)
        .exclude(throttled_until__gt=now)
        .exclude(echo_at__gt=now)
        .order_by(F("echo_at").asc(nulls_first=True), "pk")
    )


def _taken(channel: Channel, now: datetime) -> bool:
    """Whether it was us, of several hosts, who may ask this channel now."""
    free = Channel.objects.filter(pk=channel.pk).exclude(echo_at__gt=now)
    return bool(free.update(echo_at=now + TAKEN))


def _listen(channel: Channel, now: datetime) -> None:
    channel.refuse_wrong_address()
    client = channel.client()
    if client.missing_for_reactions:
        raise CredentialsError(client.missing_for_reactions)
    due = Echo.objects.filter(channel=channel).due(now).select_related("delivery")
    echoes = due[: client.reactions_at_once]
    there = [echo for echo in echoes if _is_there(echo)]
    if there:
        _hear(there, _reactions(channel, client, there, now), now)
    away = [echo.pk for echo in echoes if echo not in there]
    Echo.objects.filter(pk__in=away).update(next_at=None)


def _is_there(echo: Echo) -> bool:
    """Whether it still is of a post that we have not taken back."""
    delivery = echo.delivery
    return delivery.remote_id == echo.remote_id and delivery.state not in AWAY


def _reactions(
    channel: Channel, client: Network, there: Sequence[Echo], now: datetime
) -> dict[str, Reactions]:
    """What the network tells; a batch that it refuses holds up no other."""
    try:
        with noted_beside(channel):
            return client.reactions([echo.delivery.receipt for echo in there])
    except RejectedError:
        refused = Echo.objects.filter(pk__in=[echo.pk for echo in there])
        refused.update(next_at=now + ECHO_EVERY)
        raise


def _hear(there: Sequence[Echo], told: dict[str, Reactions], now: datetime) -> None:
    ours = _own_replies(there)
    for echo in there:
        reactions = told.get(echo.remote_id)
        if reactions and reactions.replies is not None:
            own = ours.get(echo.delivery.announcement_id, 0)
            reactions = replace(reactions, replies=max(reactions.replies - own, 0))
        echo.hear(reactions, now, next_time(echo.posted_at, now))


def _own_replies(there: Sequence[Echo]) -> dict[int, int]:
    """How many corrections of ours stand below the posts, by their announcement."""
    said = [echo.delivery.announcement_id for echo in there]
    corrections = Delivery.objects.filter(
        channel=there[0].channel_id,
        announcement__answers__in=said,
        state=Delivery.State.PUBLISHED,
    )
    counted = corrections.values_list("announcement__answers").annotate(Count("pk"))
    return dict(counted.order_by())


def _together(moment: datetime) -> datetime:
    """The next full quarter of an hour."""
    step = ECHO_TOGETHER.total_seconds()
    return datetime.fromtimestamp(-(-moment.timestamp() // step) * step, UTC)


def _told(error: NetworkError, channel: Channel) -> str:
    """Why there are no counts. The credentials may do for all but this."""
    if isinstance(error, CredentialsError):
        words = _(
            "Die Zugangsdaten reichen nicht, um Reaktionen zu zählen. Verbinden Sie den "
            "Kanal neu und erlauben Sie dabei alle Rechte. (%s)"
        )
    elif isinstance(error, RejectedError):
        words = _("Das Netzwerk nennt keine Reaktionen. (%s)")
    else:
        return explained(error, channel)
    return words % without_secrets(error, channel)


def _facts(channel: Channel) -> dict[str, object]:
    return {"event": "echo", "channel": channel.name}
