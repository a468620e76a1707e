"""In doubt: did it arrive after all? The network is looked at, then a person asked."""

import logging

from django.utils.translation import gettext as _

from .breaker import falls_silent, noted
from .drafting import original_of
from .models import Delivery
from .networks.base import CredentialsError, HumanError, NetworkError, Post
from .reasons import explained
from .refusals import after, facts
from .waits import Waits

logger = logging.getLogger(__name__)


def look(delivery: Delivery, waits: Waits) -> None:
    """Find the post on its network; raises nothing that is expected."""
    channel = delivery.channel
    try:
        channel.refuse_wrong_address()
        with noted(channel):
            found = delivery.text and channel.client().find(
                delivery.key, _sent(delivery), delivery.keyed_at, delivery.handle
            )
    except NetworkError as error:
        _untold(delivery, error, waits)
    except Exception:
        logger.exception("Looking failed.", extra=facts(delivery, "bug"))
        delivery.fail(_("Ein Fehler in diesem Programm; er steht im Protokoll."))
    else:
        delivery.record(found) if found else _unseen(delivery, waits)


def _unseen(delivery: Delivery, waits: Waits) -> None:
    """Look again; in the end it is not there, where the network can prove that."""
    left = delivery.looks_left - 1
    proven = delivery.channel.network_class.proves_absence or not delivery.text
    if delivery.text and (left > 0 or not proven):
        wait = waits.looks[-left] if left else 0
        delivery.look_again(after(wait), left, delivery.last_error)
    elif (
        not type(delivery.announcement).objects.get(pk=delivery.announcement_id).wanted
    ):
        delivery.give_up(_("Die Seite ist nicht (mehr) öffentlich."))
    elif delivery.attempts < waits.attempts:
        delivery.send_again()
    else:
        delivery.fail(delivery.last_error)


def _untold(delivery: Delivery, error: NetworkError, waits: Waits) -> None:
    """The network did not tell: the doubt remains until it does."""
    reason = explained(error, delivery.channel)
    delivery.channel.note_failure(reason)
    if isinstance(error, CredentialsError | HumanError):
        delivery.channel.pause(reason)
    else:
        falls_silent(delivery, error, waits)
    logger.warning("Not seen.", extra=facts(delivery, type(error).__name__))
    named = getattr(error, "retry_after", None)
    wait = waits.named(named) if named else waits.retry(delivery.attempts)
    delivery.look_again(after(wait), delivery.looks_left, reason)


def _sent(delivery: Delivery) -> Post:
    """As much of the post as was written down before it was sent."""
    original = original_of(delivery)
    return Post(
        text=delivery.text,
        language="",
        url=delivery.link,
        title=delivery.announcement.title,
        description="",
        reply_to=original.receipt if original else None,
    )
