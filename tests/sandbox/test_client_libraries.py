"""atproto and Mastodon.py work against the sandbox as they are."""

import time

import httpx
import pytest
from atproto import Client, client_utils, models
from atproto_client.exceptions import BadRequestError
from atproto_client.request import Request

from .clients import mastodon, picture

# The library hands its uploads to httpx in the old way.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")


@pytest.fixture
def client(sandbox):
    made = sandbox.create_account("bluesky")
    credentials = made["credentials"]
    client = Client(made["server"], request=Request(timeout=httpx.Timeout(10)))
    client.login(
        credentials["identifier"], credentials["password"], fetch_bsky_profile=False
    )
    return client


def card(client, thumb=None):
    external = models.AppBskyEmbedExternal.External(
        uri="https://stadt.example.com/a",
        title="Titel",
        description="Mehr",
        thumb=thumb,
    )
    return models.AppBskyEmbedExternal.Main(external=external)


def post(client, text, **more):
    record = models.AppBskyFeedPost.Record(
        text=text, created_at=client.get_current_time_iso(), **more
    )
    did = client._session.did
    return client.app.bsky.feed.post.create(did, record)


def test_the_library_follows_the_did_document_to_the_prefixed_address(sandbox, client):
    assert client._base_url == f"{sandbox}/bluesky/xrpc"


def test_a_card_with_facets_arrives_as_it_was_built(sandbox, client):
    text = client_utils.TextBuilder().text("Für ").tag("#Bürger", "Bürger")
    text = text.text(" 💣 ").link("mehr", "https://stadt.example.com/a")
    thumb = client.upload_blob(picture(120, 63)).blob
    post(
        client,
        text.build_text(),
        facets=text.build_facets(),
        langs=["de"],
        embed=card(client, thumb),
    )
    (shown,) = sandbox.posts("bluesky", client._session.handle)
    assert shown["link"] == "https://stadt.example.com/a"
    assert shown["language"] == "de"
    assert shown["card"]["title"] == "Titel"
    assert shown["card"]["thumb"] == shown["media"][0]
    assert (shown["media"][0]["width"], shown["media"][0]["alt"]) == (120, "")


def test_a_picture_carries_its_alternative_text(sandbox, client):
    image = models.AppBskyEmbedImages.Image(
        alt="Der Platz", image=client.upload_blob(picture()).blob
    )
    post(client, "Bild", embed=models.AppBskyEmbedImages.Main(images=[image]))
    (shown,) = sandbox.posts("bluesky", client._session.handle)
    assert [one["alt"] for one in shown["media"]] == ["Der Platz"]


def test_a_post_is_read_and_deleted_through_the_library(sandbox, client):
    created = post(client, "Kurz da")
    key = created.uri.rpartition("/")[2]
    found = client.app.bsky.feed.post.get(client._session.did, key)
    assert (found.cid, found.value.text) == (created.cid, "Kurz da")
    assert client.app.bsky.feed.post.delete(client._session.did, key)
    assert sandbox.posts("bluesky", client._session.handle)[0]["deleted"]


def test_the_library_renews_a_session_before_it_expires(sandbox, client):
    sandbox.settings("bluesky", access_seconds=600)
    session = client.export_session_string()
    fresh = Client(f"{sandbox}/bluesky")
    fresh.login(session_string=session, fetch_bsky_profile=False)
    fresh._refresh_and_set_session()
    before = sandbox.last_request()
    post(fresh, "Mit einem Zugang, der bald abläuft")
    paths = [entry["path"] for entry in sandbox.requests("bluesky", since=before)]
    assert paths == [
        "/xrpc/com.atproto.server.refreshSession",
        "/xrpc/com.atproto.repo.createRecord",
    ]


def test_the_profile_needs_a_server_that_is_not_there(client):
    with pytest.raises(BadRequestError) as caught:
        client.app.bsky.actor.get_profile({"actor": client._session.did})
    assert "No service configured" in caught.value.response.content.message


def test_mastodon_py_discovers_the_server_under_its_prefix(sandbox):
    client = mastodon(sandbox)
    assert client.retrieve_mastodon_version() == "4.6.5"
    assert client.account_lookup(client.me().acct).id == client.me().id
    status = client.status_post("Da", idempotency_key=str(time.time()))
    assert status.url.startswith(f"{sandbox}/mastodon/@")
