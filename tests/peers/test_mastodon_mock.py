"""The contract on `mastodon_mock`, written by others from Mastodon's documentation.

What it does in its own way (docs/networks.md) is left to the sandbox: it counts
addresses in full, keeps the pictures of an edited post whatever the edit says, takes
an answer to what is gone, and does not know rights such as `write:statuses`.
"""

import pytest
import requests
from mastodon_mock.testing.server import MockServer

from syndication.networks.mastodon import Mastodon
from tests.networks.contract import Contract, Seen
from tests.networks.samples import make_account


@pytest.fixture(scope="module")
def server():
    with MockServer() as server:
        yield server


class TestMastodonMock(Contract):
    network = Mastodon
    counts_exactly = False
    test_a_reply_to_what_is_gone_is_rejected = None

    @pytest.fixture
    def account(self, server):
        requests.post(f"{server.base_url}/api/v1/_mock/reset", timeout=5)
        return make_account(server.base_url, {"access_token": "alice_token"})

    @pytest.fixture
    def timeline(self, account):
        headers = {"Authorization": "Bearer alice_token"}

        def ask(path):
            url = f"{account.server}/api/v1/{path}"
            return requests.get(url, headers=headers, timeout=5).json()

        def seen(status):
            text = ask(f"statuses/{status['id']}/source")["text"]
            media = status["media_attachments"]
            alts = tuple(picture["description"] for picture in media)
            return Seen(text, alts, reply_to=status["in_reply_to_id"] or "")

        def timeline():
            me = ask("accounts/verify_credentials")["id"]
            return [seen(status) for status in ask(f"accounts/{me}/statuses")[::-1]]

        return timeline
