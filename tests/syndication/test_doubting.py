"""In doubt: several looks over minutes, then what is proven, or what a person has seen."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from syndication import delivering
from syndication.models import Attempt, Delivery
from syndication.networks import NETWORKS
from syndication.waits import WAITS, Waits
from tests import factories
from tests.syndication.sending import (
    PUBLISHING,
    State,
    delivery,
    posts,
    work,
)

pytestmark = pytest.mark.django_db(transaction=True)
PROVING = [name for name, one in NETWORKS.items() if one.proves_absence]
PATIENT = Waits(
    first_retry=0.01, longest_retry=0.02, attempts=3, failures=100, looks=WAITS.looks
)


@pytest.fixture
def channel(connected, network):
    return connected(network)


@pytest.fixture
def doubtful(sandbox, channel):
    """Sent, and nothing arrived; but that is not known yet."""
    sandbox.fault(channel.network, "reset", **PUBLISHING[channel.network])
    factories.published()
    for _round in range(4):
        delivering.deliver_due(PATIENT)
        time.sleep(0.03)
    assert (delivery().state, delivery().looks_left) == (State.IN_DOUBT, 4)
    return channel


def wait():
    """How long until the next look; then that time passes."""
    seconds = (delivery().not_before - timezone.now()).total_seconds()
    Delivery.objects.update(not_before=timezone.now())
    delivering.deliver_due(PATIENT)
    return round(seconds)


def test_the_network_is_looked_at_several_times_over_minutes(doubtful):
    waits = [wait() for _look in range(4)]
    for measured, meant in zip(waits, WAITS.looks, strict=True):
        assert meant - 3 <= measured <= meant
    seen = Attempt.objects.filter(
        outcome__in=[Attempt.Outcome.UNSEEN, Attempt.Outcome.NOT_FOUND]
    )
    assert seen.count() == 4


@pytest.mark.parametrize("network", PROVING, indirect=True)
def test_what_is_proven_absent_is_sent_again_with_the_same_key(sandbox, doubtful):
    key = delivery().key
    for _look in range(4):
        wait()
    work(times=3)
    assert delivery().state == State.PUBLISHED
    assert delivery().key == key
    assert len(posts(sandbox, doubtful)) == 1


@pytest.mark.parametrize("network", ["facebook"], indirect=True)
def test_what_is_not_proven_waits_for_a_person_and_is_not_sent(sandbox, doubtful):
    for _look in range(4):
        wait()
    work(times=2)
    assert (delivery().state, delivery().looks_left) == (State.IN_DOUBT, 0)
    assert posts(sandbox, doubtful) == []


@pytest.mark.parametrize("network", ["facebook"], indirect=True)
def test_when_the_person_sees_nothing_it_is_sent_after_one_more_look(sandbox, doubtful):
    for _look in range(4):
        wait()
    since = sandbox.last_request()
    assert delivery().not_there(timezone.now())
    work()
    assert delivery().state == State.PUBLISHED
    assert len(posts(sandbox, doubtful)) == 1
    asked = [call["method"] for call in sandbox.requests("facebook", since)]
    assert asked[0] == "GET"


def test_a_person_who_is_wrong_makes_no_second_post(sandbox, connected, monkeypatch):
    """She has not seen it, but it is there."""
    channel = connected("facebook")
    sandbox.fault("facebook", "answer_lost", **PUBLISHING["facebook"])
    factories.published()
    delivering.deliver_due(PATIENT)
    with monkeypatch.context() as patch:
        patch.setattr(channel.network_class, "find", lambda *_, **__: None)
        for _look in range(4):
            wait()
    assert delivery().not_there(timezone.now())
    work()
    assert delivery().state == State.PUBLISHED
    assert len(posts(sandbox, channel)) == 1


@pytest.mark.parametrize("network", PROVING, indirect=True)
def test_to_try_again_looks_first(sandbox, channel):
    sandbox.fault(channel.network, "answer_lost", **PUBLISHING[channel.network])
    factories.published()
    for _round in range(4):
        delivering.deliver_due(PATIENT)
        time.sleep(0.03)
    Delivery.objects.update(state=State.FAILED)
    assert delivery().retry(timezone.now())
    assert delivery().state == State.IN_DOUBT
    work(times=3)
    assert delivery().state == State.PUBLISHED
    assert len(posts(sandbox, channel)) == 1


@pytest.mark.parametrize("network", ["facebook"], indirect=True)
def test_nobody_can_say_that_it_is_absent_while_it_is_still_looked_for(doubtful):
    assert not delivery().not_there(timezone.now())
    assert delivery().state == State.IN_DOUBT


@pytest.mark.parametrize("network", ["facebook"], indirect=True)
def test_what_was_resolved_is_withdrawn_by_hand_when_the_page_leaves(doubtful):
    """The address is known, the id on the network is not."""
    assert delivery().resolve(f"{doubtful.account_url}/posts/17")
    page = delivery().announcement.page.specific
    page.unpublish()
    work()
    assert delivery().state == State.BY_HAND
    assert "Kennung" in delivery().last_error


@pytest.mark.parametrize("network", ["mastodon"], indirect=True)
def test_a_network_that_does_not_answer_costs_no_look(sandbox, doubtful):
    sandbox.fault("mastodon", "status", status=503, method="GET")
    wait()
    assert delivery().looks_left == 4
    assert delivery().not_before > timezone.now() - timedelta(seconds=1)
