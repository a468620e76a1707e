"""A correction: in the post where that can be changed, else as an answer to it, once."""

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from newsroom.models import ArticlePage
from syndication import delivering
from syndication.models import Announcement, Delivery
from syndication.networks import NETWORKS
from syndication.verbs import VERBS
from syndication.waits import Waits
from tests import factories
from tests.syndication.sending import (
    PUBLISHING,
    Action,
    State,
    delivery,
    posts,
    visible,
    work,
)

pytestmark = pytest.mark.django_db(transaction=True)
REPLYING = [name for name, one in NETWORKS.items() if one.can_reply and not one.updates]
CHANGING = [name for name, one in NETWORKS.items() if one.updates]
WORDS = "Gepflanzt wird am Sonntag."


@pytest.fixture
def channel(connected, network):
    return connected(network)


def correct(page, *words):
    """The editor adds corrections and publishes."""
    page = ArticlePage.objects.get(pk=page.pk)
    for text in words:
        page.corrections.append(("correction", {"text": text, "at": timezone.now()}))
    page.save_revision().publish()


def reply():
    return Delivery.objects.get(announcement__answers__isnull=False)


def original():
    return Delivery.objects.get(announcement__answers=None)


@pytest.mark.parametrize("network", REPLYING, indirect=True)
def test_a_post_that_cannot_be_changed_gets_an_answer(sandbox, channel):
    page = factories.published()
    work(times=3)
    correct(page, WORDS)
    work(times=3)
    first, second = posts(sandbox, channel)
    assert f"Korrektur: {WORDS}" in second["text"]
    assert page.full_url in second["text"]
    assert second["reply_to"] == first["id"]
    assert second["media"] == []
    assert reply().state == State.PUBLISHED


@pytest.mark.parametrize("network", REPLYING, indirect=True)
def test_what_an_answer_has_told_does_not_make_the_post_outdated(sandbox, channel):
    page = factories.published()
    work(times=3)
    correct(page, WORDS)
    work(times=3)
    assert not original().outdated
    correct(page, "Und zwar im Westpark.")
    work(times=3)
    assert not original().outdated
    assert len(posts(sandbox, channel)) == 3


@pytest.mark.parametrize("network", REPLYING, indirect=True)
def test_a_correction_is_told_once_however_often_the_page_is_published(
    sandbox, channel
):
    page = factories.published()
    work(times=3)
    correct(page, WORDS)
    work(times=3)
    correct(page)
    cache.clear()
    work(times=3)
    assert len(posts(sandbox, channel)) == 2


@pytest.mark.parametrize("network", REPLYING, indirect=True)
@pytest.mark.parametrize("fault", ["answer_lost", "reset"])
def test_an_answer_is_posted_once_whatever_the_network_answers(sandbox, channel, fault):
    page = factories.published()
    work(times=3)
    sandbox.fault(channel.network, fault, **PUBLISHING[channel.network])
    correct(page, WORDS)
    work(times=6)
    assert len(posts(sandbox, channel)) == 2
    assert reply().state == State.PUBLISHED


@pytest.mark.parametrize("network", CHANGING, indirect=True)
def test_a_post_that_can_be_changed_has_it_in_its_text_and_no_answer(sandbox, channel):
    page = factories.published()
    work(times=3)
    correct(page, WORDS)
    work(times=3)
    (post,) = posts(sandbox, channel)
    assert f"Korrektur: {WORDS}" in post["text"]
    assert Delivery.objects.count() == 1


def test_where_neither_is_possible_it_is_a_task_by_hand(sandbox, connected):
    channel = connected("instagram")
    page = factories.published()
    work(times=3)
    correct(page, WORDS)
    work(times=3)
    assert len(posts(sandbox, channel)) == 1
    assert (reply().state, reply().action) == (State.BY_HAND, Action.PUBLISH)
    assert not original().outdated
    assert reply().done()
    assert reply().state == State.PUBLISHED


def test_of_a_post_that_was_never_there_nothing_is_to_be_done_by_hand(
    sandbox, connected
):
    connected("instagram")
    page = factories.published()
    Delivery.objects.update(state=State.FAILED, text="Ein neuer Park")
    correct(page, WORDS)
    assert (delivery().state, delivery().action) == (State.FAILED, Action.PUBLISH)


def test_a_post_that_was_in_doubt_and_is_there_shows_an_older_state(sandbox, connected):
    channel = connected("instagram")
    page = factories.published()
    Delivery.objects.update(
        state=State.IN_DOUBT, text="Ein neuer Park", said=delivery().announcement.said
    )
    correct(page, WORDS)
    assert delivery().resolve(f"{channel.account_url}/p/1")
    work()
    assert delivery().outdated


def test_a_post_that_is_still_to_be_sent_carries_the_correction(sandbox, channel):
    page = factories.published()
    correct(page, WORDS)
    work(times=4)
    (post,) = posts(sandbox, channel)
    assert f"Korrektur: {WORDS}" in post["text"]
    assert Delivery.objects.count() == 1
    correct(page)
    work(times=2)
    assert len(posts(sandbox, channel)) == 1


@pytest.mark.parametrize("network", REPLYING, indirect=True)
def test_an_answer_waits_until_it_is_known_whether_the_post_is_there(sandbox, channel):
    patient = Waits(first_retry=0.01, longest_retry=0.02, looks=(60, 60))
    sandbox.fault(channel.network, "answer_lost", **PUBLISHING[channel.network])
    page = factories.published()
    for _round in range(4):
        delivering.deliver_due(patient)
        time.sleep(0.03)
    assert delivery().state == State.IN_DOUBT
    correct(page, WORDS)
    delivering.deliver_due(patient)
    assert (reply().state, reply().attempts) == (State.PENDING, 0)
    assert len(posts(sandbox, channel)) == 1
    Delivery.objects.update(not_before=timezone.now())
    work(times=4)
    first, second = posts(sandbox, channel)
    assert second["reply_to"] == first["id"]


@pytest.mark.parametrize("network", REPLYING, indirect=True)
def test_a_post_that_turns_out_to_carry_the_correction_is_not_answered(
    sandbox, channel
):
    patient = Waits(first_retry=0.01, longest_retry=0.02, looks=(60, 60))
    page = factories.draft()
    correct(page, WORDS)
    work(times=4)
    assert Delivery.objects.count() == 1
    late = Announcement.objects.get(answers__isnull=False)
    Delivery.objects.create(
        announcement=late,
        channel=channel,
        useful_until=timezone.now() + timedelta(hours=1),
    )
    delivering.deliver_due(patient)
    assert reply().state == State.CANCELLED
    assert "enthält" in reply().last_error


@pytest.mark.parametrize("network", REPLYING, indirect=True)
def test_a_post_that_was_withdrawn_meanwhile_is_not_answered(sandbox, channel):
    page = factories.published()
    work(times=3)
    correct(page, WORDS)
    original().withdraw(timezone.now())
    work(times=3)
    assert visible(sandbox, channel) == []
    assert reply().state == State.CANCELLED


@pytest.mark.parametrize("network", REPLYING, indirect=True)
def test_when_the_page_leaves_post_and_answer_go(sandbox, channel):
    page = factories.published()
    work(times=3)
    correct(page, WORDS)
    work(times=3)
    ArticlePage.objects.get().unpublish()
    work(times=3)
    assert len(posts(sandbox, channel)) == 2
    assert visible(sandbox, channel) == []
    assert {one.state for one in Delivery.objects.all()} == {State.WITHDRAWN}


@pytest.mark.parametrize("network", REPLYING, indirect=True)
@pytest.mark.parametrize(("verb", "left"), [("withdraw", 0), ("replace", 1)])
def test_a_post_that_is_withdrawn_takes_its_answers_along(sandbox, channel, verb, left):
    page = factories.published()
    work(times=3)
    correct(page, WORDS)
    work(times=3)
    assert VERBS[verb].act(original(), timezone.now(), "redaktion")
    work(times=4)
    assert reply().state == State.WITHDRAWN
    seen = visible(sandbox, channel)
    assert len(seen) == left
    assert all(f"Korrektur: {WORDS}" in post["text"] for post in seen)


@pytest.mark.parametrize("state", [State.BY_HAND, State.HELD, State.FAILED])
def test_an_answer_that_is_not_there_is_dropped_with_its_post(connected, state):
    connected("instagram")
    page = factories.published()
    Delivery.objects.update(state=State.PUBLISHED, text="Ein neuer Park")
    correct(page, WORDS)
    Delivery.objects.filter(pk=reply().pk).update(state=state)
    assert VERBS["withdraw"].act(original(), timezone.now(), "redaktion")
    assert reply().state == State.CANCELLED
    assert "ist nicht da" in reply().last_error


@pytest.mark.parametrize("network", ["bluesky"], indirect=True)
def test_the_answers_below_stay_where_the_post_does(channel):
    page = factories.published()
    Delivery.objects.update(state=State.PUBLISHED, text="Ein neuer Park")
    correct(page, WORDS)
    Delivery.objects.filter(pk=original().pk).update(state=State.SENDING)
    assert not VERBS["withdraw"].act(original(), timezone.now(), "redaktion")
    assert reply().state == State.PENDING


def test_the_database_itself_forbids_to_tell_a_correction_twice(connected):
    connected("bluesky")
    page = factories.published()
    correct(page, WORDS)
    known = Announcement.objects.get(answers__isnull=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.create(page=page, subject=known.subject, title="x")


def test_an_article_that_was_not_announced_has_nothing_to_correct(connected):
    connected("bluesky")
    page = factories.published(announce=False)
    correct(page, WORDS)
    assert not Announcement.objects.exists()
