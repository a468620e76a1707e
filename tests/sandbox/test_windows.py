"""Rate windows: shortened by one switch, told by the networks, written in the log."""

import subprocess
import sys

import pytest
import requests
from mastodon import MastodonRatelimitError

from tests.sandbox_server import NETWORKS, ROOT, Sandbox, start_sandbox, stop_sandbox

from .clients import Repo, mastodon, picture
from .graph_client import Graph


@pytest.fixture(scope="module")
def shortened():
    process, url = start_sandbox("--port", "0", "--window-factor", "600")
    yield Sandbox(url)
    stop_sandbox(process)


def test_one_switch_shortens_the_windows_of_all_networks(shortened):
    factors = [shortened.settings(name)["window_factor"] for name in NETWORKS]
    assert factors == [600] * 5
    shortened.settings("mastodon", window_factor=2)
    shortened.reset()
    assert shortened.settings("mastodon")["window_factor"] == 600


@pytest.mark.parametrize("wrong", ["0", "-1", "inf", "viel"])
def test_a_window_cannot_be_shortened_by_nothing(wrong):
    command = [sys.executable, "-m", "syndication.sandbox", "--window-factor", wrong]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 2
    assert "--window-factor" in ended.stderr


@pytest.mark.parametrize(
    ("network", "edge"),
    [
        ("instagram", "content_publishing_limit"),
        ("threads", "threads_publishing_limit"),
    ],
)
def test_quota_endpoints_tell_the_shorter_day(shortened, network, edge):
    graph = Graph(shortened, network)
    quota = graph.get(f"{graph.id}/{edge}", fields="quota_usage,config")["data"][0]
    assert quota["config"]["quota_duration"] == 144


def test_bluesky_tells_the_shorter_window(shortened):
    shortened.settings("bluesky", rate_limits=True)
    told = Repo.create(shortened).ask("GET", "server.describeServer").headers
    assert told["RateLimit-Policy"] == "3000;w=0.5"


def test_the_log_tells_what_a_limit_has_refused(sandbox):
    since = sandbox.last_request()
    client = mastodon(sandbox)
    for _ in range(31):
        try:
            client.media_post(picture(2, 2), "image/jpeg")
        except MastodonRatelimitError:
            break
    refused = [one for one in sandbox.requests("mastodon", since) if one["limited"]]
    assert [one["status"] for one in refused] == [429]


def test_the_log_tells_a_refusal_that_has_no_status_of_its_own(sandbox):
    since = sandbox.last_request()
    graph = Graph(sandbox, "threads")
    sandbox.settings("threads", calls_per_hour=1)
    answers = [graph.ask("GET", "me") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 400]
    log = sandbox.requests("threads", since)
    assert [one["limited"] for one in log] == [0, 1]


def test_a_refusal_by_order_is_no_limit(sandbox):
    since = sandbox.last_request()
    sandbox.fault("mastodon", "throttle")
    assert (
        requests.get(f"{sandbox}/mastodon/api/v1/instance", timeout=5).status_code
        == 429
    )
    (request,) = sandbox.requests("mastodon", since)
    assert (request["fault"], request["limited"]) == ("throttle", 0)
