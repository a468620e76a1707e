"""From an article that went live to posts on real HTTP, whatever the network answers."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.models import ArticlePage
from syndication import connecting, delivering, drafting
from syndication.models import Channel, Delivery
from tests import factories
from tests.syndication.sending import (
    PUBLISHING,
    QUICK,
    State,
    deliver,
    delivery,
    hurry,
    nobody_sees_it,
    posts,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel(connected, network):
    return connected(network)


def test_an_article_is_posted_once_with_text_link_and_address(sandbox, channel):
    page = factories.published()
    deliver()
    assert delivery().state == State.PUBLISHED
    post = posts(sandbox, channel)[0]
    assert post["text"] == delivery().text
    assert "Ein neuer Park" in post["text"]
    if channel.network == "instagram":  # no link can be followed there
        assert f"/n/{page.pk}" in post["text"]
    else:
        assert post["link"] == page.full_url
    if channel.network in ("mastodon", "bluesky"):  # Meta's take no language
        assert post["language"] == "de"
    assert post["url"] == delivery().url


def test_publishing_again_and_waking_again_makes_no_second_post(sandbox, channel):
    page = factories.published()
    deliver()
    page.save_revision().publish()
    deliver()
    assert len(posts(sandbox, channel)) == 1


def test_the_picture_goes_along_with_its_description(sandbox, connected, network):
    channel = connected(network, attach="picture")
    factories.published(lead_image=factories.image())
    deliver()
    assert posts(sandbox, channel)[0]["media"][0]["alt"] == "Bäume im Park"
    assert len(delivery().picture_sha256) == 64


def test_an_article_without_a_picture_is_posted_all_the_same(sandbox, channel):
    factories.published(lead_image=None)
    deliver()
    assert len(posts(sandbox, channel)) == 1


def test_a_headline_as_long_as_the_cms_takes_fits(sandbox, channel):
    factories.published(title="Bürger*innen 💣 @name #x " * 10)
    deliver()
    assert delivery().state == State.PUBLISHED
    assert len(posts(sandbox, channel)) == 1


def test_a_picture_that_is_gone_stops_the_delivery_instead_of_the_picture(
    sandbox, connected, network
):
    channel = connected(network, attach="picture")
    image = factories.image()
    image.file.storage.delete(image.file.name)
    factories.published(lead_image=image)
    deliver()
    assert delivery().state == State.FAILED
    assert "lässt sich nicht lesen" in delivery().last_error
    assert not posts(sandbox, channel)


@pytest.mark.parametrize("status", [500, 503])
def test_a_network_that_is_down_is_asked_again(sandbox, channel, status):
    sandbox.fault(
        channel.network, "status", status=status, **PUBLISHING[channel.network]
    )
    factories.published()
    deliver(times=4)
    if not delivery().url:
        nobody_sees_it()
        deliver(times=2)
    assert delivery().state == State.PUBLISHED
    assert len(posts(sandbox, channel)) == 1


@pytest.mark.parametrize("fault", ["answer_lost", "empty", "html", "reset"])
def test_without_a_clear_answer_it_looks_and_never_posts_twice(sandbox, channel, fault):
    sandbox.fault(channel.network, fault, **PUBLISHING[channel.network])
    factories.published()
    deliver(times=5)
    if not delivery().url:
        nobody_sees_it()
        deliver(times=2)
    assert delivery().state == State.PUBLISHED
    assert len(posts(sandbox, channel)) == 1
    assert delivery().url == posts(sandbox, channel)[0]["url"]


def test_a_post_that_lands_after_we_gave_up_is_found(sandbox, channel, monkeypatch):
    monkeypatch.setattr(channel.network_class, "timeout", (1, 0.5))
    sandbox.fault(
        channel.network, "stored_late", seconds=1.5, **PUBLISHING[channel.network]
    )
    factories.published()
    delivering.deliver_due(replace(QUICK, looks=(2, 2)))
    assert delivery().state == State.IN_DOUBT
    time.sleep(2)
    deliver(times=3)
    assert delivery().state == State.PUBLISHED
    assert len(posts(sandbox, channel)) == 1


def test_a_network_that_stays_down_is_given_up_with_a_reason(sandbox, channel):
    sandbox.fault(
        channel.network, "status", status=503, count=0, **PUBLISHING[channel.network]
    )
    factories.published()
    deliver(times=12)
    proven = channel.network_class.proves_absence
    assert delivery().state == (State.FAILED if proven else State.IN_DOUBT)
    assert delivery().last_error
    sandbox.reset()
    hurry(sandbox)
    if proven:
        assert delivery().retry(timezone.now())
    nobody_sees_it()
    deliver(times=3)
    assert delivery().state == State.PUBLISHED
    assert len(posts(sandbox, channel)) == 1


def test_throttling_silences_the_channel_until_the_networks_own_time(sandbox, channel):
    sandbox.fault(channel.network, "throttle", seconds=60, count=0)
    factories.published()
    factories.published(title="Noch einer")
    delivering.deliver_due(replace(QUICK, longest_retry=3_600))
    channel.refresh_from_db()
    wait = channel.throttled_until - timezone.now()
    told = 600 if channel.network == "threads" else 60  # which tells no time
    assert timedelta(seconds=told - 20) < wait <= timedelta(seconds=told + 1)
    assert {d.state for d in Delivery.objects.all()} == {State.PENDING}
    assert {d.attempts for d in Delivery.objects.all()} == {0}
    assert "wartet" in channel.state()


def test_a_dead_token_pauses_this_channel_and_holds_up_no_other(
    sandbox, connected, network
):
    dead, sound = connected(network), connected(network)
    sandbox.revoke(network, dead.sandbox_account)
    factories.published()
    deliver(times=2)
    dead.refresh_from_db()
    assert dead.paused_at
    assert "Zugangsdaten gelten nicht mehr" in dead.paused_reason
    waiting = Delivery.objects.get(channel=dead)
    assert (waiting.state, waiting.attempts) == (State.PENDING, 0)
    assert len(posts(sandbox, sound)) == 1


def test_after_the_channel_is_connected_anew_what_waited_is_sent(sandbox, channel):
    sandbox.revoke(channel.network, channel.sandbox_account)
    factories.published()
    deliver(times=2)
    channel.refresh_from_db()
    made = sandbox.create_account(
        channel.network, channel.sandbox_account, if_exists="return"
    )
    connecting.connect(channel, made["credentials"])
    deliver()
    assert delivery().state == State.PUBLISHED


def test_a_page_that_left_meanwhile_is_not_announced(sandbox, channel):
    page = factories.published()
    ArticlePage.objects.filter(pk=page.pk).update(live=False)
    deliver()
    assert delivery().state == State.CANCELLED
    assert not posts(sandbox, channel)


def test_a_page_whose_address_does_not_answer_yet_waits(sandbox, channel, settings):
    page = factories.published()
    wrong = f"{settings.PUBLIC_URL}/nirgends"
    settings.PUBLIC_URL = wrong
    Channel.objects.update(connected_for=wrong)
    deliver()
    assert delivery().state == State.PENDING
    assert "antwortet mit 404" in delivery().last_error
    assert not posts(sandbox, channel)
    assert page.live


def test_a_copy_of_the_database_on_another_address_sends_nothing(
    sandbox, channel, settings
):
    factories.published()
    settings.PUBLIC_URL = "http://127.0.0.1:7999"
    deliver()
    channel.refresh_from_db()
    assert "verbunden" in channel.paused_reason
    assert not posts(sandbox, channel)


def test_a_site_on_this_machine_sends_nothing_elsewhere(channel):
    Channel.objects.update(server="https://mastodon.example")
    factories.published()
    deliver()
    channel.refresh_from_db()
    assert "gehören nicht zusammen" in channel.paused_reason


def test_our_own_mistake_is_a_failure_with_a_trace_and_no_crash(
    channel, monkeypatch, caplog
):
    factories.published()
    monkeypatch.setattr(drafting, "compose", lambda *_: 1 / 0)
    deliver()
    assert delivery().state == State.FAILED
    assert "ZeroDivisionError" in caplog.text


def test_our_own_mistake_after_the_post_is_out_is_a_doubt_that_is_resolved(
    sandbox, channel, monkeypatch
):
    def stumble(delivery, receipt):
        monkeypatch.undo()
        raise ZeroDivisionError

    factories.published()
    with monkeypatch.context() as patch:
        patch.setattr(Delivery, "record", stumble)
        monkeypatch = patch
        delivering.deliver_due(replace(QUICK, looks=(2, 2)))
    assert delivery().state == State.IN_DOUBT
    Delivery.objects.update(not_before=timezone.now())
    deliver(times=2)
    assert delivery().state == State.PUBLISHED
    assert len(posts(sandbox, channel)) == 1


def test_no_token_is_in_the_log(sandbox, channel, caplog):
    sandbox.fault(channel.network, "status", status=500, count=0)
    factories.published()
    deliver(times=2)
    secrets = [
        value
        for value in Channel.objects.get().credentials().values()
        if len(value) >= 12 and "://" not in value
    ]
    assert secrets
    for secret in secrets:
        assert secret not in caplog.text
        assert secret not in str(list(delivery().log.values()))


def test_a_death_while_a_photo_is_staged_leaves_nothing_in_doubt(connected):
    connected("facebook", attach=Channel.Attach.PICTURE)
    factories.published(lead_image=factories.image())
    once = iter([False, True])
    delivering.deliver_due(QUICK, enough=lambda: next(once))
    assert delivery().handle
    assert not delivery().text
