from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.signals import page_published

from syndication import connecting, readiness, signal_handlers
from syndication.models import Channel
from syndication.networks import NETWORKS
from syndication.networks.containers import ContainerNetwork
from tests.syndication.sending import hurry


@pytest.fixture(autouse=True, scope="session")
def _database_before_site(django_db_setup):
    """A live server that starts first would open a connection for each request."""


@pytest.fixture(autouse=True)
def _nothing_remembered():
    readiness._warm_page.cache_clear()


@pytest.fixture
def wire(live_server, settings, sandbox, monkeypatch):
    """The site answers, and the sandbox does all it is asked at once."""
    settings.PUBLIC_URL = live_server.url
    monkeypatch.setattr(readiness, "TIMEOUT", (1, 5))
    monkeypatch.setattr(ContainerNetwork, "first_poll", 0)
    hurry(sandbox)


@pytest.fixture
def connected(sandbox, wire):
    """Connect an account of its own on a network of the sandbox."""

    def connect(network, **changes):
        made = sandbox.create_account(network)
        channel = Channel(
            name=f"{network} {made['account']}",
            network=network,
            server=made["server"],
            announce_since=timezone.now() - timedelta(days=1),
            **changes,
        )
        connecting.connect(channel, made["credentials"])
        channel.sandbox_account = made["account"]
        # A session that is kept outlives a revoked password for up to two hours.
        channel.keep_credentials(made["credentials"])
        return channel

    return connect


@pytest.fixture(params=NETWORKS)
def network(request):
    return request.param


@pytest.fixture
def deaf():
    """The signal is lost, as if the site's process had died at the wrong moment."""
    page_published.disconnect(signal_handlers.page_was_published)
    yield
    page_published.connect(signal_handlers.page_was_published)


@pytest.fixture
def questions():
    """How many queries a call makes, the second time: what is kept is known by then."""

    def count(call) -> int:
        call()
        with CaptureQueriesContext(connection) as asked:
            call()
        return len(asked)

    return count
