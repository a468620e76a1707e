"""What the clients pass on of the networks' budgets, and how the headers are read."""

import json
import time
from dataclasses import replace

import pytest

from syndication.networks import NETWORKS
from syndication.networks.budgets import Told, told_by

from .samples import make_account, make_picture, make_post, now
from .scripted import Answer
from .scripted_mastodon import STATUS, make_client
from .sending import Sender

NOON = 1_800_000_000.0
READY = {"processing_seconds": 0}
QUICK = READY | {"fresh_seconds": 0}
TOLD = {
    "mastodon": {"uploads": (30, 1), "posts": (300, 2), "requests": (300, 4)},
    "bluesky": {"uploads": (1_000, 1), "requests": (3_000, 5)},
    "facebook": {"usage": (100, 0)},
    "instagram": {"posts": (50, 0), "usage": (100, 0)},
    "threads": {"posts": (250, 0), "usage": (100, 0)},
}


@pytest.mark.parametrize("network", NETWORKS)
def test_publishing_tells_what_is_left_of_the_budgets(sandbox, network):
    wanted = {"bluesky": {"rate_limits": True}, "instagram": READY, "threads": QUICK}
    sandbox.settings(network, **wanted.get(network, {}))
    made = sandbox.create_account(network)
    told = {}
    version = NETWORKS[network].default_version
    account = make_account(made["server"], made["credentials"], version)
    client = NETWORKS[network](replace(account, note_rates=told.update))
    post = make_post(attach="picture", picture=make_picture())
    Sender(client).publish(post, client.new_key(now()))
    names = {budget.name for budget in client.budgets({})}
    assert told.keys() == TOLD[network].keys() <= names
    for name, (limit, used) in TOLD[network].items():
        assert told[name].limit == limit
        assert told[name].used <= used
        assert time.time() - 10 < told[name].at <= time.time()


def test_a_quota_tells_its_day_and_slides(sandbox):
    sandbox.settings("threads", window_factor=600, **QUICK)
    made = sandbox.create_account("threads")
    told = {}
    account = make_account(made["server"], made["credentials"], "v1.0")
    client = NETWORKS["threads"](replace(account, note_rates=told.update))
    health = client.check()
    assert (told["posts"].seconds, told["posts"].until) == (144, None)
    (posts,) = [one for one in client.budgets(health.facts) if one.name == "posts"]
    assert (posts.limit, posts.seconds) == (250, 144)


@pytest.mark.parametrize("network", NETWORKS)
def test_every_act_waits_for_some_budget(network):
    budgets = NETWORKS[network].budgets({})
    named = {act for budget in budgets for act in budget.costs}
    assert {"publish", "withdraw"} <= named
    assert all(budget.limit > 0 and budget.seconds > 0 for budget in budgets)


def test_the_reset_is_told_by_our_clock():
    headers = {
        "RateLimit-Limit": "5000",
        "RateLimit-Remaining": "4990",
        "RateLimit-Reset": str(NOON + 3_600),
        "RateLimit-Policy": "5000;w=3600",
    }
    expected = Told(5_000, 10, NOON, NOON + 3_570, 3_600)
    assert told_by(headers, "RateLimit", NOON, ahead=30) == expected


def test_the_reset_may_be_a_date():
    headers = {
        "X-RateLimit-Limit": "30",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": "2027-01-15T08:30:00.000000Z",
    }
    told = told_by(headers, "X-RateLimit", NOON, ahead=0)
    assert (told.used, told.until - NOON, told.seconds) == (30, 1_800, None)


@pytest.mark.parametrize(
    "odd",
    [
        {"Limit": "viel"},
        {"Limit": "0"},
        {"Remaining": ""},
        {"Reset": "bald"},
        {"Reset": "nan"},
        {"Reset": "inf"},
    ],
)
def test_odd_headers_tell_nothing(odd):
    good = {"Limit": "30", "Remaining": "3", "Reset": str(NOON)}
    headers = {f"X-{name}": value for name, value in (good | odd).items()}
    assert told_by(headers, "X", NOON, ahead=0) is None


def test_a_refusal_tells_too(server):
    reset = {"Limit": "30", "Remaining": "0", "Reset": "2100-01-01T00:00:00Z"}
    headers = {f"X-RateLimit-{name}": value for name, value in reset.items()}
    server.answers = [Answer(429, {"error": "Too many requests"}, headers)]
    told = {}
    client = make_client(server)
    client.account = replace(client.account, note_rates=told.update)
    with pytest.raises(Exception, match="zu viele"):
        client.publish(
            make_post(attach="picture", picture=make_picture()), client.new_key(now())
        )
    assert told["uploads"].used == 30


def test_a_limit_of_all_requests_is_not_that_of_uploads(server):
    reset = {"Limit": "300", "Remaining": "7", "Reset": "2100-01-01T00:00:00Z"}
    headers = {f"X-RateLimit-{name}": value for name, value in reset.items()}
    server.answers = [Answer(200, STATUS, headers)]
    told = {}
    client = make_client(server)
    client.account = replace(client.account, note_rates=told.update)
    client.publish(
        make_post(attach="picture", picture=make_picture()), client.new_key(now())
    )
    assert told.keys() == {"requests", "posts"}


def test_a_limit_of_meta_holds_as_long_as_it_says(server):
    usage = {"X-App-Usage": json.dumps({"call_count": 100})}
    case = {"call_count": 100, "estimated_time_to_regain_access": 19}
    usage["X-Business-Use-Case-Usage"] = json.dumps({"12": [case]})
    server.answers = [Answer(200, {"id": "12", "data": []}, usage)]
    told = {}
    credentials = {"access_token": "a-token", "page_id": "12"}
    account = make_account(server.address, credentials, "v26.0")
    client = NETWORKS["facebook"](replace(account, note_rates=told.update))
    client.check()
    assert told["usage"].used == 100
    assert told["usage"].until - told["usage"].at == 19 * 60
