"""What a call to the network leaves on its channel: limits told, failures in a row."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from .models import Channel, Delivery
from .networks.base import NetworkError
from .waits import Waits

logger = logging.getLogger(__name__)


@contextmanager
def noted(channel: Channel) -> Iterator[None]:
    """Around a call to the network: what it tells of its limits is kept.

    The call is made by a client of this very object, and by who holds the channel's
    lease and has just read it. A success ends a row of failures.
    """
    known, kept = dict(channel.rates), {}
    try:
        yield
        if channel.failures:
            kept = {"failures": 0, "failed_last": None}
    finally:
        _keep(channel, known, **kept)


@contextmanager
def noted_beside(channel: Channel) -> Iterator[None]:
    """Around a call that nobody has leased the channel for: its limits are kept.

    Whether it fails or not says nothing of the posts, so no failure is counted.
    """
    known = dict(channel.rates)
    try:
        yield
    finally:
        _keep(channel, known)


def falls_silent(delivery: Delivery, error: NetworkError, waits: Waits) -> bool:
    """Whether nothing is sent on the channel for a time, after this failure.

    The network has named the time, or it was one of several failures in a row, of
    different deliveries: one that fails again and again holds up no other. Then one
    delivery tries again, and if it fails, too, the next silence is longer.
    """
    channel = delivery.channel
    named = getattr(error, "retry_after", None)
    seconds = waits.named(named) if named else _silence(channel, delivery.pk, waits)
    if seconds:
        channel.throttle(timezone.now() + timedelta(seconds=seconds))
    return bool(seconds)


def _silence(channel: Channel, delivery: int, waits: Waits) -> float:
    """In seconds, 0 for none; counts the failure if the last was of another."""
    here = Channel.objects.filter(pk=channel.pk)
    if not here.exclude(failed_last=delivery).update(
        failures=F("failures") + 1, failed_last=delivery
    ):
        return 0
    return waits.silence(here.get().failures)


def _keep(channel: Channel, known: Mapping[str, dict], **fields) -> None:
    """A note that is lost makes us slower, no more: what was sent is sent.

    Of each budget the latest word counts, for another call may have noted one, too.
    Nothing is written if no more is to be said than was `known` before the call.
    """
    if channel.rates == known and not fields:
        return
    here = Channel.objects.filter(pk=channel.pk)
    try:
        with transaction.atomic():
            for there in here.select_for_update().values_list("rates", flat=True):
                here.update(rates=_latest(there, channel.rates), **fields)
    except DatabaseError:
        logger.exception("The limits of %s were not noted.", channel)


def _latest(known: Mapping[str, dict], told: Mapping[str, dict]) -> dict[str, dict]:
    newer = {
        name: said
        for name, said in told.items()
        if name not in known or said["at"] >= known[name]["at"]
    }
    return {**known, **newer}
