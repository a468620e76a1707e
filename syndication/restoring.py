"""After a backup was restored: what seems unsent may be out there.

The database that comes back knows nothing of what was sent after it was saved. So the
worker notes beside it how far the log of attempts had come; a log that is shorter than
noted is of an older database, and no channel sends until a person has said so.
"""

import logging
from hashlib import sha256
from pathlib import Path

from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from .drafting import (
    NothingToSayError,
    OriginalUnsettledError,
    PersonNeededError,
    drafted,
)
from .models import Attempt, Channel, Delivery
from .networks.base import NetworkError
from .readiness import PageLeftError

UNSAYABLE = (
    NetworkError,
    NothingToSayError,
    OriginalUnsettledError,
    PageLeftError,
    PersonNeededError,
)

logger = logging.getLogger(__name__)


class Mark:
    """How far this database's log had come, noted in a file of `folder`."""

    def __init__(self, folder: Path):
        self.file = folder / f"log-of-{_database()}"
        self._noted = None

    def heed(self, *_moment) -> bool:
        """Note where the log is; True and all channels paused if it was further."""
        newest = Attempt.objects.aggregate(newest=Max("pk"))["newest"] or 0
        noted = self._read() if self._noted is None else self._noted
        if newest < noted:
            logger.error("The database is older than its log: all channels are paused.")
            pause_all(
                _(
                    "Die Datenbank ist älter als ihr letzter Stand; wohl aus einer "
                    "Sicherung. Erst im Netzwerk nachsehen, dann fortsetzen."
                )
            )
        if newest != noted or self._noted is None:
            self._write(newest)
        return newest < noted

    def _read(self) -> int:
        try:
            return int(self.file.read_text())
        except (FileNotFoundError, ValueError):
            return 0

    def _write(self, newest: int) -> None:
        """Whole or not at all, also if the machine stops in the middle."""
        beside = self.file.with_suffix(".new")
        beside.write_text(str(newest))
        beside.replace(self.file)
        self._noted = newest


def _database() -> str:
    """The database's name, as it fits into one of a file."""
    known = connection.settings_dict
    name = f"{known['ENGINE']} {known['HOST']} {known['PORT']} {known['NAME']}"
    return sha256(name.encode()).hexdigest()[:12]


def pause_all(reason: str) -> int:
    """No channel sends; returns how many did."""
    return sum(channel.pause(reason) for channel in Channel.objects.in_use())


def look_first(channel: Channel) -> int:
    """What the channel has not sent is looked for on the network before it is sent.

    Returns of how many deliveries that is to be done. What cannot be composed now is
    found out when it is sent.
    """
    waiting = Delivery.objects.never_sent().filter(channel=channel)
    return sum(_suspected(delivery) for delivery in waiting)


def _suspected(delivery: Delivery) -> bool:
    try:
        _post, version = drafted(delivery)
    except UNSAYABLE:
        return False
    return delivery.suspect(version, delivery.created_at, timezone.now())
