"""What the admin says of channels that wait: until when, and what may be done."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from syndication.models import Channel, Delivery
from syndication.waits import about
from tests import factories
from tests.syndication.people import RIGHTS, person
from tests.syndication.test_pacing import begun, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    return factories.channel(attach="picture")


@pytest.fixture
def editor(client):
    client.force_login(person(*RIGHTS))
    return client


@pytest.fixture
def stranger(client):
    client.force_login(person())
    return client


def page(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def silent(channel, failures=3):
    until = timezone.now() + timedelta(minutes=30)
    Channel.objects.update(throttled_until=until, failures=failures)


def in_an_hour(minutes=0):
    moment = timezone.now() + timedelta(hours=1, minutes=minutes)
    return about(moment)


def test_the_list_of_channels_says_when_the_last_one_goes(editor, channel):
    begun(waiting(channel, 27))
    waiting(channel, 50)
    text = page(editor, "channels:index")
    assert "50 warten, voraussichtlich bis" in text
    assert in_an_hour() in text or in_an_hour(1) in text


def test_a_channel_says_it_on_its_own_page(editor, channel):
    waiting(channel)
    text = page(editor, "channels:inspect", channel.pk)
    assert "einer wartet, voraussichtlich bis" in text


def test_each_delivery_says_when_its_turn_comes(editor, channel):
    begun(waiting(channel, 27))
    last = waiting(channel, 30)[-1]
    moments = (in_an_hour(), in_an_hour(1))
    for text in (
        page(editor, "deliveries:index"),
        page(editor, "deliveries:inspect", last.pk),
    ):
        assert any(
            f"wartet, voraussichtlich bis {moment}" in text for moment in moments
        )


def test_the_edit_view_of_an_article_says_it_too(admin_client, channel):
    Channel.objects.update(announce_since=timezone.now() - timedelta(days=1))
    article = factories.published()
    text = page(admin_client, "wagtailadmin_pages:edit", article.pk)
    assert "wartet, voraussichtlich bis" in text


def test_a_silent_channel_may_be_tried_at_once(editor, channel):
    silent(channel)
    text = page(editor, "channels:inspect", channel.pk)
    assert "Wartet nach mehreren Fehlern" in text
    assert "Jetzt versuchen" in text
    answer = editor.post(reverse("channels:try_now", args=[channel.pk]), follow=True)
    assert "Wird jetzt versucht." in answer.content.decode()
    assert "Jetzt versuchen" not in answer.content.decode()
    channel.refresh_from_db()
    assert (channel.throttled_until, channel.failures) == (None, 3)


def test_a_channel_that_waits_for_nothing_offers_nothing(editor, channel):
    assert "Jetzt versuchen" not in page(editor, "channels:inspect", channel.pk)
    answer = editor.post(reverse("channels:try_now", args=[channel.pk]), follow=True)
    assert "wartet nicht (mehr)" in answer.content.decode()


def test_nobody_else_may_end_the_silence(stranger, channel):
    silent(channel)
    stranger.post(reverse("channels:try_now", args=[channel.pk]))
    assert Channel.objects.get().throttled_until


def test_a_silence_is_not_ended_by_a_link(editor, channel):
    silent(channel)
    answer = editor.get(reverse("channels:try_now", args=[channel.pk]))
    assert answer.status_code == 405
    assert Channel.objects.get().throttled_until


def test_a_long_list_is_reckoned_once_for_each_channel(
    editor, channel, django_assert_max_num_queries
):
    waiting(channel, 60)
    assert Delivery.objects.count() == 60
    with django_assert_max_num_queries(22):
        page(editor, "deliveries:index")
