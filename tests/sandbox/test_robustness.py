"""Whatever is sent, the sandbox answers in the network's words and goes on."""

import json

import pytest
import requests

from .clients import Repo, mastodon
from .graph_client import Graph

BROKEN = "Fehler in der Sandbox"
VALUES = [
    None, "", 0, -1, 5, 1.5, True, "x", "ü" * 600, [], ["x"], [1], [None], [[]], {},
    {"a": 1}, [{}], [{"id": 1}], "9" * 400, "\0", "\ud800",
]  # fmt: skip
STATUS_FIELDS = [
    "status", "media_ids", "spoiler_text", "sensitive", "visibility", "in_reply_to_id",
    "language", "media_attributes", "scheduled_at", "poll",
]  # fmt: skip
RECORD_FIELDS = [
    "text", "createdAt", "facets", "embed", "langs", "tags", "reply", "labels", "$type",
]  # fmt: skip
RECORD = {"text": "Hallo", "createdAt": "2025-02-18T12:00:00Z"}
KEY = "3kabcdefghi2a"
# What each of Meta's networks takes, by the edge that it is sent to.
EDGES = {
    ("facebook", "feed"): {"message": "Hallo", "link": None, "attached_media": None},
    ("facebook", "photos"): {"url": "x", "published": False, "caption": "", "alt_text_custom": ""},
    ("instagram", "media"): {"image_url": "x", "caption": "", "alt_text": "", "media_type": ""},
    ("instagram", "media_publish"): {"creation_id": "5"},
    ("threads", "threads"): {
        "media_type": "TEXT", "text": "Hallo", "image_url": "", "alt_text": "",
        "link_attachment": "", "topic_tag": "", "reply_to_id": "",
    },
    ("threads", "threads_publish"): {"creation_id": "5"},
}  # fmt: skip
READING = ["fields", "limit", "since", "until", "after", "access_token"]


def send(method, url, token, body):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    answer = requests.request(
        method, url, data=json.dumps(body), headers=headers, timeout=10
    )
    assert BROKEN not in answer.text, body
    return answer


@pytest.mark.parametrize("field", STATUS_FIELDS)
def test_mastodon_takes_or_refuses_any_value(sandbox, field):
    sandbox.settings("mastodon", window_factor=100_000)
    client = mastodon(sandbox)
    url = f"{client.api_base_url}/api/v1/statuses"
    id = client.status_post("Hallo").id
    for value in VALUES:
        for method, address in (("POST", url), ("PUT", f"{url}/{id}")):
            body = {"status": "Hallo", field: value}
            answer = send(method, address, client.access_token, body)
            assert answer.status_code in (200, 400, 404, 422)


@pytest.mark.parametrize("field", RECORD_FIELDS)
def test_bluesky_takes_or_refuses_any_value_checked_or_not(sandbox, field):
    repo = Repo.create(sandbox)
    url = f"{repo.server}/xrpc/com.atproto.repo.createRecord"
    place = {"repo": repo.did, "collection": "app.bsky.feed.post"}
    for value in VALUES:
        for more in ({}, {"validate": False}):
            body = place | {"record": RECORD | {field: value}} | more
            answer = send("POST", url, repo.session["accessJwt"], body)
            assert answer.status_code in (200, 400)
    assert requests.get(f"{sandbox}/bluesky/profile/{repo.handle}", timeout=5).ok


@pytest.mark.parametrize("method", ["putRecord", "deleteRecord", "applyWrites"])
def test_bluesky_takes_or_refuses_any_place(sandbox, method):
    repo = Repo.create(sandbox)
    url = f"{repo.server}/xrpc/com.atproto.repo.{method}"
    right = {"repo": repo.did, "collection": "app.bsky.feed.post", "rkey": KEY}
    right |= {"record": RECORD, "writes": []}
    for field in [*right, "validate", "swapCommit", "swapRecord"]:
        for value in VALUES:
            body = right | {field: value}
            answer = send("POST", url, repo.session["accessJwt"], body)
            assert answer.status_code in (200, 400, 403)


@pytest.mark.parametrize(("network", "edge"), EDGES)
def test_metas_networks_take_or_refuse_any_value(sandbox, network, edge):
    graph = Graph(sandbox, network)
    right = EDGES[network, edge] | {"appsecret_proof": None, "fields": None}
    for field in right:
        for value in VALUES:
            content = json.dumps({**right, field: value})
            headers = {"Content-Type": "application/json"}
            path = f"{graph.id}/{edge}"
            answer = graph.ask("POST", path, data=content, headers=headers)
            assert BROKEN not in answer.text, (field, value)
            assert answer.status_code in (200, 400)


@pytest.mark.parametrize(
    ("network", "edge"),
    [("facebook", "posts"), ("instagram", "media"), ("threads", "threads")],
)
def test_metas_lists_can_be_asked_for_with_any_value(sandbox, network, edge):
    graph = Graph(sandbox, network)
    for field in READING:
        for value in ("", "x", "-1", "nan", "inf", "9" * 400, "{" * 900, "ü", "\0"):
            params = {field: value}
            answer = graph.ask("GET", f"{graph.id}/{edge}", params=params)
            assert BROKEN not in answer.text, params
            assert answer.status_code in (200, 400)


@pytest.mark.parametrize(
    "more",
    [
        {"embed": {"$type": "org.example.x", "images": 5, "external": {"thumb": 5}}},
        {"embed": {"$type": "org.example.x", "images": [{"image": {"ref": 5}}]}},
        {"facets": [{"index": {"byteStart": 0, "byteEnd": 3}, "features": [
            {"$type": "org.example.x#link", "tag": 5}]}]},
    ],
)  # fmt: skip
def test_what_the_app_does_not_know_is_kept_and_passed_over(sandbox, more):
    repo = Repo.create(sandbox)
    assert repo.create_record(RECORD | more).status_code == 200
    (post,) = sandbox.posts("bluesky", repo.handle)
    assert (post["text"], post["link"], post["media"]) == ("Hallo", None, [])


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b"null", b'"x"'])
@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data", "text/plain", ""]
)
def test_a_body_of_the_wrong_kind_is_refused(sandbox, body, kind):
    client, repo = mastodon(sandbox), Repo.create(sandbox)
    token = {"Authorization": f"Bearer {client.access_token}"}
    bluesky = {"Authorization": f"Bearer {repo.session['accessJwt']}"}
    for path, headers in (
        ("/mastodon/api/v1/statuses", token),
        ("/mastodon/api/v2/media", token),
        ("/bluesky/xrpc/com.atproto.repo.createRecord", bluesky),
        ("/bluesky/xrpc/com.atproto.server.createSession", {}),
        ("/accounts", {}),
        ("/faults", {}),
        ("/mastodon/settings", {}),
        ("/apps", {}),
        ("/mastodon/api/v1/apps", {}),
        ("/facebook/v26.0/me/feed", {}),
        ("/facebook/oauth/access_token", {}),
        ("/instagram/oauth/access_token", {}),
        ("/threads/oauth/access_token", {}),
    ):
        headers = {**headers, "Content-Type": kind}
        answer = requests.post(
            f"{sandbox}{path}", data=body, headers=headers, timeout=10
        )
        assert answer.status_code in (400, 422), (path, answer.text)


def test_pages_of_posts_can_be_asked_for_with_any_numbers(sandbox):
    client = mastodon(sandbox)
    client.status_post("Hallo")
    url = f"{client.api_base_url}/api/v1/accounts/{client.me().id}/statuses"
    for query, status in (
        ("max_id=x", 400),
        ("min_id=99999999999999999999999", 200),
        ("limit=-5", 200),
        ("since_id=-1", 200),
    ):
        assert requests.get(f"{url}?{query}", timeout=5).status_code == status


@pytest.mark.parametrize("path", ["/media/..%2Fsandbox.sqlite3", "/static/..%2Fapp.py"])
def test_files_beyond_the_folder_are_not_served(sandbox, path):
    assert requests.get(f"{sandbox}{path}", timeout=5).status_code == 404
