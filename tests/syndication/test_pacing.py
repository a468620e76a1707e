"""Whose turn it is on a channel, when the rest will be out, and what is too late."""

import time
from dataclasses import asdict
from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from syndication import pacing
from syndication.models import Announcement, Attempt, Channel, Delivery
from syndication.networks.budgets import DAY, Told
from tests import factories

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
STATE, ACTION = Delivery.State, Delivery.Action


def waiting(channel, number=1, urgent=False, **changes):
    """Deliveries that wait, each of an announcement of its own."""
    now = timezone.now()
    facts = {"useful_until": now + timedelta(hours=48), "not_before": now}
    said = [Announcement(title="Park", urgent=urgent) for _number in range(number)]
    return Delivery.objects.bulk_create(
        Delivery(announcement=announcement, channel=channel, **(facts | changes))
        for announcement in Announcement.objects.bulk_create(said)
    )


def begun(deliveries, ago=timedelta(0), action=ACTION.PUBLISH):
    """As if they had been tried; they wait no longer."""
    then = timezone.now() - ago
    with mock.patch("django.utils.timezone.now", return_value=then):
        Attempt.objects.bulk_create(
            Attempt(
                delivery=delivery,
                channel=delivery.channel,
                number=1,
                phase=Attempt.Phase.BEGUN,
                action=action,
            )
            for delivery in deliveries
        )
    pks = [delivery.pk for delivery in deliveries]
    Delivery.objects.filter(pk__in=pks).update(state=STATE.PUBLISHED)


def minutes_until(moment):
    return round((moment - timezone.now()) / MINUTE)


@pytest.fixture
def channel():
    return factories.channel(attach="picture")


def test_a_new_channel_lets_everything_go(channel):
    (delivery,) = waiting(channel)
    assert pacing.let_go(delivery, timezone.now())


def test_what_the_limits_stop_waits_with_all_of_its_kind(channel):
    begun(waiting(channel, 27), ago=10 * MINUTE)
    first, second = waiting(channel, 2)
    (urgent,) = waiting(channel, urgent=True)
    now = timezone.now()
    assert not pacing.let_go(first, now)
    for delivery in (first, second):
        delivery.refresh_from_db()
        assert minutes_until(delivery.not_before) == 20
        assert (delivery.state, delivery.attempts) == (STATE.PENDING, 0)
    assert pacing.let_go(urgent, now)
    assert list(Delivery.objects.due(timezone.now())) == [urgent]


def test_uploads_that_are_used_up_stop_no_withdrawal(channel):
    begun(waiting(channel, 30))
    (change,) = waiting(channel, action=ACTION.WITHDRAW)
    (news,) = waiting(channel, urgent=True)
    assert pacing.let_go(change, timezone.now())
    assert not pacing.let_go(news, timezone.now())


def test_a_change_may_use_the_reserve(channel):
    begun(waiting(channel, 29))
    (change,) = waiting(channel, action=ACTION.UPDATE)
    assert pacing.let_go(change, timezone.now())


def test_without_pictures_nothing_is_uploaded():
    channel = factories.channel(attach="card")
    begun(waiting(channel, 40))
    (delivery,) = waiting(channel)
    assert pacing.let_go(delivery, timezone.now())


def test_several_attempts_of_one_delivery_are_one_post_of_a_quota():
    channel = factories.channel(network="threads")
    begun(waiting(channel, 200))
    old = list(Delivery.objects.all())
    for _poll in range(10):
        begun(old)
    (delivery,) = waiting(channel)
    assert pacing.let_go(delivery, timezone.now())
    begun(waiting(channel, 25))
    assert not pacing.let_go(delivery, timezone.now())


def test_a_reply_has_a_quota_of_its_own():
    channel = factories.channel(network="threads")
    begun(waiting(channel, 250))
    (reply,) = waiting(channel)
    first = Announcement.objects.first()
    Announcement.objects.filter(pk=reply.announcement_id).update(answers=first)
    assert pacing.let_go(Delivery.objects.get(pk=reply.pk), timezone.now())


def tell(channel, name, told):
    channel.note_rates({name: told})
    Channel.objects.filter(pk=channel.pk).update(rates=channel.rates)


def test_what_the_network_told_wins(channel):
    begun(waiting(channel, 30), ago=MINUTE)
    tell(channel, "uploads", Told(30, 0, time.time(), time.time() + 60))
    (delivery,) = waiting(channel)
    assert pacing.let_go(delivery, timezone.now())


def test_what_was_told_by_a_clock_of_the_future_is_not_believed(channel):
    future = time.time() + 365 * DAY
    tell(channel, "uploads", Told(30, 30, future, future + 60))
    (delivery,) = waiting(channel)
    assert pacing.let_go(delivery, timezone.now())


def test_the_channel_remembers_what_it_was_told(channel):
    told = Told(30, 2, 1.5, 3.5, 1.0)
    tell(channel, "uploads", told)
    kept = Channel.objects.get(pk=channel.pk)
    assert kept.told() == {"uploads": told}
    assert kept.rates == {"uploads": asdict(told)}


def test_the_last_one_is_expected_when_the_limits_let_it_go(channel):
    waiting(channel, 100)
    (urgent,) = waiting(channel, urgent=True)
    moments = pacing.expected(channel, timezone.now())
    assert len(moments) == 101
    assert minutes_until(moments[urgent.pk]) == 0
    # 27 in each half hour, the last 19 after three of them.
    assert 90 <= minutes_until(max(moments.values())) <= 93


def test_nothing_is_expected_of_a_channel_that_waits_for_a_person(channel):
    waiting(channel)
    channel.pause("Neu verbinden")
    channel.refresh_from_db()
    assert pacing.expected(channel, timezone.now()) == {}


def test_a_silent_channel_goes_on_when_it_may(channel):
    (delivery,) = waiting(channel)
    channel.throttle(timezone.now() + 30 * MINUTE)
    channel.refresh_from_db()
    moments = pacing.expected(channel, timezone.now())
    assert minutes_until(moments[delivery.pk]) == 30


def test_what_will_be_too_late_is_held_at_once_and_says_why():
    channel = factories.channel(network="instagram", name="Instagram")
    many = waiting(channel, 100)
    (urgent,) = waiting(channel, urgent=True)
    # 45 at once and 45 a day later, of which one is urgent; a day more is too late.
    assert pacing.hold_late(timezone.now()) == 11
    held = Delivery.objects.filter(state=STATE.HELD)
    assert set(held) == set(many[89:])
    assert "Instagram nimmt so viele Beiträge auf einmal nicht an" in held[0].last_error
    urgent.refresh_from_db()
    assert urgent.state == STATE.PENDING
    assert pacing.hold_late(timezone.now()) == 0


def test_what_is_too_late_takes_no_turn_from_what_is_not():
    channel = factories.channel(network="instagram")
    now = timezone.now()
    soon = waiting(channel, 60, useful_until=now + HOUR)
    later = waiting(channel, 40)
    assert pacing.hold_late(now) == 15
    assert not Delivery.objects.filter(
        pk__in=[one.pk for one in later], state=STATE.HELD
    )
    assert Delivery.objects.filter(
        pk__in=[one.pk for one in soon[45:]], state=STATE.HELD
    )


def test_no_withdrawal_is_ever_too_late():
    channel = factories.channel(network="threads")
    waiting(channel, 300, action=ACTION.WITHDRAW, useful_until=timezone.now())
    assert pacing.hold_late(timezone.now()) == 0


def test_a_plan_of_five_hundred_is_quick(channel, django_assert_num_queries):
    begun(waiting(channel, 200), ago=MINUTE)
    waiting(channel, 500)
    start = time.perf_counter()
    with django_assert_num_queries(2):
        assert len(pacing.expected(channel, timezone.now())) == 500
    assert time.perf_counter() - start < 0.5
