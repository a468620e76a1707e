"""Accounts on a scripted Graph API."""

from syndication.networks.base import Receipt
from syndication.networks.facebook import Facebook
from syndication.networks.instagram import Instagram
from syndication.networks.threads import Threads

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


def make_instagram(server, **credentials) -> Instagram:
    """A client of the account 17 that is in a hurry."""
    credentials = {"access_token": TOKEN, "user_id": "17", **credentials}
    client = Instagram(make_account(server.address, credentials, "v26.0"))
    client.timeout = (1.0, 1.0)
    return client


def make_threads(server, **credentials) -> Threads:
    """A client of the profile 17 that is in a hurry."""
    credentials = {"access_token": TOKEN, "user_id": "17", **credentials}
    client = Threads(make_account(server.address, credentials, "v1.0"))
    client.timeout = (1.0, 1.0)
    return client
