"""Each fault as a client sees it, on the wire and in the store."""

import json
import socket
import time

import pytest
import requests

from .poster import POSTING, Poster

NETWORKS = ["mastodon", "bluesky", "facebook", "instagram", "threads"]
# The limit that is reached: its code, and minutes until it is over.
LIMITS = {"facebook": 80_001, "instagram": 80_002, "threads": 4}


@pytest.fixture(params=NETWORKS)
def poster(sandbox, request, site):
    return Poster(sandbox, request.param, site)


@pytest.fixture
def fault(sandbox, poster):
    def fault(kind, **more):
        where = {"method": "POST", "path": POSTING[poster.network]}
        return sandbox.fault(poster.network, kind, **where, **more)

    return fault


@pytest.mark.parametrize(
    ("body", "kind"), [("json", "application/json"), ("html", "text/html")]
)
def test_a_status_is_answered_and_nothing_carried_out(poster, fault, body, kind):
    fault("status", status=502, body=body)
    answer = poster.post()
    assert answer.status_code == 502
    assert answer.headers["Content-Type"].startswith(kind)
    assert poster.arrived() == 0


def test_a_status_can_come_without_a_body(poster, fault):
    fault("status", status=500, body="empty")
    answer = poster.post()
    assert (answer.status_code, answer.content) == (500, b"")


def test_a_status_can_carry_the_wanted_message(poster, fault):
    fault("status", status=403, message="Nicht heute")
    assert "Nicht heute" in poster.post().text


def test_a_fault_is_over_after_its_count(poster, fault):
    fault("status", count=2)
    assert [poster.post().status_code for _ in range(3)] == [503, 503, 200]


def test_a_fault_without_count_lasts_until_it_is_cleared(sandbox, poster, fault):
    fault("status", count=0)
    assert [poster.post().status_code for _ in range(3)] == [503] * 3
    requests.delete(f"{sandbox}/faults", timeout=5).raise_for_status()
    assert poster.post().status_code == 200


def test_too_many_requests_tell_when_to_come_again(poster, fault):
    fault("throttle", seconds=90)
    answer = poster.post()
    assert answer.status_code == (400 if poster.network in LIMITS else 429)
    if poster.network in LIMITS:
        assert answer.json()["error"]["code"] == LIMITS[poster.network]
        assert json.loads(answer.headers["X-App-Usage"])["call_count"] == 100
    elif poster.network == "bluesky":
        assert answer.json()["error"] == "RateLimitExceeded"
        assert 85 < int(answer.headers["RateLimit-Reset"]) - time.time() <= 91
        assert int(answer.headers["Retry-After"]) in (90, 91)
    else:
        assert answer.json() == {"error": "Too many requests"}
        assert answer.headers["X-RateLimit-Remaining"] == "0"
        assert "Retry-After" not in answer.headers
    assert poster.arrived() == 0


def test_a_lost_answer_was_carried_out_but_not_a_byte_comes_back(poster, fault):
    fault("answer_lost")
    with pytest.raises(requests.ConnectionError, match="without response"):
        poster.post()
    assert poster.arrived() == 1


def test_a_reset_carries_nothing_out(poster, fault):
    fault("reset")
    with pytest.raises(requests.ConnectionError):
        poster.post()
    assert poster.arrived() == 0


def test_a_reset_is_one_on_the_wire(sandbox):
    sandbox.fault("mastodon", "reset")
    host, port = sandbox.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        request = (
            f"GET /mastodon/api/v1/instance HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n"
        )
        connection.sendall(request.encode())
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_a_slow_answer_comes_after_its_seconds(poster, fault):
    fault("slow", seconds=0.4)
    begun = time.monotonic()
    assert poster.post().status_code == 200
    assert time.monotonic() - begun >= 0.4
    assert poster.arrived() == 1


def test_a_post_can_be_stored_after_the_client_gave_up(poster, fault):
    fault("stored_late", seconds=1)
    with pytest.raises(requests.ReadTimeout):
        poster.post(timeout=0.3)
    assert poster.arrived() == 0
    deadline = time.monotonic() + 5
    while not poster.arrived() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert poster.arrived() == 1


def test_a_page_can_stand_where_an_answer_should(poster, fault):
    fault("html")
    answer = poster.post()
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert poster.arrived() == 0


def test_an_empty_answer_was_carried_out(poster, fault):
    fault("empty")
    answer = poster.post()
    assert (answer.status_code, answer.content) == (200, b"")
    assert poster.arrived() == 1


def test_what_was_carried_out_can_be_answered_with_an_error(poster, fault):
    fault("published_but_refused")
    assert poster.post().status_code >= 400
    assert poster.arrived() == 1


@pytest.mark.parametrize("network", ["facebook", "instagram", "threads"])
def test_any_code_of_the_graph_can_be_ordered(sandbox, site, network):
    poster = Poster(sandbox, network, site)
    sandbox.fault(network, "status", code=368, subcode=1_390_008, message="Zu schnell")
    answer = poster.post()
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["error_subcode"]) == (368, 1_390_008)
    assert error["message"] == "Zu schnell"
    assert poster.arrived() == 0


@pytest.mark.parametrize(
    ("network", "kind", "status", "words"),
    [
        ("mastodon", "token_expired", 401, "The access token expired"),
        ("mastodon", "token_revoked", 401, "The access token was revoked"),
        ("bluesky", "token_expired", 400, "Token has expired"),
        ("bluesky", "token_revoked", 400, "Token has been revoked"),
        ("facebook", "token_expired", 400, '"error_subcode": 463'),
        ("instagram", "token_revoked", 400, '"error_subcode": 460'),
        ("threads", "token_expired", 400, '"error_subcode": 463'),
    ],
)
def test_a_dead_token_is_told_in_the_networks_words(
    sandbox, site, network, kind, status, words
):
    poster = Poster(sandbox, network, site)
    sandbox.fault(network, kind)
    answer = poster.post()
    assert answer.status_code == status
    assert words in answer.text


def test_a_fault_hits_only_the_requests_it_names(sandbox, poster):
    sandbox.fault(poster.network, "status", path="/nowhere")
    sandbox.fault(poster.network, "status", method="DELETE")
    other = next(name for name in NETWORKS if name != poster.network)
    sandbox.fault(other, "status")
    assert poster.post().status_code == 200


def test_the_log_names_the_fault_and_has_no_status_where_no_answer_was(
    sandbox, poster, fault
):
    before = sandbox.last_request()
    fault("answer_lost")
    with pytest.raises(requests.ConnectionError):
        poster.post()
    (entry,) = sandbox.requests(poster.network, since=before)
    assert (entry["status"], entry["fault"]) == (None, "answer_lost")


@pytest.mark.parametrize(
    "wanted",
    [
        {"network": "x", "fault": "reset"},
        {"network": "mastodon", "fault": "nonsense"},
        {"network": "mastodon", "fault": "slow", "seconds": -1},
        {"network": "mastodon", "fault": "slow", "seconds": "nan"},
        {"network": "mastodon", "fault": "status", "count": "many"},
        {"network": "mastodon", "fault": "status", "status": 99},
        {"network": "mastodon", "fault": "status", "body": "xml"},
        {"network": "facebook", "fault": "status", "code": "viele"},
        {"network": "facebook", "fault": "status", "subcode": [1]},
    ],
)
def test_a_wrong_order_is_refused_in_words(sandbox, wanted):
    answer = requests.post(f"{sandbox}/faults", json=wanted, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("„")
    assert requests.get(f"{sandbox}/faults", timeout=5).json()["faults"] == []
