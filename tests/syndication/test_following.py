"""The arrows that a person or the sweep goes along, and what each leaves behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from syndication.delivery_states import Version
from syndication.models import Announcement, Attempt, Delivery
from syndication.networks.base import Receipt
from syndication.waits import USEFUL_FOR
from tests import factories
from tests.syndication.sending import Action, State

pytestmark = pytest.mark.django_db
OLD = Version("Alt", "http://127.0.0.1:8000/x", "Bäume", "ab" * 32, "old")
NEW = Version("Neu", "http://127.0.0.1:8000/x", "Spaten", "cd" * 32, "new")
RECEIPT = Receipt("17", "http://127.0.0.1:9/@stadt/17")


@pytest.fixture
def delivery():
    announcement = Announcement.objects.create(
        title="Ein neuer Park", url="http://127.0.0.1:8000/x", said="old"
    )
    return Delivery.objects.create(
        announcement=announcement,
        channel=factories.channel(),
        useful_until=timezone.now() + USEFUL_FOR,
    )


@pytest.fixture
def published(delivery):
    claim(delivery)
    delivery.intend(OLD)
    assert delivery.record(RECEIPT)
    return delivery


@pytest.fixture
def updating(published):
    say("new")
    assert published.follow(timezone.now())
    claim(published)
    return published


@pytest.fixture
def withdrawing(published):
    leave()
    assert published.follow(timezone.now())
    claim(published)
    return published


def claim(delivery):
    assert delivery.claim(timezone.now(), 60)


def say(what):
    Announcement.objects.update(said=what)


def leave():
    Announcement.objects.update(wanted=False)


def differing():
    return list(Delivery.objects.differing())


def last(delivery):
    row = delivery.log.last()
    return row.action, row.outcome, row.text, row.remote_id


def test_what_is_as_it_is_wanted_does_not_differ(published):
    assert differing() == []
    assert not published.follow(timezone.now())


def test_what_the_page_says_anew_is_an_update_that_is_due(published):
    say("new")
    assert differing() == [published]
    assert published.follow(timezone.now())
    assert (published.state, published.action) == (State.PENDING, Action.UPDATE)
    assert (published.attempts, published.text) == (0, "Alt")
    assert differing() == []


def test_an_update_is_never_too_late(published):
    say("new")
    published.follow(timezone.now())
    late = timezone.now() + 2 * USEFUL_FOR
    assert Delivery.hold_overdue(late) == 0
    assert Delivery.objects.due(late).get() == published


def test_what_is_out_there_stays_on_record_until_it_is_changed(updating):
    assert updating.intend(NEW)
    assert updating.shown() == OLD
    assert updating.version() == NEW
    assert updating.record_update(RECEIPT)
    assert (updating.shown(), updating.revision) == (NEW, {})
    assert last(updating) == (Action.UPDATE, "updated", "Neu", "17")


def test_where_the_picture_stays_the_old_one_stays_on_record(updating):
    updating.intend(NEW)
    assert updating.record_update(RECEIPT, outdated=True)
    assert (updating.text, updating.said) == ("Neu", "new")
    assert (updating.alt, updating.picture_sha256) == ("Bäume", "ab" * 32)
    assert updating.outdated


@pytest.mark.parametrize("outdated", [True, False])
def test_what_was_left_as_it_is_is_not_asked_again(updating, outdated):
    assert updating.leave_as_is("new", outdated)
    assert (updating.shown().text, updating.outdated) == ("Alt", outdated)
    assert updating.state == State.PUBLISHED
    assert differing() == []


def test_an_update_that_a_person_has_to_make_is_not_made_again_by_itself(updating):
    assert updating.ask_person("abgelehnt", said="new")
    assert (updating.state, updating.text) == (State.BY_HAND, "Alt")
    assert differing() == []
    say("newer")
    assert differing() == [updating]


def test_an_interrupted_update_is_tried_again_without_a_doubt(updating):
    later = timezone.now() + timedelta(seconds=61)
    assert Delivery.release_expired_leases(later, 2) == 1
    updating.refresh_from_db()
    assert (updating.state, updating.action) == (State.PENDING, Action.UPDATE)


def test_a_page_that_left_takes_its_post_along_first_of_all(published):
    leave()
    assert differing() == [published]
    assert published.follow(timezone.now())
    assert (published.state, published.action) == (State.PENDING, Action.WITHDRAW)
    urgent = Announcement.objects.create(title="Eilig", url="x", urgent=True)
    Delivery.objects.create(
        announcement=urgent,
        channel=published.channel,
        useful_until=timezone.now() + USEFUL_FOR,
    )
    assert Delivery.objects.due(timezone.now()).first() == published


def test_what_was_withdrawn_keeps_its_record(withdrawing):
    assert withdrawing.record_withdrawal()
    assert withdrawing.state == State.WITHDRAWN
    assert last(withdrawing) == (Action.WITHDRAW, "withdrawn", "Alt", "17")
    assert differing() == []


def test_on_a_retired_channel_it_is_for_a_person_to_withdraw(published):
    type(published.channel).objects.update(retired=True)
    leave()
    fresh = Delivery.objects.differing().get()
    assert fresh.follow(timezone.now())
    assert (fresh.state, fresh.action) == (State.BY_HAND, Action.WITHDRAW)


@pytest.mark.parametrize("state", [State.PENDING, State.FAILED, State.HELD])
def test_what_was_never_sent_is_cancelled_when_the_page_leaves(delivery, state):
    Delivery.objects.update(state=state)
    leave()
    assert delivery.follow(timezone.now())
    assert delivery.state == State.CANCELLED


@pytest.mark.parametrize("state", [State.PENDING, State.FAILED, State.HELD])
def test_what_may_be_out_there_is_looked_for_when_the_page_leaves(delivery, state):
    Delivery.objects.update(state=state, text="Alt")
    leave()
    assert differing() == [delivery]
    assert delivery.follow(timezone.now())
    assert (delivery.state, delivery.looks_left) == (State.IN_DOUBT, 1)
    assert differing() == []


@pytest.mark.parametrize("state", [State.SENDING, State.IN_DOUBT])
def test_what_is_in_flight_or_in_doubt_is_left_to_who_has_it(delivery, state):
    Delivery.objects.update(state=state, text="Alt")
    leave()
    assert differing() == []
    assert not delivery.follow(timezone.now())


def test_a_task_by_hand_that_nobody_needs_any_more_is_cancelled(delivery):
    Delivery.objects.update(state=State.BY_HAND)
    leave()
    assert delivery.follow(timezone.now())
    assert delivery.state == State.CANCELLED


def test_a_post_to_be_replaced_is_sent_anew_with_nothing_of_the_old(published):
    assert published.withdraw(timezone.now(), replace=True)
    claim(published)
    key = published.key
    assert published.record_withdrawal()
    assert (published.state, published.action) == (State.PENDING, Action.PUBLISH)
    assert (published.text, published.remote_id, published.url) == ("", "", "")
    assert last(published)[3] == "17"
    claim(published)
    assert published.key != key


@pytest.mark.parametrize("wanted", [True, False])
def test_so_is_one_that_a_person_had_to_delete(published, wanted):
    assert published.withdraw(timezone.now(), replace=True)
    claim(published)
    assert published.ask_person("Dort nur von Hand.")
    Announcement.objects.update(wanted=wanted)
    assert published.done()
    assert published.state == (State.PENDING if wanted else State.WITHDRAWN)
    assert published.remote_id == ("" if wanted else "17")
    assert bool(published.text) is not wanted


def test_what_was_withdrawn_is_announced_again_with_a_new_key(withdrawing):
    key = withdrawing.key
    withdrawing.record_withdrawal()
    assert not withdrawing.announce_again(timezone.now())  # the page is not public
    Announcement.objects.update(wanted=True)
    assert withdrawing.announce_again(timezone.now())
    claim(withdrawing)
    assert withdrawing.key != key


def test_a_withdrawal_may_be_called_off_while_the_page_is_public(published):
    published.withdraw(timezone.now())
    assert published.cancel()
    assert (published.state, published.url) == (State.PUBLISHED, RECEIPT.url)
    published.withdraw(timezone.now())
    leave()
    assert not published.cancel()


def test_a_change_may_be_called_off_and_the_post_is_outdated_then(published):
    say("new")
    published.follow(timezone.now())
    published.refresh_from_db()
    assert published.cancel()
    assert (published.state, published.outdated) == (State.PUBLISHED, True)
    assert differing() == []
    assert published.accept()
    assert not published.outdated


def test_what_nobody_has_seen_is_looked_for_no_more_without_a_person(delivery):
    Delivery.objects.update(state=State.IN_DOUBT, looks_left=0, text="Alt")
    assert not Delivery.objects.due(timezone.now()).exists()
    assert Delivery.objects.needing_someone().get() == delivery


def test_no_arrow_of_a_person_touches_what_a_worker_has(delivery):
    claim(delivery)
    now = timezone.now()
    assert not any(
        [
            delivery.retry(now),
            delivery.cancel(),
            delivery.hold(),
            delivery.accept(),
            delivery.done(),
            delivery.withdraw(now),
            delivery.announce_again(now),
            delivery.resolve("http://127.0.0.1:9/1"),
            delivery.not_there(now),
        ]
    )
    assert delivery.state == State.SENDING
    assert Attempt.objects.count() == 1
