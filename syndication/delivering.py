"""claim -> compose -> network -> record: the only code that sends."""

import hashlib
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from .composing import Story, compose
from .delivery_states import Version
from .models import Channel, Delivery
from .networks.base import (
    CredentialsError,
    HumanError,
    NetworkError,
    Post,
    Processing,
    TemporaryError,
    UncertainError,
)
from .pictures import picture_of
from .public_pictures import published
from .readiness import PageLeftError, public_page, warm
from .reasons import explained
from .waits import WAITS, Waits

logger = logging.getLogger(__name__)


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
        _look(delivery, waits) if delivery.in_doubt else _send(delivery, waits)
    return handled


def _claimed(waits: Waits) -> Delivery | None:
    """The most urgent due delivery, mine now; None if others were always faster."""
    for _try in range(10):
        now = timezone.now()
        delivery = Delivery.objects.due(now).first()
        if delivery is None:
            return None
        claim = delivery.claim_look if delivery.in_doubt else delivery.claim
        if claim(now, waits.lease):
            return delivery
    return None


def _send(delivery: Delivery, waits: Waits) -> None:
    channel = delivery.channel
    try:
        channel.refuse_wrong_address()
        page = public_page(delivery.announcement.page)
        post = _composed(page.story(), channel)
        warm(post)
        if not delivery.intend(Version(post.text, post.url, "", _sha256(post))):
            return
        answer = channel.client().publish(post, delivery.key, delivery.handle)
        if isinstance(answer, Processing):
            delivery.stage(answer.handle, _after(answer.seconds))
        elif delivery.record(answer):
            logger.info("Published.", extra=_facts(delivery, "published"))
    except PageLeftError as left:
        delivery.give_up(str(left))
    except NetworkError as error:
        _refused(delivery, error, waits)
    except Exception:
        logger.exception("Sending failed.", extra=_facts(delivery, "bug"))
        _mistaken(delivery, waits)


def _mistaken(delivery: Delivery, waits: Waits) -> None:
    """Our own mistake: before the call nothing is out, after it the network knows."""
    reason = _("Ein Fehler in diesem Programm; er steht im Protokoll.")
    if delivery.text:
        delivery.doubt(_after(waits.looks[0]), len(waits.looks), reason)
    else:
        delivery.fail(reason)


def _composed(story: Story, channel: Channel) -> Post:
    limits = channel.limits()
    attach = Channel.Attach.PICTURE if limits.needs_picture else channel.attach
    picture = picture_of(story, limits, attach)
    if picture and limits.picture.fetched and attach == Channel.Attach.PICTURE:
        picture = published(picture)
    return compose(story, limits, attach, picture)


def _refused(delivery: Delivery, error: NetworkError, waits: Waits) -> None:
    """The arrow that belongs to the error."""
    reason = explained(error, delivery.channel)
    logger.warning("Not published.", extra=_facts(delivery, type(error).__name__))
    if isinstance(error, CredentialsError | HumanError):
        delivery.channel.pause(reason)
        delivery.hand_back(reason)
    elif isinstance(error, UncertainError):
        delivery.doubt(_after(waits.looks[0]), len(waits.looks), reason)
    elif isinstance(error, TemporaryError) and error.retry_after:
        delivery.channel.throttle(_after(waits.named(error.retry_after)))
        delivery.hand_back(reason)
    elif isinstance(error, TemporaryError) and delivery.attempts < waits.attempts:
        delivery.postpone(_after(waits.retry(delivery.attempts)), reason)
    else:
        delivery.fail(reason)


def _look(delivery: Delivery, waits: Waits) -> None:
    """Did it arrive after all?"""
    channel = delivery.channel
    try:
        channel.refuse_wrong_address()
        found = delivery.text and channel.client().find(
            delivery.key, _sent(delivery), delivery.keyed_at, delivery.handle
        )
    except NetworkError as error:
        _unseen(delivery, error, waits)
    except Exception:
        logger.exception("Looking failed.", extra=_facts(delivery, "bug"))
        delivery.fail(_("Ein Fehler in diesem Programm; er steht im Protokoll."))
    else:
        _looked(delivery, found, waits)


def _looked(delivery: Delivery, found, waits: Waits) -> None:
    left = delivery.looks_left - 1
    if found:
        delivery.record(found)
    elif delivery.text and left > 0:
        delivery.look_again(_after(waits.looks[-left]), left, delivery.last_error)
    elif delivery.attempts < waits.attempts:
        delivery.send_again()
    else:
        delivery.fail(delivery.last_error)


def _unseen(delivery: Delivery, error: NetworkError, waits: Waits) -> None:
    """The network did not tell: the doubt remains until it does."""
    reason = explained(error, delivery.channel)
    if isinstance(error, CredentialsError | HumanError):
        delivery.channel.pause(reason)
    logger.warning("Not seen.", extra=_facts(delivery, type(error).__name__))
    named = getattr(error, "retry_after", None)
    wait = waits.named(named) if named else waits.retry(delivery.attempts)
    delivery.look_again(_after(wait), delivery.looks_left, reason)


def _sent(delivery: Delivery) -> Post:
    """As much of the post as was written down before it was sent."""
    return Post(
        text=delivery.text,
        language="",
        url=delivery.link,
        title=delivery.announcement.title,
        description="",
    )


def _sha256(post: Post) -> str:
    return hashlib.sha256(post.picture.content).hexdigest() if post.picture else ""


def _after(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)


def _facts(delivery: Delivery, event: str) -> dict[str, object]:
    return {
        "event": event,
        "delivery": delivery.pk,
        "channel": delivery.channel.name,
    }
