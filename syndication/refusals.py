"""What becomes of a delivery when the network, or we, did not do what was asked."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from .breaker import falls_silent
from .delivery_states import Action
from .models import Delivery, WrongAddressError
from .networks.base import (
    CredentialsError,
    HumanError,
    NetworkError,
    TemporaryError,
    UncertainError,
)
from .reasons import explained
from .waits import Waits

logger = logging.getLogger(__name__)


def after(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)


def facts(delivery: Delivery, event: str) -> dict[str, object]:
    return {
        "event": event,
        "action": delivery.action,
        "delivery": delivery.pk,
        "channel": delivery.channel.name,
    }


def refused(delivery: Delivery, error: NetworkError, waits: Waits) -> None:
    """The arrow that belongs to the error."""
    reason = explained(error, delivery.channel)
    logger.warning("Not done.", extra=facts(delivery, type(error).__name__))
    delivery.channel.note_failure(reason)
    if isinstance(error, CredentialsError | HumanError):
        delivery.channel.pause(reason)
        delivery.hand_back(reason)
        if not isinstance(error, WrongAddressError):
            delivery.channel.check_soon()
    elif isinstance(error, TemporaryError | UncertainError):
        _passing(delivery, error, reason, waits)
    else:
        _stop(delivery, reason)
        delivery.channel.check_soon()


def mistaken(delivery: Delivery, waits: Waits) -> None:
    """Our own mistake: before the call nothing is out, after it the network knows."""
    reason = _("Ein Fehler in diesem Programm; er steht im Protokoll.")
    if delivery.action != Action.PUBLISH:
        _try_later(delivery, reason, waits)
    elif delivery.text:
        delivery.doubt(after(waits.looks[0]), len(waits.looks), reason)
    else:
        delivery.fail(reason)


def _passing(
    delivery: Delivery, error: NetworkError, reason: str, waits: Waits
) -> None:
    """Later it may work. That the whole channel waits costs no attempt."""
    silent = falls_silent(delivery, error, waits)
    if isinstance(error, UncertainError) and delivery.action == Action.PUBLISH:
        delivery.doubt(after(waits.looks[0]), len(waits.looks), reason)
    elif silent and getattr(error, "retry_after", None):
        delivery.hand_back(reason)
    elif silent:  # and another one tries first
        delivery.hand_back(reason, after(waits.retry(delivery.attempts)))
    else:
        _try_later(delivery, reason, waits)


def _try_later(delivery: Delivery, reason: str, waits: Waits) -> None:
    if delivery.attempts < waits.attempts:
        delivery.postpone(after(waits.retry(delivery.attempts)), reason)
    else:
        _stop(delivery, reason)


def _stop(delivery: Delivery, reason: str) -> None:
    if delivery.action == Action.PUBLISH:
        delivery.fail(reason)
    else:
        delivery.ask_person(reason, said=delivery.announcement.said)
