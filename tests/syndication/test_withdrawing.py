"""A page that leaves, by whatever way and at whatever moment, leaves no visible post."""

import time

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from newsroom.models import ArticlePage, NewsIndexPage
from syndication import delivering, outbox, scheduling
from syndication.models import Announcement, Attempt, Delivery
from syndication.networks import NETWORKS
from tests import factories
from tests.syndication.sending import (
    PUBLISHING,
    QUICK,
    Action,
    State,
    deliver,
    delivery,
    posts,
    visible,
    work,
)

pytestmark = pytest.mark.django_db(transaction=True)
# Of an account as the sandbox makes it; Instagram's login decides.
DELETING = [name for name in NETWORKS if name != "instagram"]


@pytest.fixture
def channel(connected, network):
    return connected(network)


def restrict(page):
    return PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )


def expire(page):
    ArticlePage.objects.filter(pk=page.pk).update(expire_at=timezone.now())
    scheduling.unpublish_expired(timezone.now())


def move_below_something_private(page):
    home = factories.section().get_parent()
    private = home.add_child(instance=NewsIndexPage(title="Intern", slug="intern"))
    restrict(private)
    page.move(private, pos="last-child")


def make_private_above(page):
    restrict(page.get_parent())


def switch_off_without_a_signal(page):
    Page.objects.filter(pk=page.pk).update(live=False)
    cache.clear()  # a minute passes


def delete(page):
    page.delete(user=User.objects.create_superuser("chef"))


def delete_the_section(page):
    page.get_parent().delete(user=User.objects.create_superuser("chef"))


LEAVING = [
    ArticlePage.unpublish,
    delete,
    delete_the_section,
    expire,
    restrict,
    make_private_above,
    move_below_something_private,
    switch_off_without_a_signal,
]


@pytest.mark.parametrize("leave", LEAVING, ids=lambda leave: leave.__name__)
def test_whatever_way_a_page_leaves_its_post_goes(sandbox, connected, leave):
    channel = connected("mastodon")
    page = factories.published()
    work()
    assert len(visible(sandbox, channel)) == 1
    cache.add(outbox.LOOKED_AT_ALL, True)  # the minute's look has just been
    leave(page)
    work()
    assert visible(sandbox, channel) == []
    assert (delivery().state, delivery().action) == (State.WITHDRAWN, Action.WITHDRAW)


@pytest.mark.parametrize("network", DELETING, indirect=True)
def test_the_post_is_deleted_and_the_record_stays(sandbox, channel):
    page = factories.published()
    work()
    was = delivery()
    number = page.pk
    delete(page)
    work()
    assert visible(sandbox, channel) == []
    gone = delivery()
    assert gone.state == State.WITHDRAWN
    assert gone.announcement.page_number == number
    last = gone.log.last()
    assert (last.outcome, last.remote_id) == (Attempt.Outcome.WITHDRAWN, was.remote_id)
    assert last.text == was.text


@pytest.mark.parametrize("network", ["instagram"], indirect=True)
def test_what_the_network_does_not_delete_is_a_task_with_a_link(sandbox, channel):
    page = factories.published()
    work()
    page.unpublish()
    work()
    task = delivery()
    assert (task.state, task.action) == (State.BY_HAND, Action.WITHDRAW)
    assert task.url == posts(sandbox, channel)[0]["url"]
    assert task.last_error
    made = Attempt.objects.count()
    work()
    assert Attempt.objects.count() == made
    assert task.done()
    assert task.state == State.WITHDRAWN


@pytest.mark.parametrize("network", DELETING, indirect=True)
def test_a_post_that_somebody_has_deleted_counts_as_withdrawn(sandbox, channel):
    page = factories.published()
    work()
    channel.client().withdraw(delivery().receipt)
    page.unpublish()
    work()
    assert delivery().state == State.WITHDRAWN


@pytest.mark.parametrize("network", DELETING, indirect=True)
@pytest.mark.parametrize("fault", ["answer_lost", "reset", "html"])
def test_a_withdrawal_without_a_clear_answer_is_made_again(sandbox, channel, fault):
    page = factories.published()
    work()
    sandbox.fault(channel.network, fault, **DELETES[channel.network])
    page.unpublish()
    work(times=4)
    assert visible(sandbox, channel) == []
    assert delivery().state == State.WITHDRAWN


DELETES = {
    "mastodon": {"method": "DELETE"},
    "bluesky": {"method": "POST", "path": "deleteRecord"},
    "facebook": {"method": "DELETE"},
    "threads": {"method": "DELETE"},
}


def test_what_waits_is_not_sent(sandbox, channel):
    page = factories.published()
    page.unpublish()
    work()
    assert posts(sandbox, channel) == []
    assert delivery().state == State.CANCELLED


@pytest.mark.parametrize("network", DELETING, indirect=True)
def test_a_page_that_leaves_while_its_post_is_in_flight(sandbox, channel, monkeypatch):
    page = factories.published()
    publish = channel.network_class.publish

    def publish_while_the_page_leaves(client, *what):
        assert delivery().state == State.SENDING
        answer = publish(client, *what)
        if ArticlePage.objects.get().live and visible(sandbox, channel):
            page.unpublish()
        return answer

    monkeypatch.setattr(channel.network_class, "publish", publish_while_the_page_leaves)
    work(times=5)
    assert len(posts(sandbox, channel)) == 1
    assert visible(sandbox, channel) == []
    assert delivery().state == State.WITHDRAWN


@pytest.mark.parametrize("network", DELETING, indirect=True)
def test_a_page_that_leaves_while_its_post_is_in_doubt(sandbox, channel):
    sandbox.fault(channel.network, "answer_lost", **PUBLISHING[channel.network])
    page = factories.published()
    for _round in range(3):
        delivering.deliver_due(SLOW_TO_LOOK)
        time.sleep(0.03)
    assert delivery().state == State.IN_DOUBT
    page.unpublish()
    Delivery.objects.update(not_before=timezone.now())
    work(times=3)
    assert len(posts(sandbox, channel)) == 1
    assert visible(sandbox, channel) == []
    assert delivery().state == State.WITHDRAWN


SLOW_TO_LOOK = type(QUICK)(first_retry=0.01, longest_retry=0.02, looks=(60, 60))


def test_a_page_that_leaves_while_it_is_in_doubt_and_nothing_was_posted(
    sandbox, channel
):
    sandbox.fault(channel.network, "reset", **PUBLISHING[channel.network])
    page = factories.published()
    for _round in range(3):
        delivering.deliver_due(SLOW_TO_LOOK)
        time.sleep(0.03)
    page.unpublish()
    Delivery.objects.update(not_before=timezone.now())
    work(times=4)
    assert posts(sandbox, channel) == []
    if channel.network_class.proves_absence:
        assert delivery().state == State.CANCELLED
    else:  # a person is asked, and then it is over
        assert (delivery().state, delivery().looks_left) == (State.IN_DOUBT, 0)
        assert delivery().not_there(timezone.now())
        assert delivery().state == State.CANCELLED


@pytest.mark.parametrize("network", DELETING, indirect=True)
def test_a_page_that_leaves_after_the_worker_died(sandbox, channel, monkeypatch):
    """The post is out, the lease runs out, nobody has the receipt."""
    page = factories.published()
    with monkeypatch.context() as patch:
        patch.setattr(Delivery, "record", lambda *_: False)
        deliver(times=3)
    assert delivery().state == State.SENDING
    page.unpublish()
    Delivery.objects.update(leased_until=timezone.now())
    work(times=3)
    assert len(posts(sandbox, channel)) == 1
    assert visible(sandbox, channel) == []


@pytest.mark.parametrize("network", DELETING, indirect=True)
def test_a_withdrawn_post_comes_back_only_by_an_editor_as_a_new_one(sandbox, channel):
    page = factories.published()
    work()
    page.unpublish()
    work()
    ArticlePage.objects.get(pk=page.pk).save_revision().publish()
    assert Announcement.objects.get().wanted
    work()
    assert visible(sandbox, channel) == []
    assert delivery().announce_again(timezone.now())
    work(times=3)
    assert len(posts(sandbox, channel)) == 2
    assert len(visible(sandbox, channel)) == 1
    assert delivery().url == visible(sandbox, channel)[0]["url"]


@pytest.mark.parametrize("network", DELETING, indirect=True)
def test_a_post_is_replaced_by_a_new_one(sandbox, channel):
    page = factories.published()
    work()
    ArticlePage.objects.filter(pk=page.pk).update(title="Ein alter Park")
    assert delivery().withdraw(timezone.now(), replace=True)
    work(times=4)
    old, new = posts(sandbox, channel)
    assert (old["deleted"], new["deleted"]) == (True, False)
    assert "Ein alter Park" in new["text"]
    assert delivery().url == new["url"]


def test_a_page_that_is_public_again_is_wanted_again(connected):
    connected("mastodon")
    restriction = restrict(factories.published())
    assert not Announcement.objects.get().wanted
    restriction.delete()
    assert Announcement.objects.get().wanted


def test_a_large_private_section_is_worked_off_in_parts(connected, monkeypatch):
    connected("mastodon")
    for number in range(5):
        factories.published(title=f"Artikel {number}")
    restrict(factories.section())
    monkeypatch.setattr(outbox, "BATCH", 3)
    outbox.sweep(timezone.now())
    assert Delivery.objects.filter(state=State.CANCELLED).count() == 3
    outbox.sweep(timezone.now())
    assert Delivery.objects.filter(state=State.CANCELLED).count() == 5
