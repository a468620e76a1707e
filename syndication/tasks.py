"""The names that the queue calls."""

import ctypes
from multiprocessing.sharedctypes import RawValue

from . import checking, delivering, echo, expiry, mails
from .models import Channel

# Seen by all processes of this worker, and without a lock that one could die with.
stopping = RawValue(ctypes.c_bool, False)


def deliver_due() -> int:
    return delivering.deliver_due(enough=lambda: stopping.value)


def listen(channel: int) -> None:
    echo.listen(Channel.objects.get(pk=channel))


def renew(channel: int) -> None:
    expiry.renew(Channel.objects.get(pk=channel))


def check(channel: int) -> None:
    checking.check(Channel.objects.get(pk=channel))


def send_mails() -> int:
    return mails.send_due()


def beat() -> None:
    """Nothing: that it is done, from end to end, shows that a lane of the queue works."""
