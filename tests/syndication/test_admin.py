"""Deliveries and channels in the admin: what is seen, what may be done, by whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from syndication import connecting
from syndication.models import Channel, Delivery
from tests import factories

pytestmark = pytest.mark.django_db
State = Delivery.State
RIGHTS = ["view_delivery", "change_delivery", "view_channel", "change_channel"]


def person(*rights, publishes=False):
    user = User.objects.create_user("redaktion", password="x")
    group = Group.objects.create(name="Redaktion")
    names = ["access_admin", *rights]
    group.permissions.add(*Permission.objects.filter(codename__in=names))
    if publishes:
        for right in ("add", "change", "publish"):
            GroupPagePermission.objects.create(
                group=group, page=Page.get_first_root_node(), permission_type=right
            )
    user.groups.add(group)
    return user


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
    answer = stranger.get(reverse(name), follow=True)
    assert answer.redirect_chain
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


# --- connecting, against the sandbox ------------------------------------------------
@pytest.fixture
def account(sandbox):
    return sandbox.create_account("mastodon")


def fields(account, **changes):
    return {
        "name": "Unser Mastodon",
        "network": "mastodon",
        "server": account["server"],
        "attach": "picture",
        "announce_since": "24.11.2025 10:00",
        **account["credentials"],
        **changes,
    }


def test_an_editor_connects_an_account(editor, account):
    editor.post(reverse("channels:add"), fields(account))
    channel = Channel.objects.get()
    assert account["account"] in channel.account_name
    assert channel.credentials() == account["credentials"]


def test_a_wrong_token_is_told_in_german_and_nothing_is_saved(editor, account):
    answer = editor.post(
        reverse("channels:add"), fields(account, access_token="falsch")
    )
    assert "Zugangsdaten gelten nicht" in answer.content.decode()
    assert not Channel.objects.exists()


def test_a_missing_token_is_told(editor, account):
    answer = editor.post(reverse("channels:add"), fields(account, access_token=""))
    assert "Es fehlt" in answer.content.decode()
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    "server",
    ["javascript:alert(1)", "http://mastodon.example", "https://x.example", "x"],
)
def test_a_server_that_must_not_be_is_refused(editor, account, server):
    answer = editor.post(reverse("channels:add"), fields(account, server=server))
    assert answer.status_code == 200
    assert not Channel.objects.exists()


def test_the_form_keeps_the_secret_to_itself(editor, account):
    editor.post(reverse("channels:add"), fields(account))
    channel = Channel.objects.get()
    assert account["credentials"]["access_token"] not in text_of(
        editor, "channels:edit", channel.pk
    )
    editor.post(
        reverse("channels:edit", args=[channel.pk]),
        fields(account, name="Anders", access_token=""),
    )
    channel.refresh_from_db()
    assert channel.name == "Anders"
    assert channel.credentials() == account["credentials"]


def test_a_new_password_is_tried_though_an_old_session_still_works(editor, sandbox):
    account = sandbox.create_account("bluesky")
    data = fields(account, network="bluesky")
    editor.post(reverse("channels:add"), data)
    channel = Channel.objects.get()
    assert "session" in channel.credentials()
    answer = editor.post(
        reverse("channels:edit", args=[channel.pk]), data | {"password": "falsch"}
    )
    assert "Zugangsdaten gelten nicht" in answer.content.decode()


def test_an_account_is_connected_once(editor, account):
    editor.post(reverse("channels:add"), fields(account))
    again = editor.post(reverse("channels:add"), fields(account, name="Noch einmal"))
    assert "schon als anderer Kanal verbunden" in again.content.decode()
    assert Channel.objects.count() == 1


def test_a_pause_during_a_check_stays(editor, account, monkeypatch):
    editor.post(reverse("channels:add"), fields(account))
    channel, stale = Channel.objects.get(), Channel.objects.get()
    channel.pause("Von Hand")
    connecting.check(stale)
    channel.refresh_from_db()
    assert channel.paused_at


def test_a_copy_elsewhere_does_not_even_ask_the_network(
    editor, account, sandbox, settings
):
    editor.post(reverse("channels:add"), fields(account))
    settings.PUBLIC_URL = "http://127.0.0.1:7999"
    before = sandbox.last_request()
    answer = editor.post(
        reverse("channels:check", args=[Channel.objects.get().pk]), follow=True
    )
    assert "wird nicht gesendet" in messages_of(answer)
    assert sandbox.requests("mastodon", since=before) == []


def test_checking_a_dead_account_pauses_it_and_resuming_needs_a_live_one(
    editor, account, sandbox
):
    editor.post(reverse("channels:add"), fields(account))
    channel = Channel.objects.get()
    sandbox.revoke("mastodon", account["account"])
    for verb in ("check", "resume"):
        answer = editor.post(
            reverse(f"channels:{verb}", args=[channel.pk]), follow=True
        )
        assert "Zugangsdaten gelten nicht mehr" in messages_of(answer)
        channel.refresh_from_db()
        assert channel.paused_at


def test_a_channel_whose_key_is_gone_says_so_instead_of_failing(
    editor, account, settings
):
    editor.post(reverse("channels:add"), fields(account))
    channel = Channel.objects.get()
    settings.CREDENTIAL_KEYS = ["uFzLk5bDPtzZ0lCvq1t6dq8VJd1OFzvJ1l1o0cYt2mE="]
    answer = editor.post(
        reverse("channels:edit", args=[channel.pk]),
        fields(account, server=account["server"] + "/x", access_token=""),
    )
    assert answer.status_code == 200
    answer = editor.post(reverse("channels:check", args=[channel.pk]), follow=True)
    assert "neu verbinden" in messages_of(answer)
