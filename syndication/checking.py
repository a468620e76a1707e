"""The harmless check that each channel has once a day, by itself.

`check_at` of a channel is the next moment. Whoever moves it on by a conditional update
does the check, in the queue.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django_q.tasks import async_task

from . import connecting, pacing
from .models import Channel, WrongAddressError
from .networks.base import NetworkError

logger = logging.getLogger(__name__)


def hand_over_due(now: datetime, hand_over: Callable | None = None) -> None:
    """Hand the channel that has waited longest to the queue; one each second.

    One that is silent has its check later, as has one whose network's limits are used
    up. `hand_over` is given the name of a task and a channel's number.
    """
    channel = (
        Channel.objects.checkable()
        .filter(check_at__lte=now)
        .exclude(throttled_until__gt=now)
        .order_by("check_at")
        .first()
    )
    if channel is None:
        return
    begins = pacing.check_opens(channel, now)
    if begins > now:
        channel.move_check(begins)
    elif channel.move_check(connecting.next_check(now)):
        (hand_over or async_task)("syndication.tasks.check", channel.pk)


def check(channel: Channel) -> None:
    """Ask the network; what it answers is kept by the channel, and no more is done."""
    try:
        connecting.check(channel)
    except WrongAddressError:  # this is a copy: the channel is another site's
        return
    except NetworkError as error:
        logger.warning(
            "A check failed: %s",
            type(error).__name__,
            extra={"event": "check", "channel": channel.name},
        )
