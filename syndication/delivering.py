"""Claim what is due, one delivery after the other, and do what is pending."""

import time
from collections.abc import Callable

from django.utils import timezone

from . import pacing
from .looking import look
from .models import Delivery
from .sending import send
from .waits import WAITS, Waits

TRIES = 50  # to claim something


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
    """The most urgent due delivery, mine now; None if others were always faster.

    What its network's limits do not let go is due no longer, and the next is tried.
    """
    for _try in range(TRIES):
        now = timezone.now()
        delivery = Delivery.objects.due(now).first()
        if delivery is None:
            return None
        if delivery.in_doubt:
            won = delivery.claim_look(now, waits.lease)
        else:
            won = pacing.let_go(delivery, now) and delivery.claim(now, waits.lease)
        if won:
            return delivery
    return None
