"""Two arrows at once on PostgreSQL, where the second waits for the first to be written."""

import json

import pytest

# An article leaves in the very moment in which a worker claims its delivery.
AT_ONCE = """
import json, threading, time
from django.db import connection, transaction
from django.utils import timezone
from syndication.models import Announcement, Delivery
from tests import factories
from tests.syndication.test_pacing import waiting

waiting(factories.channel())
claimed, said = threading.Event(), {}

def leave():
    claimed.wait(10)
    Announcement.objects.update(wanted=False)
    said["left"] = Delivery.objects.get().follow(timezone.now())
    connection.close()

other = threading.Thread(target=leave)
other.start()
with transaction.atomic():
    said["claimed"] = Delivery.objects.get().claim(timezone.now(), 60)
    claimed.set()
    time.sleep(1)  # the other one waits for us now
other.join()
print(json.dumps(said | {"state": Delivery.objects.get().state}))
"""


@pytest.mark.timeout(300)
def test_what_is_just_claimed_does_not_leave_unnoticed(stand_on_postgres):
    told = json.loads(stand_on_postgres.shell(AT_ONCE))
    assert told == {"claimed": True, "left": False, "state": "sending"}
