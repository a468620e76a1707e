"""Publish, update or withdraw what this worker has claimed: the only code that sends."""

import logging
from dataclasses import replace

from django.utils.translation import gettext as _

from .breaker import noted
from .delivery_states import Action
from .drafting import (
    NothingToSayError,
    OriginalUnsettledError,
    PersonNeededError,
    drafted,
    known,
)
from .models import Delivery
from .networks.base import NetworkError, Processing
from .readiness import PageLeftError, warm
from .refusals import after, facts, mistaken, refused
from .waits import Waits

logger = logging.getLogger(__name__)


def send(delivery: Delivery, waits: Waits) -> None:
    """Do what is pending and record how it ended; raises nothing that is expected."""
    act = {
        Action.PUBLISH: _publish,
        Action.UPDATE: _update,
        Action.WITHDRAW: _withdraw,
    }[delivery.action]
    try:
        delivery.channel.refuse_wrong_address()
        act(delivery)
    except PageLeftError as left:
        _leave(delivery, str(left), waits)
    except NothingToSayError as nothing:
        delivery.give_up(str(nothing))
    except OriginalUnsettledError as unsettled:
        delivery.hand_back(str(unsettled), after(waits.looks[0]))
    except PersonNeededError as needed:
        delivery.ask_person(str(needed), said=delivery.announcement.said)
    except NetworkError as error:
        refused(delivery, error, waits)
    except Exception:
        logger.exception("Not done.", extra=facts(delivery, "bug"))
        mistaken(delivery, waits)


def _publish(delivery: Delivery) -> None:
    channel = delivery.channel
    client = channel.client()
    post, version = drafted(delivery)
    if delivery.handle and client.stages_text:  # that is what will be seen
        post, version = replace(post, text=delivery.text), delivery.shown()
    warm(post, version.said)
    # While nothing can become public, a death leaves no doubt behind.
    if not client.stages(post, delivery.handle) and not delivery.intend(version):
        return
    with noted(channel):
        answer = client.publish(post, delivery.key, delivery.handle)
    if isinstance(answer, Processing):
        delivery.stage(answer.handle, after(answer.seconds))
    elif delivery.record(answer):
        logger.info("Published.", extra=facts(delivery, "published"))


def _update(delivery: Delivery) -> None:
    """No call where what is out there says it already, or cannot be changed."""
    channel = delivery.channel
    client = channel.client()
    post, version = drafted(delivery)
    shown = delivery.shown()
    old_picture = "picture" not in client.updates and not version.pictured_as(shown)
    if version.looks_like(shown) and not delivery.revision:
        delivery.leave_as_is(version.said, outdated=False)
    elif not client.updates or (version.text == shown.text and old_picture):
        delivery.leave_as_is(version.said, outdated=True)
    else:
        receipt = known(delivery).receipt
        warm(post, version.said)
        if delivery.intend(version):
            with noted(channel):
                receipt = client.update(post, receipt, delivery.key)
            delivery.record_update(receipt, outdated=old_picture)
            logger.info("Updated.", extra=facts(delivery, "updated"))


def _withdraw(delivery: Delivery) -> None:
    client = delivery.channel.client()
    receipt = known(delivery).receipt
    if not client.can_withdraw:
        raise PersonNeededError(_("Mit diesem Zugang lässt sich dort nichts löschen."))
    with noted(delivery.channel):
        client.withdraw(receipt)
    if delivery.record_withdrawal():
        logger.info("Withdrawn.", extra=facts(delivery, "withdrawn"))


def _leave(delivery: Delivery, reason: str, waits: Waits) -> None:
    """The page has left, and the sweep need not have found it yet."""
    delivery.announcement.leave(after(0))
    if delivery.action != Action.PUBLISH:
        delivery.hand_back(reason)
    elif delivery.text:
        delivery.doubt(after(0), 1, reason)
    else:
        delivery.give_up(reason)
