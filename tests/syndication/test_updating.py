"""An article that is published again: what changes on each network, and what does not."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from newsroom.models import ArticlePage
from syndication import outbox
from syndication.models import Attempt, Delivery
from syndication.networks import NETWORKS
from tests import factories
from tests.syndication.sending import (
    Action,
    State,
    calls,
    deliver,
    delivery,
    posts,
    visible,
    work,
)

pytestmark = pytest.mark.django_db(transaction=True)
CHANGING = [name for name, network in NETWORKS.items() if network.updates]
FIXED = [name for name in NETWORKS if name not in CHANGING]


@pytest.fixture
def out(connected, network):
    """A channel, and an article whose post is out there."""
    channel = connected(network)
    page = factories.published(body=[("paragraph", "<p>Alt.</p>")])
    deliver(times=2)
    assert delivery().state == State.PUBLISHED
    return channel, page


def publish_again(page, **changes):
    page = ArticlePage.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def outcomes():
    ended = Attempt.objects.filter(phase=Attempt.Phase.ENDED)
    return [(attempt.action, attempt.outcome) for attempt in ended]


def test_a_typo_in_the_body_changes_nothing_on_any_network(sandbox, out):
    channel, page = out
    before, attempts = sandbox.last_request(), Attempt.objects.count()
    publish_again(page, body=[("paragraph", "<p>Neu.</p>")])
    work()
    assert sandbox.requests(channel.network, before) == []
    assert Attempt.objects.count() == attempts
    assert delivery().state == State.PUBLISHED


@pytest.mark.parametrize("network", CHANGING, indirect=True)
def test_a_changed_headline_changes_the_post_where_that_is_possible(sandbox, out):
    channel, page = out
    publish_again(page, title="Ein alter Park")
    deliver()
    (post,) = posts(sandbox, channel)
    assert "Ein alter Park" in post["text"]
    assert post["edited_at"]
    assert (delivery().text, delivery().outdated) == (post["text"], False)
    assert outcomes()[-1] == (Action.UPDATE, Attempt.Outcome.UPDATED)


@pytest.mark.parametrize("network", FIXED, indirect=True)
def test_where_it_is_not_possible_the_post_stays_and_that_is_told(sandbox, out):
    channel, page = out
    before, sent = sandbox.last_request(), delivery().text
    publish_again(page, title="Ein alter Park")
    work()
    assert calls(sandbox, channel, before) == []
    assert (delivery().state, delivery().outdated) == (State.PUBLISHED, True)
    assert delivery().text == sent


@pytest.mark.parametrize("network", FIXED, indirect=True)
def test_what_was_changed_back_is_outdated_no_longer(sandbox, out):
    _channel, page = out
    publish_again(page, title="Ein alter Park")
    work()
    publish_again(page, title="Ein neuer Park")
    work()
    assert not delivery().outdated
    assert outcomes()[-1] == (Action.UPDATE, Attempt.Outcome.UNCHANGED)


def test_a_changed_picture_is_sent_anew_with_its_description(sandbox, connected):
    channel = connected("mastodon", attach="picture")
    page = factories.published(lead_image=factories.image())
    deliver()
    other = factories.image(factories.picture((800, 600)), description="Ein Spaten")
    publish_again(page, lead_image=other)
    work()
    (post,) = visible(sandbox, channel)
    assert [media["alt"] for media in post["media"]] == ["Ein Spaten"]
    assert post["edited_at"]
    assert delivery().alt == "Ein Spaten"


def test_an_edited_post_keeps_its_picture_and_description(sandbox, connected):
    channel = connected("mastodon", attach="picture")
    page = factories.published(lead_image=factories.image())
    deliver()
    publish_again(page, title="Ein alter Park")
    work()
    (post,) = visible(sandbox, channel)
    assert "Ein alter Park" in post["text"]
    assert [media["alt"] for media in post["media"]] == ["Bäume im Park"]


def test_facebook_changes_the_text_alone_and_the_old_picture_is_told(
    sandbox, connected
):
    channel = connected("facebook", attach="picture")
    page = factories.published(lead_image=factories.image())
    deliver(times=2)
    old = delivery().picture_sha256
    other = factories.image(factories.picture((800, 600)), description="Ein Spaten")
    publish_again(page, title="Ein alter Park", lead_image=other)
    work()
    (post,) = posts(sandbox, channel)
    assert "Ein alter Park" in post["text"]
    assert [media["alt"] for media in post["media"]] == ["Bäume im Park"]
    now = delivery()
    assert (now.outdated, now.picture_sha256, now.alt) == (True, old, "Bäume im Park")


@pytest.mark.parametrize("network", CHANGING, indirect=True)
@pytest.mark.parametrize("fault", ["answer_lost", "reset", "html", "empty"])
def test_a_change_without_a_clear_answer_is_made_again(sandbox, out, fault):
    channel, page = out
    method = {"mastodon": "PUT", "facebook": "POST"}[channel.network]
    sandbox.fault(channel.network, fault, method=method)
    publish_again(page, title="Ein alter Park")
    deliver(times=3)
    (post,) = posts(sandbox, channel)
    assert "Ein alter Park" in post["text"]
    assert (delivery().state, delivery().text) == (State.PUBLISHED, post["text"])


@pytest.mark.parametrize("network", CHANGING, indirect=True)
def test_a_change_that_may_have_arrived_is_not_taken_for_undone(sandbox, out):
    """Changed and changed back: what is out there is not what we last knew."""
    channel, page = out
    method = {"mastodon": "PUT", "facebook": "POST"}[channel.network]
    sandbox.fault(channel.network, "answer_lost", method=method, count=0)
    publish_again(page, title="Ein alter Park")
    deliver()
    sandbox.reset()
    publish_again(page, title="Ein neuer Park")
    work(times=3)
    (post,) = posts(sandbox, channel)
    assert "Ein neuer Park" in post["text"]


@pytest.mark.parametrize("network", CHANGING, indirect=True)
def test_a_refused_change_leaves_the_post_and_asks_a_person(sandbox, out):
    channel, page = out
    method = {"mastodon": "PUT", "facebook": "POST"}[channel.network]
    sandbox.fault(channel.network, "status", status=422, method=method, count=0)
    publish_again(page, title="Ein alter Park")
    work(times=6)
    now = delivery()
    assert (now.state, now.action) == (State.BY_HAND, Action.UPDATE)
    assert "Ein neuer Park" in now.text
    assert now.last_error
    made = Attempt.objects.count()
    work(times=2)
    assert Attempt.objects.count() == made


def test_the_sweep_finds_a_change_whose_signal_was_lost(sandbox, connected, deaf):
    connected("mastodon")
    page = factories.published()
    outbox.sweep(timezone.now())
    deliver()
    publish_again(page, title="Ein alter Park")
    assert Delivery.objects.differing().count() == 0
    cache.clear()  # a minute passes
    work()
    assert "Ein alter Park" in delivery().text


def test_an_article_that_changes_before_it_is_sent_is_posted_as_it_is_now(
    sandbox, connected
):
    channel = connected("bluesky")
    page = factories.published()
    publish_again(page, title="Ein alter Park")
    work()
    (post,) = posts(sandbox, channel)
    assert "Ein alter Park" in post["text"]
    assert outcomes() == [(Action.PUBLISH, Attempt.Outcome.PUBLISHED)]


def test_the_record_has_every_version_that_was_out_there(sandbox, connected):
    connected("mastodon")
    page = factories.published()
    deliver()
    publish_again(page, title="Ein alter Park")
    deliver()
    first, second = Attempt.objects.filter(phase=Attempt.Phase.ENDED)
    assert "Ein neuer Park" in first.text
    assert "Ein alter Park" in second.text
    assert first.remote_id == second.remote_id == delivery().remote_id
    assert first.link == page.full_url
