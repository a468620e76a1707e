"""When a queue counts as dead though its processes live."""

import socket
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from cityportal.supervisor import Supervisor
from syndication.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent():
    """Whether it is, so many seconds after its start and its last heartbeat."""

    def is_silent(started: float, beaten: float | None) -> bool:
        now = timezone.now()
        if beaten is not None:
            Heartbeat.objects.create(
                host=socket.gethostname(), beaten_at=now - timedelta(seconds=beaten)
            )
        supervisor = Supervisor(None, None)
        supervisor.started = time.monotonic() - started
        return supervisor._is_silent(now)

    return is_silent


@pytest.mark.parametrize(
    ("started", "beaten", "expected"),
    [
        (5, None, False),
        (40, None, False),  # a busy machine: it is still beginning
        (40, 300, False),  # the beat of the one before says nothing
        (61, None, True),
        (61, 300, True),
        (40, 3, False),
        (40, 25, True),  # it had begun
        (3_600, 19, False),
        (3_600, 21, True),
    ],
)
def test_a_queue_is_silent_after_20_seconds_once_it_has_begun(
    silent, started, beaten, expected
):
    assert silent(started, beaten) is expected
