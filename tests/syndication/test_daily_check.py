"""The harmless check that each channel has once a day: by one worker, never too often."""

from datetime import timedelta

import pytest
from django.utils import timezone

from syndication import checking
from syndication.models import Channel
from syndication.networks.budgets import Told
from tests import factories
from tests.syndication.sending import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def asked():
    return []


@pytest.fixture
def channel():
    return factories.channel()


def due(now, asked):
    checking.hand_over_due(now, lambda *task: asked.append(task))
    return asked


def test_it_is_due_once_a_day(now, asked, channel):
    for minutes in range(0, 5 * 24 * 60, 10):
        due(now + timedelta(minutes=minutes), asked)
    assert 5 <= len(asked) <= 6
    assert set(asked) == {("syndication.tasks.check", channel.pk)}


def test_the_channels_are_not_asked_all_at_once(asked):
    for number in range(4):
        factories.channel(name=f"Kanal {number}")
    now = timezone.now()
    assert len(due(now, asked)) == 1
    assert len(due(now, asked)) == 2


def test_two_workers_ask_once(now, channel):
    both = [Channel.objects.get() for _worker in "ab"]
    later = now + timedelta(days=1)
    assert [one.move_check(later) for one in both] == [True, False]


@pytest.mark.parametrize(
    "fields",
    [
        {"retired": True},
        {"connected_for": "https://newsroom.example"},
        {"throttled_until": timezone.now() + timedelta(hours=1)},
    ],
)
def test_who_is_not_asked(now, asked, channel, fields):
    Channel.objects.update(**fields)
    assert due(now, asked) == []


def test_a_network_whose_limits_are_used_up_is_asked_later(now, asked, channel):
    until = now.timestamp() + 200
    channel.note_rates({"requests": Told(300, 300, now.timestamp(), until, 300)})
    channel.save()
    assert due(now, asked) == []
    assert due(now + timedelta(seconds=100), asked) == []
    assert len(due(now + timedelta(seconds=201), asked)) == 1


def test_what_it_finds_is_kept(connected, network):
    channel = connected(network)
    Channel.objects.update(checked_at=None, check_error="Gestern ging es nicht.")
    checking.check(Channel.objects.get())
    channel.refresh_from_db()
    assert channel.checked_at
    assert channel.check_error == ""
    assert channel.check_at > timezone.now() + timedelta(hours=20)


def test_credentials_that_no_longer_work_pause_the_channel(connected, network, sandbox):
    channel = connected(network)
    sandbox.revoke(network, channel.sandbox_account)
    checking.check(Channel.objects.get())
    channel.refresh_from_db()
    assert channel.paused_at
    assert channel.check_error == channel.paused_reason
    assert "neu verbinden" in channel.check_error


def test_a_network_that_is_down_is_noted_and_asked_again_soon(connected, sandbox, wire):
    channel = connected("mastodon")
    sandbox.fault("mastodon", "status", status=503, count=20)
    checking.check(Channel.objects.get())
    channel.refresh_from_db()
    assert channel.paused_at is None
    assert "Gerade nicht möglich" in channel.check_error
    assert channel.check_at < timezone.now() + timedelta(hours=2)


def test_a_failure_of_the_access_has_it_checked_at_once(connected, sandbox, asked):
    channel = connected("mastodon")
    Channel.objects.update(checked_at=timezone.now() - timedelta(hours=5))
    factories.published()
    sandbox.revoke("mastodon", channel.sandbox_account)
    deliver()
    channel.refresh_from_db()
    assert channel.paused_at
    assert channel.failed_at
    assert channel.failed_because == channel.paused_reason
    assert len(due(timezone.now(), asked)) == 1


def test_many_failures_have_it_checked_once_an_hour(channel):
    Channel.objects.update(
        checked_at=timezone.now() - timedelta(minutes=10),
        check_at=timezone.now() + timedelta(hours=9),
    )
    channel.check_soon()
    assert Channel.objects.get().check_at > timezone.now() + timedelta(hours=8)


def test_a_copy_of_the_database_asks_nothing(connected, sandbox, settings):
    channel = connected("mastodon")
    settings.PUBLIC_URL = "http://127.0.0.1:7999"
    before = sandbox.last_request()
    checking.check(channel)
    assert sandbox.requests("mastodon", since=before) == []
    assert Channel.objects.get().paused_at is None
