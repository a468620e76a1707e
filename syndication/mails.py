"""Mail to the people who run this: written down first, sent then, tried again.

Whoever writes one down does so in the transaction of what it tells, so that neither is
there without the other. The key in its header is the same at each try: a mail server
that took it, though its answer was lost, shows it twice at most.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException
from textwrap import fill
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import models
from django.db.models import F
from django.utils import timezone
from django_q.tasks import async_task

logger = logging.getLogger(__name__)

FIRST_RETRY, LONGEST_RETRY = 150, 3_600  # seconds; longer than a mail takes to send
WIDTH = 68  # characters; with more bytes than 78 a line is sent in code
PAUSE = 20  # seconds between two tasks: a mail server that hangs holds one worker


class Mail(models.Model):
    """One that has not been sent yet; to whom is decided when it is."""

    subject = models.CharField(max_length=200)
    body = models.TextField()
    due_at = models.DateTimeField(db_index=True, default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.subject

    @classmethod
    def write(cls, subject: str, body: str) -> None:
        """Due at once. A header has one line; short ones are sent as they are read."""
        lines = [
            fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
            for line in body.splitlines()
        ]
        cls.objects.create(subject=" ".join(subject.split()), body="\n".join(lines))

    def claim(self, now: datetime) -> bool:
        """Mine to send; due again, if it fails or I die, three times later each time."""
        wait = min(FIRST_RETRY * 3 ** min(self.attempts, 9), LONGEST_RETRY)
        mine = Mail.objects.filter(pk=self.pk, due_at=self.due_at)
        due_at = now + timedelta(seconds=wait)
        return bool(mine.update(due_at=due_at, attempts=F("attempts") + 1))

    def send(self) -> None:
        """Hand it to the mail server; raises OSError or SMTPException."""
        host = urlsplit(settings.PUBLIC_URL).hostname
        key = f"<{self.pk}.{self.created_at.timestamp():.0f}@{host}>"
        EmailMessage(
            self.subject,
            self.body,
            to=[settings.OPERATIONS_MAILBOX],
            headers={"Message-ID": key},
        ).send()


def hand_over_due(now: datetime, hand_over: Callable | None = None) -> None:
    """Have what is due sent by the queue, by one worker of it at a time."""
    if not settings.OPERATIONS_MAILBOX:
        return
    due = Mail.objects.filter(due_at__lte=now).exists()
    if due and cache.add("syndication.mailing", True, PAUSE):
        (hand_over or async_task)("syndication.tasks.send_mails")


def send_due() -> int:
    """Send what is due until one fails; how many went out."""
    sent = 0
    for mail in Mail.objects.filter(due_at__lte=timezone.now()).order_by("pk"):
        if mail.claim(timezone.now()):
            if not _sent(mail):
                break
            sent += 1
    return sent


def _sent(mail: Mail) -> bool:
    """A server that takes none has no fault of the others: it is tried again later."""
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        # The server's answer may quote what must not be in a log.
        logger.error(
            "Not mailed, will be tried again: %s",
            type(error).__name__,
            extra={"event": "mail"},
        )
        return False
    Mail.objects.filter(pk=mail.pk).delete()
    logger.info("Mailed.", extra={"event": "mail"})
    return True
