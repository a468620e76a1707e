"""The contract on the PDS from npm, the very server that Bluesky runs."""

import base64
import hashlib
import hmac
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count

import pytest
import requests

from syndication.networks.base import CredentialsError, Reactions
from syndication.networks.bluesky import Bluesky
from tests.networks.contract import Contract, Seen
from tests.networks.samples import make_account, make_picture, make_post, now
from tests.peers.bluesky import peer

if os.environ.get("PEERS") != "1":
    pytest.skip(
        "The real PDS needs Node: make test-peers.",
        allow_module_level=True,
    )
# The first test may have to install it.
pytestmark = [pytest.mark.peer, pytest.mark.timeout(600)]

PASSWORD = "only-for-this-test"
numbers = count(1)


@pytest.fixture(scope="module")
def pds():
    with peer.running() as address:
        yield address


def call(pds, method, body):
    answer = requests.post(f"{pds}/xrpc/com.atproto.{method}", json=body, timeout=20)
    answer.raise_for_status()
    return answer.json()


@pytest.fixture
def account(pds):
    handle = f"stadt{next(numbers)}.test"
    email = f"{handle}@example.com"
    body = {"handle": handle, "email": email, "password": PASSWORD}
    call(pds, "server.createAccount", body)
    credentials = {"identifier": handle, "password": PASSWORD}
    return make_account(pds, credentials | {"web": "https://bsky.example.org"})


def records(account):
    params = {
        "repo": account.credentials["identifier"],
        "collection": "app.bsky.feed.post",
        "reverse": "true",
    }
    url = f"{account.server}/xrpc/com.atproto.repo.listRecords"
    return requests.get(url, params=params, timeout=20).json()["records"]


def seen(record):
    post = record["value"]
    images = post.get("embed", {}).get("images", [])
    reply_to = post.get("reply", {}).get("parent", {}).get("uri", "")
    alts = tuple(image["alt"] for image in images)
    return Seen(post["text"], alts, reply_to=reply_to)


class TestBlueskyPds(Contract):
    """It has no AppView, which alone counts, and knows what is gone."""

    network = Bluesky
    untold = Reactions()
    test_of_what_is_gone_no_reactions_are_told = None
    test_so_many_posts_may_be_asked_for_at_once = None

    @pytest.fixture
    def timeline(self, account):
        return lambda: [seen(record) for record in records(account)]


def token(kind: str, did: str, seconds: int) -> str:
    """A session token as the PDS signs it, valid for `seconds` from now."""
    scope = {"at": "com.atproto.access", "refresh": "com.atproto.refresh"}[kind]
    claims = {"scope": scope, "sub": did, "aud": "did:web:localhost", "jti": "a"}
    claims |= {"iat": int(time.time()), "exp": int(time.time()) + seconds}
    parts = ({"typ": f"{kind}+jwt", "alg": "HS256"}, claims)
    signed = b".".join(map(_base64, (json.dumps(part).encode() for part in parts)))
    digest = hmac.digest(peer.JWT_SECRET.encode(), signed, hashlib.sha256)
    return b".".join([signed, _base64(digest)]).decode()


def _base64(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


@pytest.fixture
def client(account):
    client = Bluesky(account)
    client.check()
    return client


def with_session(account, access="", refresh=""):
    """Replace tokens in the kept session string."""
    parts = account.credentials["session"].split(":::")
    parts[2:4] = access or parts[2], refresh or parts[3]
    account.credentials["session"] = ":::".join(parts)


def logins(account) -> int:
    return len(account.keep.kept)


def test_a_kept_session_is_taken_up_without_a_login(client, account):
    key = Bluesky.new_key(now())
    Bluesky(account).publish(make_post(picture=make_picture()), key)
    assert logins(account) == 1
    assert len(records(account)) == 1


def test_an_expired_session_is_renewed_and_the_post_goes_out(client, account):
    did = client.check().facts["did"]
    with_session(account, access=token("at", did, -60))
    client.publish(make_post(), Bluesky.new_key(now()))
    assert logins(account) == 2
    assert len(records(account)) == 1


def test_a_session_that_cannot_be_renewed_leads_to_one_login(client, account):
    did = client.check().facts["did"]
    with_session(account, token("at", did, -60), token("refresh", did, -60))
    client.publish(make_post(), Bluesky.new_key(now()))
    assert logins(account) == 2
    assert len(records(account)) == 1


def test_a_token_that_only_the_server_refuses_leads_to_one_login(client, account):
    """As with a clock that is wrong: by its own date the token is still good."""
    access = account.credentials["session"].split(":::")[2]
    with_session(account, access=access[:-4] + "AAAA")
    client.publish(make_post(), Bluesky.new_key(now()))
    assert logins(account) == 2
    assert len(records(account)) == 1


def test_a_damaged_session_leads_to_one_login(client, account):
    for damaged in (
        "nonsense",
        "a:::b:::c:::d:::e",
        "a:::b:::c.d.e:::f:::" + account.server,
    ):
        account.credentials["session"] = damaged
        assert Bluesky(account).check().account == client.check().account


def test_a_dead_session_and_a_changed_password_are_told_as_such(client, account):
    with_session(account, "a.b.c", "d.e.f")
    account.credentials["password"] = "another-password"
    with pytest.raises(CredentialsError, match="Invalid identifier or password"):
        client.publish(make_post(), Bluesky.new_key(now()))


def test_an_app_password_is_enough(client, account, pds):
    session = {
        "Authorization": "Bearer " + account.credentials["session"].split(":::")[2]
    }
    url = f"{pds}/xrpc/com.atproto.server.createAppPassword"
    answer = requests.post(url, json={"name": "cms"}, headers=session, timeout=20)
    credentials = account.credentials | {"password": answer.json()["password"]}
    del credentials["session"]
    other = Bluesky(make_account(pds, credentials))
    other.publish(make_post(), Bluesky.new_key(now()))
    assert len(records(account)) == 1


def test_eight_at_once_with_the_same_key_make_one_post(client, account):
    key, post = Bluesky.new_key(now()), make_post(picture=make_picture())
    with ThreadPoolExecutor(8) as pool:
        receipts = set(pool.map(lambda _n: client.publish(post, key), range(8)))
    assert len(receipts) == 1
    assert len(records(account)) == 1


def test_a_withdrawn_post_can_be_announced_again_with_its_picture(client, account):
    post = make_post(attach="picture", picture=make_picture())
    client.withdraw(client.publish(post, Bluesky.new_key(now())))
    client.publish(post, Bluesky.new_key(now()))
    assert [seen(record).alts for record in records(account)] == [(post.picture.alt,)]


def test_the_stored_picture_is_the_one_sent(client, account, pds):
    post = make_post(picture=make_picture())
    client.publish(post, Bluesky.new_key(now()))
    thumb = records(account)[0]["value"]["embed"]["external"]["thumb"]
    params = {"did": client.check().facts["did"], "cid": thumb["ref"]["$link"]}
    url = f"{pds}/xrpc/com.atproto.sync.getBlob"
    answer = requests.get(url, params=params, timeout=20)
    assert answer.content == post.picture.content
    assert thumb["mimeType"] == "image/jpeg"


def test_a_thumbnail_over_the_limit_is_rejected(client, account):
    picture = replace(make_picture(), content=make_picture().content + b"0" * 1_000_000)
    with pytest.raises(Exception, match="too big"):
        client.publish(make_post(picture=picture), Bluesky.new_key(now()))
    assert records(account) == []
