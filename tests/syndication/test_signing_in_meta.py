"""Facebook, Instagram and Threads, by sign-in and by token, with the sandbox."""

import time
from datetime import timedelta

import pytest
import requests
from django.urls import reverse
from django.utils import timezone

from syndication import expiry
from syndication.models import Channel
from syndication.registered_apps import App
from tests.syndication.browsing import allow, come_back, connect, errors_in, link_away
from tests.syndication.people import RIGHTS, person

pytestmark = pytest.mark.django_db

WAYS = ["facebook", "instagram", "threads", "instagram_facebook"]
DAY = 24 * 60 * 60


@pytest.fixture
def editor(client):
    client.force_login(
        person(*RIGHTS, "add_channel", "add_app", "change_app", "view_app")
    )
    return client


@pytest.fixture
def enter_app(editor, sandbox, settings):
    """Make an app at the network, and enter it in the admin; its secret."""

    def enter(network):
        back = settings.PUBLIC_URL + reverse("channels:signed_in")
        wanted = {"network": network, "name": "Stadt", "redirect_uris": [back]}
        made = requests.post(f"{sandbox}/apps", json=wanted, timeout=10).json()
        editor.post(
            reverse("apps:add"),
            {
                "network": network,
                "server": f"{sandbox}/{network}",
                "client_id": made["client_id"],
                "secret": made["client_secret"],
            },
        )
        return made["client_secret"]

    return enter


def app_of(way):
    return "facebook" if way == "instagram_facebook" else way


def begin(editor, sandbox, way, **changes):
    server = f"{sandbox}/{app_of(way)}"
    entered = {"name": f"Unser {way}", "server": server, "attach": "picture"}
    return connect(editor, way, **entered | changes)


def confirm(editor, answer, account="0"):
    return editor.post(answer.redirect_chain[-1][0], {"account": account}, follow=True)


def new_account(sandbox, way):
    """At Instagram by Facebook, the name of the Page that leads to it."""
    if way == "instagram_facebook":
        return sandbox.create_account("instagram", login="facebook")["account"]
    return sandbox.create_account(way)["account"]


@pytest.mark.parametrize("way", WAYS)
def test_an_account_is_connected_by_sign_in(editor, sandbox, enter_app, way):
    enter_app(app_of(way))
    account = new_account(sandbox, way)
    link = link_away(begin(editor, sandbox, way))
    answer = confirm(editor, come_back(editor, allow(link, account=account)))
    channel = Channel.objects.get()
    assert (channel.network, channel.name) == (way.split("_")[0], f"Unser {way}")
    assert account in channel.account_name or account in channel.account_url
    page = answer.content.decode()
    assert channel.scopes()[0] in page
    assert channel.credentials()["access_token"] not in page


@pytest.mark.parametrize("way", ["instagram", "threads"])
def test_a_sign_in_lasts_60_days_and_is_renewed_in_time(
    editor, sandbox, enter_app, way
):
    enter_app(way)
    account = new_account(sandbox, way)
    link = link_away(begin(editor, sandbox, way))
    confirm(editor, come_back(editor, allow(link, account=account)))
    channel = Channel.objects.get()
    days = (channel.expires_at - timezone.now()) / timedelta(days=1)
    assert 59 < days <= 60
    assert channel.renew_at == channel.expires_at - timedelta(days=30)

    sandbox.settings(way, refresh_after=0)
    before = channel.credentials()
    expiry.renew(channel)
    channel.refresh_from_db()
    assert channel.credentials()["access_token"] != before["access_token"]
    assert channel.credentials()["user_id"] == before["user_id"]
    channel.client().check()


@pytest.mark.parametrize("way", ["instagram", "threads"])
def test_a_renewal_that_fails_changes_nothing(editor, sandbox, way):
    connect_by_token(editor, sandbox, way)
    channel = Channel.objects.get()
    before = channel.credentials()
    sandbox.fault(way, "status", status=503)
    expiry.renew(channel)
    channel.refresh_from_db()
    assert channel.credentials() == before
    assert not channel.paused_at


@pytest.mark.parametrize("way", ["instagram", "threads"])
def test_a_renewal_of_a_dead_token_pauses_the_channel(editor, sandbox, way):
    account = connect_by_token(editor, sandbox, way)
    channel = Channel.objects.get()
    sandbox.revoke(way, account["account"])
    expiry.renew(channel)
    channel.refresh_from_db()
    assert "neu verbinden" in channel.paused_reason


def connect_by_token(editor, sandbox, way, **wanted):
    account = sandbox.create_account(way, **wanted)
    begin(editor, sandbox, way, token=account["credentials"]["access_token"])
    return account


@pytest.mark.parametrize("way", ["facebook", "instagram", "threads"])
def test_an_account_is_connected_by_token(editor, sandbox, way):
    account = connect_by_token(editor, sandbox, way)
    channel = Channel.objects.get()
    assert account["account"] in f"{channel.account_name} {channel.account_url}"


@pytest.mark.parametrize("way", ["facebook", "instagram", "threads"])
def test_a_wrong_token_is_told_and_shown_to_nobody(editor, sandbox, way):
    answer = begin(editor, sandbox, way, token="EAAfalsch")
    assert "nimmt die Zugangsdaten nicht an" in errors_in(answer)
    assert "EAAfalsch" not in answer.content.decode()
    assert not Channel.objects.exists()


def test_of_several_pages_one_is_chosen(editor, sandbox, enter_app):
    enter_app("facebook")
    pages = [new_account(sandbox, "facebook") for _page in range(2)]
    link = link_away(begin(editor, sandbox, "facebook"))
    answer = come_back(editor, allow(link, account=pages))
    assert all(page in answer.content.decode() for page in pages)
    confirm(editor, answer, account="1")
    assert (
        pages[1]
        in Channel.objects.get().account_url + Channel.objects.get().account_name
    )


def test_a_page_token_of_a_few_hours_is_refused(editor, sandbox):
    token = sandbox.create_account("facebook", expires_in=3_600)["credentials"]
    app = {"client_id": token["app_id"], "secret": token["app_secret"]}
    App.objects.keep("facebook", f"{sandbox}/facebook", **app)
    answer = begin(editor, sandbox, "facebook", token=token["access_token"])
    assert "nur noch wenige Stunden" in errors_in(answer)


@pytest.mark.parametrize("way", WAYS)
def test_too_few_rights_are_told_by_name(editor, sandbox, enter_app, way):
    enter_app(app_of(way))
    account = new_account(sandbox, way)
    link = link_away(begin(editor, sandbox, way))
    basic = {
        "facebook": ["pages_show_list", "pages_read_engagement"],
        "instagram": ["instagram_business_basic"],
        "threads": ["threads_basic"],
        "instagram_facebook": ["pages_show_list", "instagram_basic"],
    }
    answer = come_back(editor, allow(link, account=account, scope=basic[way]))
    answer = confirm(editor, answer)
    missing = {"facebook": "pages_manage_posts"}.get(way, "content_publish")
    assert missing in errors_in(answer)
    assert not Channel.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_without_an_app_the_next_step_is_told(editor, sandbox, way):
    assert "„Apps“" in errors_in(begin(editor, sandbox, way))


def test_the_secret_of_an_app_is_kept_sealed_and_shown_to_nobody(editor, enter_app):
    secret = enter_app("threads")
    app = App.objects.get()
    assert secret not in app.sealed_secret
    for name in ("edit", "inspect"):
        page = editor.get(reverse(f"apps:{name}", args=[app.pk]))
        assert page.status_code == 200
        assert secret not in page.content.decode()
    editor.post(
        reverse("apps:edit", args=[app.pk]),
        {"server": app.server, "client_id": "4711", "secret": ""},
    )
    app.refresh_from_db()
    assert app.identity().client_id == "4711"
    assert app.identity().secret == secret


def test_a_wrong_secret_of_the_app_is_told(editor, sandbox, enter_app):
    enter_app("threads")
    app = App.objects.get()
    app.seal_secret("falsch")
    app.save()
    account = new_account(sandbox, "threads")
    link = link_away(begin(editor, sandbox, "threads"))
    answer = come_back(editor, allow(link, account=account))
    assert answer.status_code == 400
    assert "client secret" in errors_in(answer)


def test_a_pasted_token_whose_end_nobody_tells_counts_60_days_at_most(editor, sandbox):
    connect_by_token(editor, sandbox, "threads")
    ends = Channel.objects.get().credentials()["expires_at"]
    assert ends <= time.time() + 60 * DAY


def test_checking_tells_how_long_the_access_lasts_and_what_is_missing(
    editor, sandbox, enter_app
):
    enter_app("threads")
    account = new_account(sandbox, "threads")
    link = link_away(begin(editor, sandbox, "threads"))
    least = ["threads_basic", "threads_content_publish"]
    confirm(editor, come_back(editor, allow(link, account=account, scope=least)))
    channel = Channel.objects.get()
    answer = editor.post(reverse("channels:check", args=[channel.pk]), follow=True)
    told = " ".join(str(message) for message in answer.context["messages"])
    assert "In Ordnung" in told
    assert "threads_delete" in told
    assert "noch 59 Tage" in told
