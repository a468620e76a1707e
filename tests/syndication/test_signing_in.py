"""Sign-in from our link to the connected channel, with the sandbox's own pages."""

import pytest
from django.urls import reverse

from syndication.models import Channel
from syndication.registered_apps import App
from tests.syndication.browsing import (
    allow,
    come_back,
    connect,
    errors_in,
    link_away,
    query_of,
)
from tests.syndication.people import RIGHTS, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(person(*RIGHTS, "add_channel"))
    return client


@pytest.fixture
def account(sandbox):
    return sandbox.create_account("mastodon")


def begin(editor, sandbox, **changes):
    entered = {"name": "Unser Mastodon", "server": f"{sandbox}/mastodon"}
    return connect(editor, "mastodon", **entered, attach="picture", **changes)


@pytest.fixture
def link(editor, sandbox):
    return link_away(begin(editor, sandbox))


def confirm(editor, answer, account="0"):
    return editor.post(answer.redirect_chain[-1][0], {"account": account}, follow=True)


def test_an_editor_signs_in_and_the_account_is_connected(
    editor, sandbox, account, link
):
    answer = come_back(editor, allow(link, account=account["account"]))
    assert f"@{account['account']}" in answer.content.decode()
    assert not Channel.objects.exists()
    answer = confirm(editor, answer)
    channel = Channel.objects.get()
    assert account["account"] in channel.account_name
    assert channel.scopes() == [
        *("write:statuses", "write:media", "read:statuses", "profile")
    ]
    assert "write:media" in answer.content.decode()
    assert channel.credentials()["access_token"] not in answer.content.decode()


def test_the_link_is_an_ordinary_one_with_proof_of_who_asks(link):
    question = query_of(link)
    assert question["code_challenge_method"] == "S256"
    assert len(question["state"]) >= 32
    assert question["redirect_uri"].endswith(reverse("channels:signed_in"))


def test_one_server_is_told_once_who_we_are(editor, sandbox, account, link):
    link_away(begin(editor, sandbox))
    assert App.objects.count() == 1
    told = [
        request
        for request in sandbox.requests("mastodon")
        if request["path"] == "/api/v1/apps"
    ]
    begin(editor, sandbox)
    assert len(told) == sum(
        request["path"] == "/api/v1/apps" for request in sandbox.requests("mastodon")
    )


def test_a_server_that_forgot_us_or_knows_another_way_back_is_told_anew(
    editor, sandbox, account, link
):
    for changes in (
        {"client_id": "vergessen"},
        {"redirect_uri": "https://alt.example/"},
    ):
        App.objects.update(**changes)
        answer = come_back(
            editor,
            allow(link_away(begin(editor, sandbox)), account=account["account"]),
        )
        assert "Konto wählen" in answer.content.decode()


def test_a_state_works_once(editor, account, link):
    back = allow(link, account=account["account"])
    assert come_back(editor, back).status_code == 200
    again = come_back(editor, back)
    assert again.status_code == 400
    assert "keiner Anmeldung" in errors_in(again)


@pytest.mark.parametrize("state", ["", "erfunden"])
def test_a_forged_or_missing_state_is_refused(editor, sandbox, account, link, state):
    code = query_of(allow(link, account=account["account"]))["code"]
    before = sandbox.last_request()
    answer = editor.get(
        reverse("channels:signed_in"),
        {"code": code, **({"state": state} if state else {})},
    )
    assert answer.status_code == 400
    assert "keiner Anmeldung" in errors_in(answer)
    assert sandbox.last_request() == before


def test_the_state_of_another_session_is_refused(
    editor, client_class, account, link, django_user_model
):
    other = client_class()
    other.force_login(django_user_model.objects.get())
    answer = come_back(other, allow(link, account=account["account"]))
    assert answer.status_code == 400
    assert not Channel.objects.exists()


@pytest.fixture
def client_class(client):
    return type(client)


def test_saying_no_over_there_is_told(editor, account, link):
    answer = come_back(editor, allow(link, decision="deny"))
    assert "abgelehnt" in errors_in(answer)
    assert answer.status_code == 400


def test_too_few_rights_are_told_by_name_and_nothing_is_connected(
    editor, account, link
):
    few = ["write:statuses", "profile"]
    answer = come_back(editor, allow(link, account=account["account"], scope=few))
    assert "write:media, read:statuses" in errors_in(answer)
    answer = confirm(editor, answer)
    assert "write:media, read:statuses" in errors_in(answer)
    assert not Channel.objects.exists()


def test_a_code_that_is_not_ours_is_refused(editor, account, link):
    back = allow(link, account=account["account"])
    code = query_of(back)["code"]
    answer = come_back(editor, back.replace(code, "a" * len(code)))
    assert "lehnt ab" in errors_in(answer)
    assert "a" * len(code) not in answer.content.decode()


def test_a_server_that_is_down_is_told(editor, sandbox):
    sandbox.fault("mastodon", "status", status=503, count=9)
    assert "Störung" in errors_in(begin(editor, sandbox))


def test_disconnecting_revokes(editor, sandbox, account, link):
    confirm(editor, come_back(editor, allow(link, account=account["account"])))
    channel = Channel.objects.get()
    token = channel.credentials()["access_token"]
    editor.post(reverse("channels:disconnect", args=[channel.pk]))
    assert not Channel.objects.in_use().exists()
    answer = connect(
        editor,
        "mastodon",
        name="Neu",
        server=channel.server,
        attach="card",
        token=token,
    )
    assert "revoked" in errors_in(answer)


def test_the_way_back_needs_the_right_to_connect(editor, account, link):
    user = editor.get(reverse("wagtailadmin_home")).context["user"]
    group = user.groups.get()
    group.permissions.remove(group.permissions.get(codename="add_channel"))
    answer = come_back(editor, allow(link, account=account["account"]))
    assert "Konto wählen" not in answer.content.decode()
