"""Deliveries and channels in the admin: what is seen, what may be done, by whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from syndication.models import Channel, Delivery
from tests import factories
from tests.syndication.people import RIGHTS, person

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def editor(client):
    client.force_login(person(*RIGHTS, "add_channel", publishes=True))
    return client


@pytest.fixture
def stranger(client):
    client.force_login(person())
    return client


@pytest.fixture
def channel():
    return factories.channel(announce_since=timezone.now() - timedelta(days=1))


@pytest.fixture
def delivery(channel):
    factories.published()
    return Delivery.objects.get()


def text_of(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def messages_of(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def test_the_list_shows_page_channel_state_and_error(editor, delivery):
    Delivery.objects.update(state=State.FAILED, attempts=3, last_error="Text zu lang")
    page = text_of(editor, "deliveries:index")
    for word in ("Ein neuer Park", "Mastodon", "fehlgeschlagen", "Text zu lang"):
        assert word in page


def test_the_list_is_filtered_by_state_and_searched_by_title(editor, delivery):
    url = reverse("deliveries:index")
    assert b"Ein neuer Park" in editor.get(url, {"state": "pending"}).content
    assert b"Ein neuer Park" not in editor.get(url, {"state": "failed"}).content
    assert b"Ein neuer Park" in editor.get(url, {"q": "Park"}).content
    assert b"Ein neuer Park" not in editor.get(url, {"q": "Rathaus"}).content


def test_the_list_asks_the_same_number_of_questions_for_any_length(
    editor, channel, django_assert_max_num_queries
):
    for number in range(15):
        factories.published(title=f"Artikel {number}")
    with django_assert_max_num_queries(20):
        editor.get(reverse("deliveries:index"))


def test_retry_asks_again_and_tells_so(editor, delivery):
    Delivery.objects.update(state=State.FAILED)
    answer = editor.post(reverse("deliveries:retry", args=[delivery.pk]), follow=True)
    assert "erneut versucht" in messages_of(answer)
    assert Delivery.objects.get().state == State.PENDING


def test_cancel_says_by_whom(editor, delivery):
    editor.post(reverse("deliveries:cancel", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert delivery.state == State.CANCELLED
    assert "redaktion" in delivery.last_error


@pytest.mark.parametrize("verb", ["retry", "cancel"])
def test_what_has_moved_on_meanwhile_is_told_and_left_alone(editor, delivery, verb):
    Delivery.objects.update(state=State.PUBLISHED, published_at=timezone.now())
    url = reverse(f"deliveries:{verb}", args=[delivery.pk])
    assert "nicht mehr möglich" in messages_of(editor.post(url, follow=True))
    assert Delivery.objects.get().state == State.PUBLISHED


def test_buttons_are_there_where_they_do_something(editor, delivery):
    page = text_of(editor, "deliveries:inspect", delivery.pk)
    assert "Abbrechen" in page
    assert "Erneut versuchen" not in page
    Delivery.objects.update(state=State.FAILED)
    page = text_of(editor, "deliveries:inspect", delivery.pk)
    assert "Erneut versuchen" in page


VERBS = ["deliveries:retry", "deliveries:cancel", "channels:check"]
VERBS += ["channels:pause", "channels:resume"]


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_never_a_link(editor, delivery, verb):
    pk = delivery.pk if "deliveries" in verb else delivery.channel.pk
    assert editor.get(reverse(verb, args=[pk])).status_code == 405


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_needs_its_permission(stranger, delivery, verb):
    pk = delivery.pk if "deliveries" in verb else delivery.channel.pk
    before = list(Delivery.objects.values()) + list(Channel.objects.values())
    stranger.post(reverse(verb, args=[pk]))
    assert list(Delivery.objects.values()) + list(Channel.objects.values()) == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_forged_post_is_refused(delivery, verb, client):
    client.handler.enforce_csrf_checks = True
    client.force_login(person(*RIGHTS))
    pk = delivery.pk if "deliveries" in verb else delivery.channel.pk
    assert client.post(reverse(verb, args=[pk])).status_code == 403


@pytest.mark.parametrize("name", ["deliveries:index", "channels:index", "channels:add"])
def test_the_rooms_are_closed_to_others(stranger, channel, name):
    """By Wagtail's way home or a sentence of ours."""
    answer = stranger.get(reverse(name), follow=True)
    assert answer.redirect_chain or answer.status_code == 403
    assert "Mastodon" not in answer.content.decode()


def test_neither_channels_nor_deliveries_can_be_deleted(admin_client, delivery):
    for url in ("channels/delete/1/", "deliveries/delete/1/", "deliveries/new/"):
        assert admin_client.get(f"/admin/{url}").status_code == 404


def test_the_article_shows_where_it_stands(editor, delivery):
    Delivery.objects.update(state=State.HELD, last_error="Zu spät")
    page = text_of(editor, "wagtailadmin_pages:edit", delivery.announcement.page_id)
    assert "zurückgehalten" in page
    assert "Zu spät" in page


def test_an_article_is_sent_by_hand_to_a_later_channel(editor, delivery):
    page, late = delivery.announcement.page, factories.channel(name="Später")
    url = reverse("deliveries:send", args=[page.pk, late.pk])
    assert url in text_of(editor, "wagtailadmin_pages:edit", page.pk)
    assert "Später" in editor.get(url).content.decode()
    assert not Delivery.objects.filter(channel=late).exists()
    editor.post(url)
    assert Delivery.objects.filter(channel=late).count() == 1


def test_a_page_that_has_nothing_to_say_is_not_sent(editor, delivery):
    home = delivery.announcement.page.get_parent().get_parent()
    url = reverse("deliveries:send", args=[home.pk, delivery.channel.pk])
    assert editor.get(url).status_code == 404


def test_only_who_may_publish_the_page_sends_it_by_hand(client, delivery):
    client.force_login(person(*RIGHTS))
    late = factories.channel(name="Später")
    page = delivery.announcement.page
    client.post(reverse("deliveries:send", args=[page.pk, late.pk]))
    assert not Delivery.objects.filter(channel=late).exists()


def test_times_are_those_of_the_editors_clock(editor, channel):
    Channel.objects.update(announce_since=datetime(2026, 7, 1, 10, 30, tzinfo=UTC))
    assert "12:30" in text_of(editor, "channels:inspect", channel.pk)


def test_a_channel_is_paused_by_hand(editor, channel):
    editor.post(reverse("channels:pause", args=[channel.pk]))
    channel.refresh_from_db()
    assert "redaktion" in channel.paused_reason
    assert "angehalten" in text_of(editor, "channels:index")
