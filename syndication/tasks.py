"""The names that the queue calls."""

import socket

from django.utils import timezone

from . import delivering, expiry
from .models import Channel, Heartbeat


def deliver_due() -> int:
    return delivering.deliver_due()


def renew(channel: int) -> None:
    expiry.renew(Channel.objects.get(pk=channel))


def warn(channel: int) -> None:
    expiry.warn(Channel.objects.get(pk=channel))


def beat() -> None:
    Heartbeat.objects.update_or_create(
        host=socket.gethostname(), defaults={"beaten_at": timezone.now()}
    )
