"""The names that the queue calls."""

import socket

from django.utils import timezone

from . import delivering
from .models import Heartbeat


def deliver_due() -> int:
    return delivering.deliver_due()


def beat() -> None:
    Heartbeat.objects.update_or_create(
        host=socket.gethostname(), defaults={"beaten_at": timezone.now()}
    )
