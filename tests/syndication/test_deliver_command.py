"""manage.py deliver: the worker's work without the queue."""

import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_q.models import OrmQ

from syndication import connecting
from syndication.models import Announcement, Channel, Delivery
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State


@pytest.fixture
def channel(sandbox, live_server, settings):
    settings.PUBLIC_URL = live_server.url
    made = sandbox.create_account("mastodon")
    channel = Channel(
        name="Mastodon",
        network="mastodon",
        server=made["server"],
        announce_since=timezone.now() - timedelta(days=1),
    )
    connecting.connect(channel, made["credentials"])
    channel.sandbox_account = made["account"]
    return channel


def deliver(capsys, *arguments):
    call_command("deliver", *arguments)
    return capsys.readouterr().out


def test_it_sends_all_that_is_due_and_says_so(channel, sandbox, capsys):
    for title in ("Ein Park", "Ein Bad"):
        factories.published(title=title)
    assert "2 Schritte auf den Kanälen; noch fällig: 0" in deliver(capsys)
    assert len(sandbox.posts("mastodon", channel.sandbox_account)) == 2
    assert "0 Schritte" in deliver(capsys)
    assert len(sandbox.posts("mastodon", channel.sandbox_account)) == 2


def test_it_publishes_first_what_is_scheduled(channel, sandbox, capsys):
    page = factories.draft(go_live_at=timezone.now() + timedelta(seconds=1))
    page.save_revision().publish()
    time.sleep(1)
    assert deliver(capsys).startswith("1 veröffentlicht, 0 abgelaufen, 1 Schritte")
    assert len(sandbox.posts("mastodon", channel.sandbox_account)) == 1


def test_what_a_lost_signal_missed_is_sent_too(channel, sandbox, capsys):
    factories.published()
    Delivery.objects.all().delete()
    Announcement.objects.all().delete()
    deliver(capsys)
    assert Delivery.objects.get().state == State.PUBLISHED


def test_it_puts_nothing_into_the_queue(channel, capsys):
    factories.published()
    OrmQ.objects.all().delete()
    deliver(capsys)
    assert not OrmQ.objects.exists()


def test_a_lease_that_a_worker_holds_is_respected(channel, sandbox, capsys):
    factories.published()
    assert Delivery.objects.get().claim(timezone.now(), 60)
    assert "0 Schritte" in deliver(capsys)
    assert not sandbox.posts("mastodon", channel.sandbox_account)


def test_without_time_nothing_is_begun(channel, sandbox, capsys):
    factories.published()
    assert "noch fällig: 1" in deliver(capsys, "--seconds", "0.000001")
    with pytest.raises(CommandError, match="größer als null"):
        call_command("deliver", "--seconds", "0")
