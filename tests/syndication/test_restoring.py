"""A backup was restored: nothing is sent twice that was sent since it was made."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from syndication.models import Attempt, Channel, Delivery
from syndication.restoring import Mark
from tests import factories

from .sending import State, deliver, posts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel(connected, network):
    return connected(network)


def restore_the_state_before_sending():
    """As a backup of the moment before the delivery was claimed."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM syndication_attempt")
    Delivery.objects.update(
        **Delivery.anew() | {"state": State.PENDING, "last_error": ""}
    )


def resume() -> str:
    out = io.StringIO()
    call_command("channel", "resume", "--all", "--look-first", stdout=out)
    return out.getvalue()


def test_what_is_out_there_already_is_found_and_not_sent_again(sandbox, channel):
    factories.published()
    deliver()
    restore_the_state_before_sending()
    Channel.objects.get().pause("Sicherung eingespielt")
    assert "nachgesehen wird bei: 1" in resume()
    deliver(2)
    delivery = Delivery.objects.get()
    assert delivery.state == State.PUBLISHED
    assert len(posts(sandbox, channel)) == 1
    assert delivery.url == posts(sandbox, channel)[0]["url"]


def test_what_is_not_is_sent_where_the_network_can_prove_that(sandbox, channel):
    Channel.objects.get().pause("Sicherung eingespielt")
    factories.published()
    resume()
    deliver(4)
    proven = channel.network_class.proves_absence
    assert len(posts(sandbox, channel)) == int(proven)
    left = State.PUBLISHED if proven else State.IN_DOUBT
    assert Delivery.objects.get().state == left


def test_without_looking_first_it_would_be_sent_twice(sandbox, connected):
    """The reason for all this; the sandbox, like Bluesky, takes a new key for a new post."""
    bluesky = connected("bluesky")
    factories.published()
    deliver()
    restore_the_state_before_sending()
    deliver()
    assert len(posts(sandbox, bluesky)) == 2


@pytest.fixture
def log():
    factories.channel()
    factories.published()
    Delivery.objects.get().claim(timezone.now(), 60)


def test_a_log_that_is_shorter_than_noted_pauses_every_channel(log, tmp_path):
    assert not Mark(tmp_path).heed()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM syndication_attempt")
    assert Mark(tmp_path).heed()
    assert "Sicherung" in Channel.objects.get().paused_reason
    assert not Mark(tmp_path).heed()  # told once; a person takes over


def test_a_log_that_grows_pauses_nothing(log, tmp_path):
    mark = Mark(tmp_path)
    mark.heed()
    delivery = Delivery.objects.get()
    Attempt.objects.create(
        delivery=delivery,
        channel=delivery.channel,
        number=2,
        phase=Attempt.Phase.BEGUN,
    )
    assert not mark.heed()
    assert not Mark(tmp_path).heed()
    assert Channel.objects.get().paused_at is None


def test_a_note_that_cannot_be_read_is_none(log, tmp_path):
    mark = Mark(tmp_path)
    mark.file.write_text("nonsense")
    assert not mark.heed()


def test_all_channels_are_paused_and_resumed_by_one_command(sandbox, connected):
    connected("mastodon")
    connected("bluesky")
    call_command("channel", "pause", "--all", stdout=io.StringIO())
    assert Channel.objects.exclude(paused_at=None).count() == 2
    resume()
    assert Channel.objects.filter(paused_at=None).count() == 2
