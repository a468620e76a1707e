"""The names that the queue calls."""

import ctypes
import socket
from multiprocessing.sharedctypes import RawValue

from django.utils import timezone

from . import delivering, echo, expiry
from .models import Channel, Heartbeat

# Seen by all processes of this worker, and without a lock that one could die with.
stopping = RawValue(ctypes.c_bool, False)


def deliver_due() -> int:
    return delivering.deliver_due(enough=lambda: stopping.value)


def listen(channel: int) -> None:
    echo.listen(Channel.objects.get(pk=channel))


def renew(channel: int) -> None:
    expiry.renew(Channel.objects.get(pk=channel))


def warn(channel: int) -> None:
    expiry.warn(Channel.objects.get(pk=channel))


def beat() -> None:
    Heartbeat.objects.update_or_create(
        host=socket.gethostname(), defaults={"beaten_at": timezone.now()}
    )
