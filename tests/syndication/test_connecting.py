"""Connecting by token and password, checking, pausing, disconnecting: with the sandbox."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from syndication import connecting
from syndication.models import Channel
from tests.syndication.browsing import connect, errors_in
from tests.syndication.people import RIGHTS, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(person(*RIGHTS, "add_channel"))
    return client


@pytest.fixture
def account(sandbox):
    return sandbox.create_account("mastodon")


def fields(account, **changes):
    return {
        "name": "Unser Mastodon",
        "server": account["server"],
        "attach": "picture",
        "token": account["credentials"]["access_token"],
        **changes,
    }


@pytest.fixture
def channel(editor, account):
    connect(editor, "mastodon", **fields(account))
    return Channel.objects.get()


def text_of(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, verb, channel):
    answer = client.post(reverse(f"channels:{verb}", args=[channel.pk]), follow=True)
    channel.refresh_from_db()
    return " ".join(str(message) for message in answer.context["messages"])


def test_the_networks_are_offered(editor):
    page = text_of(editor, "channels:add")
    for name in ("mastodon", "bluesky"):
        assert reverse("channels:connect", args=[name]) in page


def test_an_unknown_network_is_not_found(editor):
    assert connect(editor, "x").status_code == 404


def test_an_account_is_connected_by_token(editor, account):
    answer = connect(editor, "mastodon", **fields(account))
    channel = Channel.objects.get()
    assert answer.url == reverse("channels:inspect", args=[channel.pk])
    assert account["account"] in channel.account_name
    assert channel.credentials() == account["credentials"]


def test_a_wrong_token_is_told_in_german_and_nothing_is_saved(editor, account):
    answer = connect(editor, "mastodon", **fields(account, token="falsch-geschrieben"))
    assert "nimmt die Zugangsdaten nicht an" in errors_in(answer)
    assert "falsch-geschrieben" not in answer.content.decode()
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    "server",
    ["javascript:alert(1)", "http://mastodon.example", "https://x.example", "x", ""],
)
def test_a_server_that_must_not_be_is_refused(editor, account, server):
    answer = connect(editor, "mastodon", **fields(account, server=server))
    assert answer.status_code == 200
    assert not Channel.objects.exists()


def test_two_channels_cannot_have_one_name(editor, channel, account):
    answer = connect(editor, "mastodon", **fields(account))
    assert "gibt es schon" in errors_in(answer)


def test_no_page_gives_the_secret_away(editor, channel, account):
    for name in ("inspect", "edit", "reconnect", "disconnect"):
        page = text_of(editor, f"channels:{name}", channel.pk)
        assert account["credentials"]["access_token"] not in page


def test_a_channel_is_renamed_without_asking_the_network(editor, channel, sandbox):
    before = sandbox.last_request()
    editor.post(
        reverse("channels:edit", args=[channel.pk]),
        {"name": "Anders", "attach": "card", "announce_since": "24.11.2025 10:00"},
    )
    channel.refresh_from_db()
    assert channel.name == "Anders"
    assert sandbox.last_request() == before


@pytest.mark.parametrize("handle", ["{}", "@{}", " \u202a@{}\u202c "])
def test_a_bluesky_account_is_connected_by_handle_and_app_password(
    editor, sandbox, handle
):
    account = sandbox.create_account("bluesky")
    connect(
        editor,
        "bluesky",
        name="Unser Bluesky",
        server=account["server"],
        attach="card",
        identifier=handle.format(account["credentials"]["identifier"]),
        password=account["credentials"]["password"],
    )
    channel = Channel.objects.get()
    assert channel.account_name == f"@{account['credentials']['identifier']}"
    assert channel.server == account["server"]


def test_a_handle_that_nobody_has_is_told(editor, sandbox):
    account = sandbox.create_account("bluesky")
    answer = connect(
        editor,
        "bluesky",
        name="Unser Bluesky",
        server=account["server"],
        attach="card",
        identifier="niemand.test",
        password="x",
    )
    assert "Unable to resolve handle" in errors_in(answer)
    assert not Channel.objects.exists()


def test_a_new_password_is_tried_though_an_old_session_still_works(editor, sandbox):
    account = sandbox.create_account("bluesky")
    entered = account["credentials"] | {"name": "Unser Bluesky", "attach": "card"}
    connect(editor, "bluesky", server=account["server"], **entered)
    channel = Channel.objects.get()
    assert "session" in channel.credentials()
    answer = editor.post(
        reverse("channels:reconnect", args=[channel.pk]),
        entered | {"server": account["server"], "password": "falsch"},
    )
    assert "nimmt die Zugangsdaten nicht an" in errors_in(answer)


def test_checking_a_dead_account_pauses_it_and_resuming_needs_a_live_one(
    editor, account, channel, sandbox
):
    sandbox.revoke("mastodon", account["account"])
    for verb in ("check", "resume"):
        assert "Zugangsdaten gelten nicht mehr" in post(editor, verb, channel)
        assert channel.paused_at


def test_a_paused_channel_is_connected_again(editor, account, channel, sandbox):
    sandbox.revoke("mastodon", account["account"])
    post(editor, "check", channel)
    fresh = sandbox.create_account("mastodon", account["account"], if_exists="return")
    entered = fields(fresh) | {"name": channel.name}
    editor.post(reverse("channels:reconnect", args=[channel.pk]), entered)
    channel.refresh_from_db()
    assert not channel.paused_at
    assert channel.credentials() == fresh["credentials"]


def test_a_channel_whose_key_is_gone_says_so_instead_of_failing(
    editor, channel, settings
):
    settings.CREDENTIAL_KEYS = ["uFzLk5bDPtzZ0lCvq1t6dq8VJd1OFzvJ1l1o0cYt2mE="]
    assert "neu verbinden" in post(editor, "check", channel)
    for name in ("inspect", "edit", "reconnect"):
        text_of(editor, f"channels:{name}", channel.pk)


def test_disconnecting_asks_first_then_forgets_and_retires(editor, channel):
    assert "Ja, trennen" in text_of(editor, "channels:disconnect", channel.pk)
    channel.refresh_from_db()
    assert not channel.retired
    assert "Bitte entfernen Sie ihn dort" in post(editor, "disconnect", channel)
    assert channel.retired
    assert channel.credentials() == {}


def test_disconnecting_works_while_the_network_does_not(editor, channel, sandbox):
    sandbox.fault("mastodon", "status", status=503)
    post(editor, "disconnect", channel)
    assert channel.retired


def test_the_end_of_a_bluesky_session_is_told_to_the_network(sandbox):
    account = sandbox.create_account("bluesky")
    channel = Channel(name="Bluesky", network="bluesky", server=account["server"])
    connecting.connect(channel, account["credentials"])
    assert not connecting.disconnect(channel)
    paths = [request["path"] for request in sandbox.requests("bluesky")]
    assert paths[-1] == "/xrpc/com.atproto.server.deleteSession"


@pytest.mark.parametrize("name", ["connect", "reconnect", "disconnect"])
def test_connecting_needs_its_permission(client, channel, name):
    client.logout()
    group = channel_group()
    group.permissions.remove(*Permission.objects.filter(codename__endswith="_channel"))
    client.force_login(group.user_set.get())
    argument = "mastodon" if name == "connect" else channel.pk
    before = list(Channel.objects.values())
    url = reverse(f"channels:{name}", args=[argument])
    assert client.get(url).status_code == 403
    assert client.post(url, {"name": "x"}).status_code == 403
    assert list(Channel.objects.values()) == before


@pytest.mark.parametrize("name", ["connect", "reconnect", "disconnect"])
def test_a_forged_post_connects_nothing(client, channel, name):
    client.handler.enforce_csrf_checks = True
    argument = "mastodon" if name == "connect" else channel.pk
    url = reverse(f"channels:{name}", args=[argument])
    assert client.post(url, {"name": "x"}).status_code == 403


def channel_group():
    return Permission.objects.get(codename="change_channel").group_set.get(
        name="Redaktion"
    )
