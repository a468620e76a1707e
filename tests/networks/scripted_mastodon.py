"""An account on a scripted Mastodon server."""

from syndication.networks.base import Receipt
from syndication.networks.mastodon import Mastodon

from .samples import make_account

TOKEN = "a-token-that-nobody-may-see"
STATUS = {
    "id": "17",
    "url": "https://social.example.org/@stadt/17",
    "created_at": "2025-02-18T10:00:00.000Z",
    "content": "<p>Hallo</p>",
}
RECEIPT = Receipt("17", STATUS["url"])


def error(words: str) -> dict[str, str]:
    return {"error": words}


def make_client(server) -> Mastodon:
    """A client that knows its account's id, and is in a hurry."""
    account = make_account(server.address, {"access_token": TOKEN}, account_id="4")
    client = Mastodon(account)
    client.timeout = (1.0, 1.0)
    client.processing_seconds, client.processing_pause = 0.3, 0.05
    return client
