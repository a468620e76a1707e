"""Tokens, proofs, versions and limits, the same on all of Meta's networks."""

import hashlib
import hmac
import json
import time

import pytest
import requests

from .graph_client import Graph, code

NETWORKS = ["facebook", "instagram", "threads"]
LIMITS = {"facebook": 80_001, "instagram": 80_002, "threads": 4}


@pytest.fixture(params=NETWORKS)
def graph(sandbox, request):
    return Graph(sandbox, request.param)


def proof(graph):
    secret = graph.credentials["app_secret"].encode()
    return hmac.new(secret, graph.token.encode(), hashlib.sha256).hexdigest()


def test_a_token_is_taken_from_the_header_the_address_or_the_body(graph):
    own = graph.get("me")["id"]
    by_address = graph.ask("GET", "me", token="", params={"access_token": graph.token})
    assert by_address.json()["id"] == own
    body = {"access_token": graph.token}
    by_body = graph.ask("POST", "nonsense", token="", json=body).json()
    assert code(by_body)[0] in (24, 100)


def test_without_or_with_a_wrong_token_nothing_is_read(graph):
    assert code(graph.ask("GET", "me", token="").json())[0] == 104
    assert code(graph.ask("GET", "me", token="falsch").json()) == (190, None)


def test_a_token_of_another_network_is_a_wrong_one(sandbox, graph):
    other = NETWORKS[(NETWORKS.index(graph.network) + 1) % 3]
    token = Graph(sandbox, other).token
    assert code(graph.ask("GET", "me", token=token).json()) == (190, None)


def test_an_expired_token_says_so(sandbox, graph):
    late = Graph(sandbox, graph.network, expires_in=-5)
    assert code(late.get("me")) == (190, 463)
    assert code(late.get(late.id)) == (190, 463)


def test_a_revoked_token_says_so_and_the_next_one_works(sandbox, graph):
    sandbox.revoke(graph.network, graph.account)
    assert code(graph.get("me")) == (190, 460)
    again = Graph(sandbox, graph.network, name=graph.account, if_exists="return")
    assert again.token != graph.token
    assert "id" in again.get("me")


def test_the_proof_is_checked_where_it_is_sent(graph):
    assert "id" in graph.get("me", appsecret_proof=proof(graph))
    assert code(graph.get("me", appsecret_proof="ü")) == (100, None)


def test_an_app_may_demand_the_proof(sandbox):
    page = Graph(sandbox, "facebook")
    app = {"network": "facebook", "name": "Sandbox", "redirect_uris": []}
    url = f"{sandbox}/apps"
    requests.post(url, json=app | {"needs_proof": True}, timeout=5).raise_for_status()
    try:
        assert code(page.get("me")) == (100, None)
        assert "id" in page.get("me", appsecret_proof=proof(page))
    finally:
        requests.post(url, json=app, timeout=5).raise_for_status()


def test_a_missing_scope_is_a_missing_permission(sandbox):
    page = Graph(sandbox, "facebook", scopes="pages_show_list")
    assert code(page.post(f"{page.id}/feed", message="x")) == (200, None)
    user = Graph(sandbox, "threads", scopes="threads_basic")
    assert code(user.post("me/threads", media_type="TEXT", text="x")) == (200, None)
    account = Graph(sandbox, "instagram", scopes="instagram_business_basic")
    assert code(account.post(f"{account.id}/media"))[0] == 10


def test_a_token_is_looked_into_by_its_program(sandbox, graph):
    keys = graph.credentials["app_id"], graph.credentials["app_secret"]
    wanted = {"input_token": graph.token}
    asking = f"{keys[0]}|{keys[1]}"
    about = graph.ask("GET", "debug_token", asking, params=wanted).json()["data"]
    assert about["is_valid"]
    assert about["app_id"] == keys[0]
    assert about["scopes"]
    if graph.network == "facebook":
        assert (about["type"], about["expires_at"]) == ("PAGE", 0)
        assert about["profile_id"] == graph.id
    else:
        assert 0 <= time.time() + 5_184_000 - about["expires_at"] < 60
    wrong = graph.ask("GET", "debug_token", f"{keys[0]}|falsch", params=wanted).json()
    assert code(wrong) == (190, None)
    unknown = {"input_token": "falsch"}
    about = graph.ask("GET", "debug_token", asking, params=unknown).json()["data"]
    assert about["is_valid"] is False


def test_a_dead_token_is_looked_into_as_well(sandbox, graph):
    sandbox.revoke(graph.network, graph.account)
    asking = f"{graph.credentials['app_id']}|{graph.credentials['app_secret']}"
    wanted = {"input_token": graph.token}
    about = graph.ask("GET", "debug_token", asking, params=wanted).json()["data"]
    assert (about["is_valid"], about["error"]["error_subcode"]) == (False, 460)


def test_every_answer_tells_how_much_is_used_and_the_version(sandbox, graph):
    sandbox.settings(graph.network, calls_per_hour=10)
    for used in (10, 20):
        answer = graph.ask("GET", "me")
        assert json.loads(answer.headers["X-App-Usage"])["call_count"] == used
    assert answer.headers["facebook-api-version"].startswith("v")
    assert answer.headers["x-fb-trace-id"]


def test_too_many_calls_are_refused_for_some_minutes(sandbox, graph):
    sandbox.settings(graph.network, calls_per_hour=2)
    answers = [graph.ask("GET", "me") for _ in range(3)]
    assert [answer.ok for answer in answers] == [True, True, False]
    assert code(answers[2].json())[0] == LIMITS[graph.network]
    if graph.network != "threads":
        usage = json.loads(answers[2].headers["X-Business-Use-Case-Usage"])
        ((case,),) = usage.values()
        assert 55 <= case["estimated_time_to_regain_access"] <= 60


def test_a_shorter_window_is_over_sooner(sandbox, graph):
    sandbox.settings(graph.network, calls_per_hour=1, window_factor=36_000)
    for _ in range(3):
        assert graph.ask("GET", "me").ok
        time.sleep(0.12)


def test_a_page_token_comes_from_whoever_manages_the_page(sandbox):
    boss = Graph(sandbox, "facebook", token="system")
    token = boss.get(boss.id, fields="access_token")["access_token"]
    assert boss.get("me/accounts")["data"][0]["access_token"] == token
    assert code(boss.post(f"{boss.id}/feed", message="x")) == (200, None)
    made = boss.ask("POST", f"{boss.id}/feed", token, data={"message": "x"}).json()
    assert made["id"].startswith(boss.id)
    other = Graph(sandbox, "facebook")
    assert code(boss.get(other.id)) == (100, 33)
