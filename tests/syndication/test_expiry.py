"""Credentials that end: renewed in time, told in time, by one worker each."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from syndication import expiry
from syndication.models import Channel
from tests import factories

pytestmark = pytest.mark.django_db
MAILBOX = "netzwerke@stadt.example"


@pytest.fixture
def asked(monkeypatch):
    """What was handed to the queue, in order."""
    tasks = []
    monkeypatch.setattr(expiry, "async_task", lambda *task: tasks.append(task))
    return tasks


@pytest.fixture
def now():
    return timezone.now()


def ending(now, days, **changes):
    """A channel whose credentials end in so many days and cannot be renewed."""
    channel = factories.channel(**changes)
    end = now + timedelta(days=days)
    channel.keep_credentials({"access_token": "x" * 9, "expires_at": end.timestamp()})
    expiry.plan(channel, now)
    channel.save()
    return channel


def test_what_never_ends_is_left_alone(asked, now):
    channel = factories.channel()
    expiry.plan(channel, now)
    channel.save()
    expiry.refresh_due(now + timedelta(days=999))
    assert (channel.expires_at, channel.renew_at, asked) == (None, None, [])


def test_an_end_is_told_14_7_and_2_days_before_once_each(asked, now):
    ending(now, days=30)
    told = []
    for hours in range(0, 31 * 24, 6):
        asked.clear()
        expiry.refresh_due(now + timedelta(hours=hours))
        told += [30 - hours / 24 for _task in asked]
    assert told == [14, 7, 2]


def test_a_channel_connected_late_is_told_at_once(asked, now):
    channel = ending(now, days=5)
    expiry.refresh_due(now)
    assert asked == [("syndication.tasks.warn", channel.pk)]
    channel.refresh_from_db()
    assert channel.warn_at == channel.expires_at - timedelta(days=2)


def test_two_workers_at_once_ask_once(asked, now):
    channel = ending(now, days=5)
    both = [Channel.objects.get(pk=channel.pk) for _worker in "ab"]
    assert [expiry._moved(each, warn_at=None) for each in both] == [True, False]


def test_the_mail_names_channel_day_and_next_step(now, settings):
    settings.OPERATIONS_MAILBOX = MAILBOX
    channel = ending(now, days=5, account_name="@stadt")
    expiry.warn(channel)
    (message,) = mail.outbox
    assert message.to == [MAILBOX]
    for words in ("@stadt", "Neu verbinden", settings.PUBLIC_URL):
        assert words in message.body
    assert "x" * 9 not in message.body


def test_without_a_mailbox_nothing_is_mailed(now):
    expiry.warn(ending(now, days=5))
    assert mail.outbox == []


def test_a_mail_that_failed_is_tried_again(now, settings):
    settings.OPERATIONS_MAILBOX = MAILBOX
    backend = "django.core.mail.backends.smtp.EmailBackend"
    nobody = {"host": "127.0.0.1", "port": 9}
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": nobody}}
    channel = ending(now, days=1)
    expiry.refresh_due(now)
    expiry.warn(channel)
    channel.refresh_from_db()
    assert now < channel.warn_at < now + timedelta(days=1)


def test_list_and_home_show_what_ends_soon_and_what_is_paused(admin_client, now):
    ending(now, days=5, name="Läuft ab")
    ending(now, days=50, name="Läuft noch lange")
    paused = factories.channel(name="Steht")
    paused.pause("Zugang gesperrt")
    home = admin_client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Läuft ab" in home
    assert "der Zugang endet am" in home
    assert "Zugang gesperrt" in home
    assert "Läuft noch lange" not in home
    listing = admin_client.get(reverse("channels:index")).content.decode()
    assert "der Zugang endet am" in listing
