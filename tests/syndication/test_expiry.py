"""Credentials that end: renewed in time, told in time, by one worker each."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from syndication import expiry, mails
from syndication.models import Channel, Mail
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
def mailbox(settings):
    settings.OPERATIONS_MAILBOX = MAILBOX


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


def test_an_end_is_told_14_7_and_2_days_before_once_each(asked, now, mailbox):
    ending(now, days=30)
    told = []
    for hours in range(0, 31 * 24, 6):
        before = Mail.objects.count()
        expiry.refresh_due(now + timedelta(hours=hours))
        told += [30 - hours / 24] * (Mail.objects.count() - before)
    assert told == [14, 7, 2]


def test_a_channel_connected_late_is_told_at_once(now, mailbox):
    channel = ending(now, days=5)
    expiry.refresh_due(now)
    assert Mail.objects.count() == 1
    channel.refresh_from_db()
    assert channel.warn_at == channel.expires_at - timedelta(days=2)


@pytest.mark.parametrize(
    ("days", "words"), [(5, "endet bald"), (1, "endet bald"), (-1, "ist abgelaufen")]
)
def test_a_worker_that_was_away_tells_the_most_urgent_only(now, mailbox, days, words):
    channel = ending(now, days=30)
    away = channel.expires_at - timedelta(days=days)
    for seconds in range(3):
        expiry.refresh_due(away + timedelta(seconds=seconds))
    assert words in Mail.objects.get().subject


def test_a_mail_that_cannot_be_written_down_is_due_still(now, mailbox, monkeypatch):
    ending(now, days=5)
    monkeypatch.setattr(Mail, "write", lambda *words: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        expiry.refresh_due(now)
    assert Channel.objects.get().warn_at <= now


def test_two_workers_at_once_ask_once(asked, now):
    channel = ending(now, days=5)
    both = [Channel.objects.get(pk=channel.pk) for _worker in "ab"]
    assert [expiry._moved(each, warn_at=None) for each in both] == [True, False]


def test_the_mail_names_channel_day_and_next_step(now, mail_server, settings):
    channel = ending(now, days=5, account_name="@stadt")
    expiry.refresh_due(now)
    mails.hand_over_due(timezone.now(), lambda task: mails.send_due())
    (letter,) = mail_server.received
    body = letter.get_content()
    reconnect = f"{settings.PUBLIC_URL}/admin/channels/reconnect/{channel.pk}/"
    for words in ("@stadt", "neu", reconnect):
        assert words in body
    assert "x" * 9 not in body


def test_without_a_mailbox_nothing_is_mailed(now):
    ending(now, days=5)
    expiry.refresh_due(now)
    assert not Mail.objects.exists()


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
