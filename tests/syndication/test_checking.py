"""Asking a network whether a channel works changes nothing else of the channel."""

import pytest
from django.core.exceptions import ValidationError

from syndication import connecting
from syndication.models import Channel, WrongAddressError

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(sandbox):
    return sandbox.create_account("mastodon")


def connected(account, name="Unser Mastodon"):
    channel = Channel(name=name, network="mastodon", server=account["server"])
    connecting.connect(channel, account["credentials"])
    return channel


def test_an_account_is_connected_once(account):
    connected(account)
    with pytest.raises(ValidationError, match="schon als anderer Kanal verbunden"):
        connected(account, name="Noch einmal")
    assert Channel.objects.count() == 1


def test_a_retired_channel_leaves_its_account_to_another(account):
    channel = connected(account)
    channel.retired = True
    channel.save()
    connected(account, name="Neu")
    assert Channel.objects.in_use().get().name == "Neu"


def test_a_pause_during_a_check_stays(account):
    channel = connected(account)
    Channel.objects.get().pause("Von Hand")
    connecting.check(channel)
    assert Channel.objects.get().paused_at


def test_a_copy_elsewhere_does_not_even_ask_the_network(account, sandbox, settings):
    channel = connected(account)
    settings.PUBLIC_URL = "http://127.0.0.1:7999"
    before = sandbox.last_request()
    with pytest.raises(WrongAddressError):
        connecting.check(channel)
    assert sandbox.requests("mastodon", since=before) == []
