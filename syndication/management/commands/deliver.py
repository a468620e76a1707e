"""manage.py deliver: one pass of the worker's work, without the queue."""

import time
from contextlib import suppress

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from syndication import (
    alarms,
    checking,
    delivering,
    echo,
    expiry,
    mails,
    outbox,
    scheduling,
)
from syndication.models import Delivery


def _at_once(task: str, *arguments) -> None:
    import_string(task)(*arguments)


class Command(BaseCommand):
    help = "Publish what is scheduled and send what is due, without the queue."

    def add_arguments(self, parser):
        parser.add_argument(
            "--seconds",
            type=float,
            default=300,
            help="begin nothing more after so long (300)",
        )

    def handle(self, *, seconds, **options):
        if seconds <= 0:
            raise CommandError(_("--seconds muss größer als null sein."))
        now, end = timezone.now(), time.monotonic() + seconds
        published = scheduling.publish_due(now)
        expired = scheduling.unpublish_expired(now)
        expiry.refresh_due(now, _at_once)
        checking.hand_over_due(now, _at_once)
        handled = self._send(end)
        echo.sweep(now, _at_once)
        alarms.sweep(timezone.now())
        mails.hand_over_due(timezone.now(), _at_once)
        self.stdout.write(
            _(
                "%(published)s veröffentlicht, %(expired)s abgelaufen, "
                "%(handled)s Schritte auf den Kanälen; noch fällig: %(due)s."
            )
            % {
                "published": published,
                "expired": expired,
                "handled": handled,
                "due": Delivery.objects.due(timezone.now()).count(),
            }
        )

    def _send(self, end: float) -> int:
        """Until nothing is due; what waits for its time is left to the next pass."""
        handled = 0
        with suppress(KeyboardInterrupt):  # what was being sent keeps its lease
            while time.monotonic() < end:
                outbox.sweep(timezone.now())
                done = delivering.deliver_due(enough=lambda: time.monotonic() > end)
                if not done:
                    break
                handled += done
        return handled
