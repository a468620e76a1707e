"""A channel that fails again and again is left alone for a while, then tried once."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from syndication import breaker
from syndication.models import Channel, Delivery
from syndication.networks.base import RejectedError, TemporaryError
from syndication.networks.budgets import Told
from syndication.waits import WAITS
from tests import factories
from tests.syndication.test_pacing import waiting

pytestmark = pytest.mark.django_db
DOWN = TemporaryError("Nicht zu erreichen.")


@pytest.fixture
def channel():
    return factories.channel()


def fail(channel, times=1, error=DOWN):
    """Each time another delivery of the channel."""
    failed = waiting(channel, times)
    return [breaker.falls_silent(delivery, error, WAITS) for delivery in failed]


def silence(channel):
    """In seconds; 0 if the channel may speak."""
    channel.refresh_from_db()
    until = channel.throttled_until or timezone.now()
    return max(0, (until - timezone.now()) / timedelta(seconds=1))


def succeed(channel):
    """As a worker does it: by an object that it has read for this delivery."""
    with breaker.noted(Channel.objects.get(pk=channel.pk)):
        pass


def test_the_third_failure_in_a_row_silences_the_channel(channel):
    assert fail(channel, 3) == [False, False, True]
    assert 47 < silence(channel) < 73
    assert "wartet nach mehreren Fehlern" in channel.state()


def test_each_further_failure_makes_the_silence_longer_but_never_endless(channel):
    fail(channel, 4)
    assert 143 < silence(channel) < 217
    fail(channel, 100)
    assert silence(channel) <= WAITS.longest_retry * 1.2


def test_a_success_ends_the_row(channel):
    fail(channel, 2)
    succeed(channel)
    assert fail(channel, 2) == [False, False]
    assert channel.state() == "bereit"


def test_one_delivery_that_fails_again_and_again_holds_up_no_other(channel):
    (poisoned,) = waiting(channel)
    for _time in range(20):
        assert not breaker.falls_silent(poisoned, DOWN, WAITS)
    assert silence(channel) == 0


def test_a_wait_that_the_network_asks_for_is_no_failure(channel):
    asked = TemporaryError("Zu viele Anfragen.", retry_after=120)
    assert fail(channel, 5, asked) == [True] * 5
    assert 110 < silence(channel) <= 120
    assert channel.failures == 0
    assert "das Netzwerk nimmt erst wieder an" in channel.state()


def test_a_person_may_try_at_once_and_a_further_failure_counts_on(channel):
    fail(channel, 3)
    assert channel.try_now()
    assert silence(channel) == 0
    assert not channel.try_now()
    assert fail(channel) == [True]
    assert 143 < silence(channel) < 217


def test_what_was_told_is_kept_whatever_became_of_the_call(channel):
    told = {"posts": Told(300, 7, 1.0, 2.0)}

    def refuse():
        with breaker.noted(channel):
            channel.note_rates(told)
            raise RejectedError("Zu lang.")

    with pytest.raises(RejectedError):
        refuse()
    assert Channel.objects.get(pk=channel.pk).told() == told


def test_the_client_tells_its_channel(channel):
    with breaker.noted(channel):
        channel.client().account.note_rates({"posts": Told(300, 7, 1.0, 2.0)})
    assert "posts" in Channel.objects.get(pk=channel.pk).rates


def test_a_note_that_cannot_be_kept_undoes_no_success(channel, monkeypatch, caplog):
    def locked(*_args, **_fields):
        raise DatabaseError("locked")

    fail(channel)
    monkeypatch.setattr(QuerySet, "update", locked)
    succeed(channel)
    assert "not noted" in caplog.text


def test_a_success_that_tells_nothing_new_writes_nothing(
    channel, django_assert_num_queries
):
    with django_assert_num_queries(0), breaker.noted(channel):
        pass


def test_to_resume_a_channel_forgets_its_failures(channel):
    fail(channel, 3)
    channel.resume()
    assert (silence(channel), channel.failures) == (0, 0)


def test_channels_that_have_failed_hold_one_worker_together():
    first, second, third = (factories.channel(name=name) for name in "ABC")
    one, other, healthy = (waiting(each)[0] for each in (first, second, third))
    Channel.objects.exclude(pk=third.pk).update(failures=1)
    now = timezone.now()
    assert set(Delivery.objects.due(now)) == {one, other, healthy}
    assert one.claim(now, WAITS.lease)
    assert list(Delivery.objects.due(now)) == [healthy]
    assert healthy.claim(now, WAITS.lease)
    chosen_before = Delivery.objects.get(pk=other.pk)
    assert not chosen_before.claim(now, WAITS.lease)
    assert one.fail("Zu lang.")
    assert list(Delivery.objects.due(now)) == [other]


def test_what_is_urgent_is_tried_beside_others_that_fail():
    (one,) = waiting(factories.channel(name="A"))
    (urgent,) = waiting(factories.channel(name="B"), urgent=True)
    Channel.objects.update(failures=1)
    now = timezone.now()
    assert one.claim(now, WAITS.lease)
    assert Delivery.objects.due(now).get().claim(now, WAITS.lease)
    assert Delivery.objects.get(pk=urgent.pk).state == Delivery.State.SENDING
