"""`manage.py channel`: the operator's way to connect an account."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from syndication.models import Channel
from syndication.networks import NETWORKS

pytestmark = pytest.mark.django_db


@pytest.fixture(params=NETWORKS)
def account(request, sandbox):
    return sandbox.create_account(request.param)


def channel(*arguments, credentials=None, monkeypatch=None):
    out = io.StringIO()
    if credentials is not None:
        text = credentials if isinstance(credentials, str) else json.dumps(credentials)
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
    # As from the shell, where Django checks the project first.
    call_command("channel", *arguments, stdout=out, skip_checks=False)
    return out.getvalue()


@pytest.fixture
def add(account, monkeypatch):
    def add(name="Stadt", credentials=account["credentials"]):
        return channel(
            *("add", account["network"], name, "--server", account["server"]),
            credentials=credentials,
            monkeypatch=monkeypatch,
        )

    return add


def test_an_account_is_added_listed_and_checked(add, account):
    assert account["account"] in add()
    assert "bereit" in channel("list")
    assert "in Ordnung" in channel("check", "Stadt")
    secret = next(iter(account["credentials"].values()))
    assert secret not in Channel.objects.get().sealed_credentials


@pytest.mark.parametrize("credentials", ["kein JSON", "[]", {}])
def test_bad_credentials_are_told_in_a_sentence(add, credentials):
    with pytest.raises(CommandError, match=r"JSON-Objekt|Es fehlt"):
        add(credentials=credentials)
    assert not Channel.objects.exists()


def test_refused_credentials_save_nothing(add, account):
    secrets = [name for name in account["credentials"] if not name.endswith("_id")]
    wrong = dict.fromkeys(secrets, "falsch-falsch")
    with pytest.raises(CommandError, match="Zugangsdaten gelten nicht"):
        add(credentials=account["credentials"] | {**wrong, "web": ""})
    assert not Channel.objects.exists()


def test_a_name_is_used_once(add):
    add()
    with pytest.raises(CommandError, match="Name"):
        add()


def test_a_channel_that_is_not_there_is_told():
    with pytest.raises(CommandError, match="keinen Kanal „Nichts“"):
        channel("check", "Nichts")


def test_a_dead_account_is_paused_by_the_check_and_resumed_after(add, account, sandbox):
    add()
    Channel.objects.get().keep_credentials(account["credentials"])
    sandbox.revoke(account["network"], account["account"])
    with pytest.raises(CommandError, match="gelten nicht mehr"):
        channel("check", "Stadt")
    assert "angehalten" in channel("list")


def test_a_channel_is_bound_to_the_address_it_speaks_for(add, settings):
    add()
    settings.PUBLIC_URL = "http://127.0.0.1:8999"
    channel("rebind", "Stadt")
    assert Channel.objects.get().connected_for == "http://127.0.0.1:8999"
