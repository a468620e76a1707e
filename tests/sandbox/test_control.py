"""Accounts, posts, the request log and settings, as testers use them."""

import pytest
import requests

from tests.sandbox_server import NETWORKS, new_name

from .clients import Repo, mastodon


def test_an_account_comes_with_the_credentials_a_publisher_enters(sandbox):
    made = sandbox.create_account("mastodon", "Stadt_Neu", display_name="Neue Stadt")
    assert made["account"] == "stadt_neu"
    assert made["server"] == f"{sandbox}/mastodon"
    assert set(made["credentials"]) == {"access_token"}


def test_a_bluesky_account_comes_with_handle_app_password_and_web_address(sandbox):
    made = sandbox.create_account("bluesky", "stadt_neu")
    credentials = made["credentials"]
    assert made["account"] == credentials["identifier"] == "stadt-neu.test"
    assert [len(part) for part in credentials["password"].split("-")] == [4, 4, 4, 4]
    assert credentials["web"] == f"{sandbox}/bluesky"


@pytest.mark.parametrize("network", NETWORKS)
def test_a_name_is_given_once_unless_the_existing_account_will_do(sandbox, network):
    name = new_name()
    first = sandbox.create_account(network, name)
    wanted = {"network": network, "name": name}
    again = requests.post(f"{sandbox}/accounts", json=wanted, timeout=5)
    assert again.status_code == 409
    assert "gibt es schon" in again.json()["error"]
    assert sandbox.create_account(network, name, if_exists="return") == first


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"network": "x", "name": "stadt"}, 404),
        ({"network": "mastodon", "name": "mit leer"}, 400),
        ({"network": "mastodon"}, 400),
        ({"network": "bluesky", "name": "ab"}, 400),
        (["stadt"], 400),
    ],
)
def test_a_wrong_wish_is_refused_in_words(sandbox, wanted, status):
    answer = requests.post(f"{sandbox}/accounts", json=wanted, timeout=5)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")


def test_revoked_credentials_are_replaced_by_new_ones(sandbox):
    name = new_name()
    first = sandbox.create_account("mastodon", name)
    sandbox.revoke("mastodon", name)
    headers = {"Authorization": f"Bearer {first['credentials']['access_token']}"}
    url = f"{first['server']}/api/v1/accounts/verify_credentials"
    answer = requests.get(url, headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (
        401,
        "The access token was revoked",
    )
    again = sandbox.create_account("mastodon", name, if_exists="return")
    assert again["credentials"] != first["credentials"]


def test_a_revoked_app_password_signs_nobody_in_not_even_an_empty_one(sandbox):
    repo = Repo.create(sandbox)
    sandbox.revoke("bluesky", repo.handle)
    for password in ("", "abcd-abcd-abcd-abcd"):
        body = {"identifier": repo.handle, "password": password}
        assert repo.post("server.createSession", body).status_code == 401


def test_every_post_is_listed_with_what_became_of_it(sandbox):
    client = mastodon(sandbox)
    status = client.status_post(
        "Erst so https://stadt.example.com/a #Tag", language="de"
    )
    client.status_update(status.id, "Dann so")
    client.status_delete(status.id)
    (post,) = [post for post in sandbox.posts("mastodon") if post["id"] == status.id]
    assert post["text"] == "Dann so"
    assert post["url"] == status.url
    assert post["language"] == "de"
    assert post["deleted"] is True
    assert post["edited_at"] > post["created_at"]
    assert {"network", "account", "link", "media", "reply_to", "card"} <= set(post)


def test_the_request_log_counts_what_was_asked_without_secrets(sandbox):
    before = sandbox.last_request()
    client = mastodon(sandbox)
    client.status_post("Gezählt")
    log = sandbox.requests("mastodon", since=before)
    assert [(entry["method"], entry["path"], entry["status"]) for entry in log] == [
        ("POST", "/api/v1/statuses", 200)
    ]
    raw = requests.get(f"{sandbox}/requests.json", timeout=5).text
    assert client.access_token not in raw


def test_settings_are_checked_kept_and_put_back(sandbox):
    assert sandbox.settings("mastodon", idempotency="4.5")["idempotency"] == "4.5"
    for wrong in ({"idempotency": 4}, {"nonsense": 1}, {"window_factor": True}):
        answer = requests.post(f"{sandbox}/mastodon/settings", json=wrong, timeout=5)
        assert answer.status_code == 400
    assert (
        requests.get(f"{sandbox}/mastodon/settings", timeout=5).json()["idempotency"]
        == "4.5"
    )
    sandbox.reset()
    assert (
        requests.get(f"{sandbox}/mastodon/settings", timeout=5).json()["idempotency"]
        == "4.6"
    )
