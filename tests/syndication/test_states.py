"""Every arrow of the state machine, who wins it, and what it leaves behind."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from syndication.delivery_states import Version
from syndication.models import Announcement, Attempt, Delivery
from syndication.networks.base import Receipt
from syndication.waits import USEFUL_FOR, Waits
from tests import factories

pytestmark = pytest.mark.django_db
State = Delivery.State
LATER = timezone.now() + timedelta(days=1)
VERSION = Version("Text", "http://127.0.0.1:8000/x", "Bäume", "ab" * 32, "said")


def deliver_to(channel, title="Ein neuer Park", **changes):
    announcement = Announcement.objects.create(
        title=title, url="http://127.0.0.1:8000/x", urgent=changes.pop("urgent", False)
    )
    now = timezone.now()
    facts = {"not_before": now, "useful_until": now + USEFUL_FOR} | changes
    return Delivery.objects.create(announcement=announcement, channel=channel, **facts)


@pytest.fixture
def channel():
    return factories.channel()


@pytest.fixture
def delivery(channel):
    return deliver_to(channel)


@pytest.fixture
def sending(delivery):
    assert delivery.claim(timezone.now(), 60)
    return delivery


@pytest.fixture
def in_doubt(sending):
    sending.intend(VERSION)
    assert sending.doubt(timezone.now(), 2, "Zeit überschritten")
    return sending


def events(delivery):
    return [(a.number, a.phase, a.outcome) for a in delivery.log.all()]


def test_a_claim_is_won_once(delivery):
    rival = Delivery.objects.get(pk=delivery.pk)
    assert delivery.claim(timezone.now(), 60)
    assert not rival.claim(timezone.now(), 60)


def test_a_claim_gives_the_post_its_identity_for_good(delivery):
    delivery.claim(timezone.now(), 60)
    key, since = delivery.key, delivery.keyed_at
    delivery.postpone(timezone.now(), "später")
    delivery.claim(timezone.now(), 60)
    assert key
    assert (delivery.key, delivery.keyed_at) == (key, since)


def test_a_claim_is_in_the_log_before_anything_is_sent(sending):
    assert events(sending) == [(1, "begun", "")]


@pytest.mark.parametrize(
    "changed", [{"stands_since": LATER}, {"not_before": LATER}, {"attempts": 3}]
)
def test_what_has_changed_since_it_was_read_is_not_claimed(delivery, changed):
    Delivery.objects.update(**changed)
    assert not delivery.claim(timezone.now(), 60)
    assert not delivery.log.exists()
    assert Delivery.objects.get().state == State.PENDING


def test_a_look_that_was_done_meanwhile_is_not_done_once_more(sending):
    sending.doubt(timezone.now(), 1, "?")
    slow = Delivery.objects.get()
    assert sending.claim_look(timezone.now(), 60)
    assert sending.look_again(timezone.now(), 0, "?")
    assert not slow.claim_look(timezone.now(), 60)


def test_a_channel_has_one_delivery_in_flight(channel, sending):
    second = deliver_to(channel)
    assert not second.claim(timezone.now(), 60)
    assert not second.log.exists()
    assert list(Delivery.objects.due(timezone.now())) == []


def test_another_channel_is_not_held_up(sending):
    elsewhere = deliver_to(factories.channel(name="Bluesky"))
    assert Delivery.objects.due(timezone.now()).get() == elsewhere


def test_the_urgent_come_first_then_the_older(channel):
    old, new = deliver_to(channel), deliver_to(channel)
    urgent = deliver_to(channel, urgent=True)
    assert list(Delivery.objects.due(timezone.now())) == [urgent, old, new]


def test_nothing_is_due_before_its_time(channel):
    deliver_to(channel, not_before=timezone.now() + timedelta(seconds=5))
    assert not Delivery.objects.due(timezone.now()).exists()
    assert Delivery.objects.due(timezone.now() + timedelta(seconds=6)).exists()


def test_nothing_is_due_on_a_paused_throttled_or_retired_channel(channel, delivery):
    now = timezone.now()
    channel.pause("Kein Zugang")
    assert not Delivery.objects.due(now).exists()
    channel.resume()
    channel.throttle(now + timedelta(minutes=5))
    assert not Delivery.objects.due(now).exists()
    assert Delivery.objects.due(now + timedelta(minutes=6)).exists()
    type(channel).objects.update(retired=True)
    assert not Delivery.objects.due(now + timedelta(minutes=6)).exists()


def test_the_receipt_is_kept_and_the_lease_given_back(sending):
    assert sending.record(Receipt("17", "http://127.0.0.1:9/@stadt/17"))
    assert (sending.state, sending.remote_id) == (State.PUBLISHED, "17")
    assert sending.url == "http://127.0.0.1:9/@stadt/17"
    assert (sending.lease, sending.leased_until) == ("", None)
    assert events(sending)[-1] == (1, "ended", "published")


def test_what_is_about_to_be_sent_is_written_down(sending):
    assert sending.intend(VERSION)
    assert Delivery.objects.get().text == "Text"


def test_a_worker_that_lost_its_lease_changes_nothing(sending):
    slow = Delivery.objects.get(pk=sending.pk)
    later = timezone.now() + timedelta(seconds=61)
    assert Delivery.release_expired_leases(later, 2) == 1
    assert not slow.intend(VERSION)
    assert not slow.record(Receipt("17", "http://127.0.0.1:9/17"))
    assert Delivery.objects.get().state == State.IN_DOUBT


def test_a_lease_that_has_not_run_out_is_left_alone(sending):
    assert Delivery.release_expired_leases(timezone.now(), 2) == 0


def test_a_postponed_delivery_waits_and_keeps_the_reason(sending):
    later = timezone.now() + timedelta(seconds=10)
    assert sending.postpone(later, "Fehler 500")
    assert (sending.state, sending.last_error) == (State.PENDING, "Fehler 500")
    assert sending.not_before == later
    assert sending.attempts == 1


def test_what_is_the_channels_fault_costs_the_delivery_no_attempt(sending):
    assert sending.hand_back("Kein Zugang")
    assert (sending.state, sending.attempts) == (State.PENDING, 0)


def test_a_staged_delivery_keeps_its_handle_and_costs_no_attempt(sending):
    assert sending.stage("container-5", timezone.now())
    assert (sending.state, sending.handle) == (State.PENDING, "container-5")
    assert sending.attempts == 0


def test_a_doubt_is_looked_into_by_one_worker(in_doubt):
    rival = Delivery.objects.get(pk=in_doubt.pk)
    assert Delivery.objects.due(timezone.now()).get().in_doubt
    assert in_doubt.claim_look(timezone.now(), 60)
    assert not rival.claim_look(timezone.now(), 60)
    assert not Delivery.objects.due(timezone.now()).exists()


def test_a_doubt_does_not_hold_up_the_channel(channel, in_doubt):
    deliver_to(channel)
    assert Delivery.objects.due(timezone.now()).count() == 2


def test_a_channel_that_hangs_holds_one_worker_looks_included(channel, in_doubt):
    second = deliver_to(channel)
    assert in_doubt.claim_look(timezone.now(), 60)
    assert not second.claim(timezone.now(), 60)
    assert not Delivery.objects.due(timezone.now()).exists()
    Delivery.objects.filter(pk=second.pk).update(state=State.IN_DOUBT)
    assert not second.claim_look(timezone.now(), 60)


def test_what_was_found_is_published(in_doubt):
    in_doubt.claim_look(timezone.now(), 60)
    assert in_doubt.record(Receipt("17", "http://127.0.0.1:9/17"))
    assert in_doubt.state == State.PUBLISHED


def test_what_was_not_found_is_sent_again_with_the_same_key(in_doubt):
    key = in_doubt.key
    in_doubt.claim_look(timezone.now(), 60)
    assert in_doubt.send_again()
    in_doubt.claim(timezone.now(), 60)
    assert in_doubt.key == key


def test_a_look_that_is_never_finished_leaves_the_doubt(in_doubt):
    in_doubt.claim_look(timezone.now(), 60)
    Delivery.release_expired_leases(timezone.now() + timedelta(seconds=61), 2)
    assert Delivery.objects.due(timezone.now() + timedelta(seconds=61)).get().in_doubt


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED, State.HELD])
def test_an_editor_tries_again(delivery, state):
    Delivery.objects.update(state=state, attempts=15, last_error="Fehler")
    assert delivery.retry(timezone.now())
    assert (delivery.state, delivery.attempts) == (State.PENDING, 0)


def test_trying_again_looks_first_where_something_may_have_been_sent(sending):
    sending.intend(VERSION)
    sending.fail("abgelehnt")
    assert sending.retry(timezone.now())
    assert (sending.state, sending.looks_left) == (State.IN_DOUBT, 1)


@pytest.mark.parametrize("state", [State.PUBLISHED, State.SENDING, State.IN_DOUBT])
def test_what_is_out_or_on_its_way_is_neither_repeated_nor_cancelled(delivery, state):
    Delivery.objects.update(state=state)
    assert not delivery.retry(timezone.now())
    assert not delivery.cancel()


def test_what_is_too_late_is_held_until_an_editor_releases_it(delivery):
    late = timezone.now() + USEFUL_FOR + timedelta(seconds=1)
    assert not Delivery.objects.due(late).exists()  # even before the sweep has come
    assert Delivery.hold_overdue(late) == 1
    assert not Delivery.objects.due(late).exists()
    delivery.refresh_from_db()
    assert delivery.retry(late)
    assert Delivery.hold_overdue(late) == 0
    assert Delivery.objects.due(late).get() == delivery


def test_nothing_is_tried_again_on_a_retired_channel(channel, sending):
    sending.fail("abgelehnt")
    type(channel).objects.update(retired=True)
    assert not sending.retry(timezone.now())


def test_the_log_counts_what_began_and_what_ended_alike(sending):
    sending.hand_back("Kein Zugang")
    assert [number for number, _phase, _outcome in events(sending)] == [1, 1]


def test_no_network_silences_a_channel_for_days():
    assert Waits().named(10**12) == Waits().longest_retry


def test_the_database_itself_forbids_a_second_delivery(delivery):
    with pytest.raises(IntegrityError):
        Delivery.objects.create(
            announcement=delivery.announcement,
            channel=delivery.channel,
            useful_until=timezone.now(),
        )


def test_every_outcome_has_a_name_for_the_editor(sending):
    sending.fail("abgelehnt")
    assert [attempt.event for attempt in sending.log.all()] == [
        "begonnen",
        "fehlgeschlagen",
    ]
    assert Attempt.objects.filter(detail="abgelehnt").count() == 1
