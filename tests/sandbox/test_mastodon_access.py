"""Tokens, scopes and rate limits of Mastodon."""

import time
from datetime import UTC, datetime

import pytest
import requests
from mastodon.errors import (
    MastodonAPIError,
    MastodonRatelimitError,
    MastodonUnauthorizedError,
)

from .clients import mastodon, picture


def test_a_wrong_token_is_no_token(sandbox):
    client = mastodon(sandbox)
    client.access_token = "falsch"
    with pytest.raises(MastodonUnauthorizedError, match="The access token is invalid"):
        client.status_post("Wer bin ich?")


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        ("write", {"post", "upload"}),
        ("write:statuses", {"post"}),
        ("write:media", {"upload"}),
        ("read", {"me", "list"}),
        ("read:accounts", {"me"}),
        ("read:statuses", {"list"}),
        ("profile", {"me"}),
    ],
)
def test_a_token_may_do_what_its_scopes_say(sandbox, scopes, allowed):
    client = mastodon(sandbox, scopes=scopes)
    account = sandbox.create_account("mastodon", f"anders_{scopes.replace(':', '_')}")
    name = requests.utils.quote(account["account"])
    url = f"{account['server']}/api/v1/accounts/lookup?acct={name}"
    id = requests.get(url, timeout=5).json()["id"]
    actions = {
        "post": lambda: client.status_post("Darf ich?"),
        "upload": lambda: client.media_post(picture(), "image/jpeg"),
        "me": client.account_verify_credentials,
        "list": lambda: client.account_statuses(id),
    }
    for name, action in actions.items():
        if name in allowed:
            action()
        else:
            with pytest.raises(MastodonAPIError) as caught:
                action()
            assert caught.value.args[1] == 403


def test_the_public_reads_without_a_token(sandbox):
    client = mastodon(sandbox)
    status = client.status_post("Öffentlich")
    url = f"{client.api_base_url}/api/v1/statuses/{status.id}"
    assert requests.get(url, timeout=5).json()["id"] == status.id


@pytest.fixture
def within_a_window():
    """Windows begin with the clock's five minutes: do not start just before the next."""
    if 300 - time.time() % 300 < 5:
        time.sleep(5)


@pytest.mark.usefixtures("within_a_window")
def test_every_answer_tells_the_tightest_rate_window(sandbox):
    client = mastodon(sandbox)
    headers = {"Authorization": f"Bearer {client.access_token}"}
    url = f"{client.api_base_url}/api/v1/accounts/verify_credentials"
    first, second = (
        requests.get(url, headers=headers, timeout=5).headers for _ in range(2)
    )
    assert first["X-RateLimit-Limit"] == "300"
    assert first["X-RateLimit-Remaining"] == "299"
    assert second["X-RateLimit-Remaining"] == "298"
    reset = datetime.strptime(second["X-RateLimit-Reset"], "%Y-%m-%dT%H:%M:%S.%fZ")
    left = reset.replace(tzinfo=UTC).timestamp() - time.time()
    assert -1 < left <= 300
    assert reset.minute % 5 == 0


@pytest.mark.usefixtures("within_a_window")
def test_the_thirty_first_upload_is_one_too_many(sandbox):
    client = mastodon(sandbox)
    small = picture(2, 2)
    for _ in range(30):
        client.media_post(small, "image/jpeg")
    with pytest.raises(MastodonRatelimitError):
        client.media_post(small, "image/jpeg")
    assert client.ratelimit_limit == 30
    assert client.ratelimit_remaining == 0
    assert 0 < client.ratelimit_reset - time.time() <= 1800
    assert client.status_post("Posten geht noch").id


@pytest.mark.usefixtures("within_a_window")
def test_the_thirty_first_deletion_is_one_too_many(sandbox):
    client = mastodon(sandbox)
    ids = [client.status_post("Kurz da").id for _ in range(31)]
    for id in ids[:30]:
        client.status_delete(id)
    with pytest.raises(MastodonRatelimitError):
        client.status_delete(ids[30])


def test_shorter_windows_are_over_sooner_and_say_so(sandbox):
    sandbox.settings("mastodon", window_factor=1800)
    client = mastodon(sandbox)
    for _ in range(35):
        client.media_post(picture(2, 2), "image/jpeg", synchronous=False)
        # The library forgets a reset that is over already.
        assert (client.ratelimit_reset or 0) - time.time() <= 7
        time.sleep(0.05)


def test_unknown_addresses_are_not_found(sandbox):
    answer = requests.get(f"{sandbox}/mastodon/api/v1/nonsense", timeout=5)
    assert (answer.status_code, answer.json()) == (404, {"error": "Not Found"})
