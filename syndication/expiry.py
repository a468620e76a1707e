"""Credentials that end: renewed in time, and if that fails, told in time.

`renew_at` and `warn_at` of a channel are the next moments to act. Moving one of them
by a conditional update is the lock: whoever moved it does the work.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_q.tasks import async_task

from .models import Channel, Mail
from .networks.base import CredentialsError, NetworkError
from .reasons import explained
from .waits import ENDS_SOON
from .ways import way_for_channel

logger = logging.getLogger(__name__)

WARNED = (ENDS_SOON, timedelta(days=7), timedelta(days=2))
YOUNGEST = timedelta(hours=25)  # Meta renews what is at least 24 hours old
EARLY = timedelta(days=30)  # so long before the end: half of Meta's 60 days
AGAIN = timedelta(hours=6)  # after a renewal that failed


def plan(channel: Channel, now: datetime) -> None:
    """Set (not save) when the channel's credentials end, and what happens before."""
    ends = channel.credentials().get("expires_at")
    channel.expires_at = datetime.fromtimestamp(ends, UTC) if ends else None
    channel.renew_at = channel.warn_at = None
    if not channel.expires_at:
        return
    channel.warn_at = channel.expires_at - WARNED[0]
    if way_for_channel(channel).renewable:
        channel.renew_at = max(now + YOUNGEST, channel.expires_at - EARLY)


def refresh_due(now: datetime, hand_over: Callable | None = None) -> None:
    """Hand what is to be renewed to the queue, and write down the mails that warn.

    `hand_over` is given the name of a task and a channel's number.
    """
    hand_over = hand_over or async_task
    for channel in Channel.objects.in_use().filter(renew_at__lte=now):
        if _moved(channel, renew_at=now + AGAIN):
            hand_over("syndication.tasks.renew", channel.pk)
    for channel in Channel.objects.in_use().filter(warn_at__lte=now):
        with transaction.atomic():
            if _moved(channel, warn_at=_next_warning(channel, now)):
                _warn(channel, now)


def renew(channel: Channel) -> None:
    """Have the credentials last longer; what goes wrong is logged and tried again."""
    try:
        channel.refuse_wrong_address()
        credentials = channel.credentials()
        channel.keep_credentials(
            credentials | way_for_channel(channel).renew(credentials)
        )
    except CredentialsError as error:
        channel.pause(explained(error, channel))
    except NetworkError as error:
        logger.warning(
            "Credentials not renewed: %s",
            type(error).__name__,
            extra={"event": "renewal", "channel": channel.name},
        )
    else:
        plan(channel, timezone.now())
        channel.save(update_fields=["expires_at", "renew_at", "warn_at"])


def _warn(channel: Channel, now: datetime) -> None:
    """Tell the operations' mailbox, if there is one; without it the admin tells."""
    if not settings.OPERATIONS_MAILBOX:
        return
    ended = channel.expires_at <= now
    with override(settings.LANGUAGE_CODE):
        subject = (
            _("Der Zugang zu „%s“ ist abgelaufen")
            if ended
            else _("Der Zugang zu „%s“ endet bald")
        )
        Mail.write(subject % channel, _text(channel, ended))


def _text(channel: Channel, ended: bool) -> str:
    can = (
        _("Der Kanal %(which)s kann seit dem %(ends)s Uhr nicht mehr senden.")
        if ended
        else _("Der Kanal %(which)s kann nur noch bis zum %(ends)s Uhr senden.")
    )
    which = f"„{channel}“ ({channel.get_network_display()}, {channel.account_name})"
    ends = date_format(timezone.localtime(channel.expires_at), "j. F Y, H:i")
    page = settings.PUBLIC_URL + reverse("channels:reconnect", args=[channel.pk])
    step = _("Bitte verbinden Sie ihn neu: %s") % page
    return f"{can % {'which': which, 'ends': ends}}\n\n{step}\n"


def _next_warning(channel: Channel, now: datetime) -> datetime | None:
    moments = (channel.expires_at - before for before in WARNED)
    return next((moment for moment in moments if moment > now), None)


def _moved(channel: Channel, **moment) -> bool:
    """Whether we were the one who moved this moment on."""
    (name,) = moment
    unmoved = Channel.objects.filter(pk=channel.pk, **{name: getattr(channel, name)})
    return bool(unmoved.update(**moment))
