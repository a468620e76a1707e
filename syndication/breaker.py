"""What a call to the network leaves on its channel: limits told, failures in a row."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from .channels import Channel
from .networks.base import TemporaryError
from .waits import Waits

logger = logging.getLogger(__name__)


@contextmanager
def noted(channel: Channel) -> Iterator[None]:
    """Around a call to the network: what it tells of its limits is kept.

    The call is made by a client of this very object, and by who holds the channel's
    lease. A success ends a row of failures.
    """
    kept = {}
    try:
        yield
        kept["failures"] = 0
    finally:
        _keep(channel, rates=channel.rates, **kept)


def falls_silent(channel: Channel, error: TemporaryError, waits: Waits) -> bool:
    """Whether nothing is sent on the channel for a time, after this failure.

    The network has named the time, or it was one of several failures in a row: then a
    single delivery tries again, and if it fails, too, the next silence is longer.
    """
    seconds = waits.named(error.retry_after) if error.retry_after else 0
    if not seconds:
        Channel.objects.filter(pk=channel.pk).update(failures=F("failures") + 1)
        channel.refresh_from_db(fields=["failures"])
        seconds = waits.silence(channel.failures)
    if seconds:
        channel.throttle(timezone.now() + timedelta(seconds=seconds))
    return bool(seconds)


def _keep(channel: Channel, **fields) -> None:
    """A note that is lost makes us slower, no more: what was sent is sent."""
    try:
        Channel.objects.filter(pk=channel.pk).update(**fields)
    except DatabaseError:
        logger.exception("The limits of %s were not noted.", channel)
