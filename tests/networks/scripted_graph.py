"""Accounts on a scripted Graph API."""

from dataclasses import replace

from syndication.networks.base import Receipt
from syndication.networks.facebook import Facebook

from .samples import make_account

TOKEN = "a-token-that-nobody-may-see"
APP_SECRET = "a-secret-that-nobody-may-see"
POST = {
    "id": "12_34",
    "permalink_url": "https://www.facebook.com/12/posts/34",
    "created_time": "2026-08-07T12:34:56+0000",
    "message": "Hallo",
}
RECEIPT = Receipt(POST["id"], POST["permalink_url"])
KEY = "1754570000.000000-abc"
NOTHING = {"data": []}


def error(code: int, subcode: int | None = None, message="Nein", **more) -> dict:
    told = {"message": message, "type": "OAuthException", "code": code, **more}
    if subcode is not None:
        told["error_subcode"] = subcode
    return {"error": told}


def make_facebook(server, **credentials) -> Facebook:
    """A client of the Page 12 that is in a hurry."""
    credentials = {"access_token": TOKEN, "page_id": "12", **credentials}
    client = Facebook(make_account(server.address, credentials, "v26.0"))
    client.timeout = (1.0, 1.0)
    return client


def with_credentials(client, **changes):
    """The client whose account has other credentials."""
    changed = {**client.account.credentials, **changes}
    client.account = replace(client.account, credentials=changed)
    return client
