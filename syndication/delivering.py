"""Claim what is due, one delivery after the other, and do what is pending."""

import random
import time
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from . import pacing
from .looking import look
from .models import Delivery
from .sending import send
from .waits import WAITS, Waits

TRIES = 50  # to claim something
AT_ONCE = 20  # deliveries that are looked at for one
URGENCY = ("action", "announcement__urgent")


def deliver_due(
    waits: Waits = WAITS, enough: Callable[[], bool] = lambda: False
) -> int:
    """Send what is due, the most urgent first, until nothing is or the time is up.

    `enough` is asked before each delivery whether to go on. Returns the number of
    deliveries handled. Raises nothing that is expected.
    """
    end = time.monotonic() + waits.task
    handled = 0
    while not enough() and time.monotonic() < end and (delivery := _claimed(waits)):
        handled += 1
        act = look if delivery.in_doubt else send
        act(delivery, waits)
    return handled


def _claimed(waits: Waits) -> Delivery | None:
    """One of the most urgent due deliveries, mine now; None if others were always faster.

    What its network's limits do not let go is due no longer, and the next is tried.
    """
    for _try in range(TRIES):
        now = timezone.now()
        delivery = _chosen(now)
        if delivery is None:
            return None
        if delivery.in_doubt:
            won = delivery.claim_look(now, waits.lease)
        else:
            won = pacing.let_go(delivery, now) and delivery.claim(now, waits.lease)
        if won:
            return delivery
    return None


def _chosen(now: datetime) -> Delivery | None:
    """The most urgent one, or as urgent a one that is the first of another channel.

    By chance, so that not all workers try to claim the same.
    """
    due = Delivery.objects.due(now)
    waiting = list(due.values_list(*URGENCY, "channel", "pk")[:AT_ONCE])
    firsts = {channel: (*rank, pk) for *rank, channel, pk in reversed(waiting)}
    if not firsts:
        return None
    equal = [pk for *rank, pk in firsts.values() if rank == list(waiting[0][:2])]
    chosen = Delivery.objects.filter(pk=random.choice(equal))  # noqa: S311  no secret
    whole = chosen.select_related("channel", "announcement__page")
    return next(iter(whole.order_by()), None)  # `first` would sort, which takes a while
