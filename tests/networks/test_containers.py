"""What becomes of a container, on scripted servers of Instagram and Threads."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syndication.networks.base import (
    Processing,
    Receipt,
    RejectedError,
    TemporaryError,
    UncertainError,
)
from syndication.networks.staging import Staged, new_key

from .samples import make_picture, make_post, now
from .scripted import HTML, Answer
from .scripted_graph import NOTHING, error, make_instagram, make_threads

POST = make_post(
    attach="picture", picture=replace(make_picture(), url="http://x/1.jpg")
)
SINCE = datetime(2026, 8, 7, 12, tzinfo=UTC)
OURS = {"id": "5", "permalink": "https://n/5", "timestamp": "2026-08-07T12:00:01+0000"}
RECEIPT = Receipt("5", "https://n/5")
MADE = Answer(200, {"id": "78"})
NOT_FOUND = Answer(400, error(24, 4279009, "Media not found", is_transient=False))


@pytest.fixture(params=[make_instagram, make_threads], ids=["instagram", "threads"])
def client(request, server):
    return request.param(server)


def container(client, status: str, words: str = "") -> Answer:
    if client.name == "instagram":
        return Answer(200, {"id": "77", "status_code": status, "status": words})
    return Answer(200, {"id": "77", "status": status, "error_message": words})


def listed(client, text: str | None = POST.text, **more) -> Answer:
    words = {} if text is None else {client.text_field: text}
    return Answer(200, {"data": [OURS | words | more]})


def handle(age: float = 0, number: int = 1) -> str:
    return f"77:{int(time.time() - age)}:{number}"


def steps(server) -> list[str]:
    """What was asked, without version and parameters."""
    return [
        f"{method} {path.partition('?')[0].split('/', 2)[2]}"
        for method, path, *_ in server.requests
    ]


def go_on(client, server, *answers, handle=None, key=None):
    server.answers = list(answers)
    key = key or new_key(SINCE)
    return client.publish(POST, key, handle or globals()["handle"]())


@pytest.mark.parametrize(
    ("age", "seconds"), [(0, 3), (4, 3), (30, 15), (100, 50), (500, 60)]
)
def test_the_older_a_container_the_more_seldom_it_is_asked_for(
    client, server, age, seconds
):
    answer = go_on(client, server, container(client, "IN_PROGRESS"), handle=handle(age))
    assert answer.seconds == pytest.approx(seconds, abs=1)
    assert Staged.of(answer.handle).id == "77"


def test_who_has_used_up_nearly_all_asks_seldom(client, server):
    busy = replace(
        container(client, "IN_PROGRESS"),
        headers={"X-App-Usage": json.dumps({"call_count": 95})},
    )
    assert go_on(client, server, busy).seconds == 60


def test_a_container_is_not_waited_for_for_ever(client, server):
    with pytest.raises(TemporaryError, match="noch immer"):
        go_on(client, server, container(client, "IN_PROGRESS"), handle=handle(601))


def test_a_finished_container_is_published_and_its_address_asked_for(client, server):
    answers = [container(client, "FINISHED"), Answer(200, {"id": "5"})]
    assert go_on(client, server, *answers, Answer(200, OURS)) == RECEIPT
    assert steps(server)[2] == "GET 5"


@pytest.mark.parametrize(
    "trouble", [Answer(400, error(100, 33)), Answer(500, HTML), Answer(200, HTML)]
)
def test_a_post_is_out_whatever_comes_of_asking_for_its_address(
    client, server, trouble
):
    answers = [container(client, "FINISHED"), Answer(200, {"id": "5"}), trouble]
    assert go_on(client, server, *answers) == Receipt("5", "")


def test_a_container_that_is_not_ready_is_asked_for_again(client, server):
    refused = Answer(400, error(9007, 2207027))
    old = handle(130)
    answers = container(client, "FINISHED"), refused
    assert go_on(client, server, *answers, handle=old).handle == old


def test_a_fresh_container_that_is_not_found_is_asked_for_again(client, server):
    fresh = handle()
    assert go_on(client, server, NOT_FOUND, handle=fresh).handle == fresh
    finished = container(client, "FINISHED")
    assert go_on(client, server, finished, NOT_FOUND, handle=fresh).handle == fresh


def test_one_that_is_still_not_found_is_made_anew_after_a_look(client, server):
    answers = [container(client, "FINISHED"), NOT_FOUND, Answer(200, NOTHING), MADE]
    answer = go_on(client, server, *answers, handle=handle(130))
    assert Staged.of(answer.handle)[::2] == ("78", 2)


def test_nothing_is_made_anew_that_is_out(client, server):
    answer = go_on(client, server, NOT_FOUND, listed(client), handle=handle(130))
    assert answer == RECEIPT


@pytest.mark.parametrize(
    "status", [("ERROR", "Error: 2207052 media could not be fetched"), ("EXPIRED", "")]
)
def test_a_failed_container_is_made_anew_three_times(client, server, status):
    failed = container(client, *status)
    answer = go_on(client, server, failed, Answer(200, NOTHING), MADE)
    assert Staged.of(answer.handle)[::2] == ("78", 2)
    with pytest.raises(TemporaryError):
        go_on(client, server, failed, Answer(200, NOTHING), handle=handle(5, number=3))
    assert [step[:4] for step in steps(server)] == [
        "GET ",
        "GET ",
        "POST",
        "GET ",
        "GET ",
    ]


def test_after_a_while_another_round_of_containers_begins(client, server):
    failed = container(client, "ERROR", "UNKNOWN")
    old = handle(700, number=3)
    answer = go_on(client, server, failed, Answer(200, NOTHING), MADE, handle=old)
    assert Staged.of(answer.handle)[::2] == ("78", 1)


@pytest.mark.parametrize("words", ["Error: 2207009 ratio", "INVALID_ASPEC_RATIO"])
def test_a_picture_that_will_never_do_is_rejected(client, server, words):
    with pytest.raises(RejectedError, match=words):
        go_on(client, server, container(client, "ERROR", words))
    assert len(server.requests) == 1


def test_an_error_without_a_code_is_one_on_instagram(server):
    client = make_instagram(server)
    told = Answer(200, {"id": "77", "status": "Error: 2207009"})
    with pytest.raises(RejectedError):
        go_on(client, server, told)


# --- was it published? ------------------------------------------------------------
def find(client, server, *answers, handle=None):
    server.answers = list(answers)
    return client.find("key", POST, SINCE, handle or globals()["handle"]())


def test_a_published_container_is_found_on_the_list(client, server):
    published = container(client, "PUBLISHED")
    assert find(client, server, published, listed(client)) == RECEIPT
    assert go_on(client, server, published, listed(client)) == RECEIPT
    assert not any("publish" in step for step in steps(server))


def test_text_is_compared_but_for_spaces(client, server):
    seen = listed(client, POST.text.replace("\n\n", " \n"))
    assert find(client, server, container(client, "PUBLISHED"), seen) == RECEIPT


@pytest.mark.parametrize(
    "seen", [{"data": []}, {"data": [OURS | {"text": "x", "caption": "x"}]}, {"data": [OURS, OURS]}]
)  # fmt: skip
def test_published_and_not_to_be_seen_stays_in_doubt(client, server, seen):
    answers = container(client, "PUBLISHED"), Answer(200, seen)
    with pytest.raises(UncertainError):
        find(client, server, *answers)
    with pytest.raises(UncertainError):
        go_on(client, server, *answers)


def test_without_texts_the_only_post_of_that_time_is_ours(client, server):
    published = container(client, "PUBLISHED")
    assert find(client, server, published, listed(client, None)) == RECEIPT


def test_published_and_never_seen_is_published_in_the_end(client, server):
    answers = container(client, "PUBLISHED"), Answer(200, NOTHING)
    receipt = find(client, server, *answers, handle=handle(16 * 60))
    assert receipt == Receipt("77", "")


@pytest.mark.parametrize("status", ["FINISHED", "IN_PROGRESS", "ERROR", "EXPIRED"])
def test_what_is_not_published_is_looked_for_by_its_text(client, server, status):
    asked = container(client, status)
    assert find(client, server, asked, Answer(200, NOTHING)) is None
    assert find(client, server, asked, listed(client)) == RECEIPT
    older = (SINCE - timedelta(seconds=9)).isoformat()
    assert find(client, server, asked, listed(client, timestamp=older)) is None


def test_a_container_that_nobody_knows_leaves_the_list_to_tell(client, server):
    assert find(client, server, NOT_FOUND, listed(client)) == RECEIPT
    assert find(client, server, NOT_FOUND, Answer(200, NOTHING)) is None


def test_trouble_with_the_container_is_never_absence(client, server):
    with pytest.raises(TemporaryError):
        find(client, server, Answer(500, HTML))


# --- the first step ---------------------------------------------------------------
QUOTA = {"data": [{"quota_usage": 3, "config": {"quota_total": 50}}]}


@pytest.mark.parametrize(
    "quota",
    [QUOTA, NOTHING, {"data": [{"quota_usage": "viel"}]}, error(100, None, "no field")],
)
def test_a_container_is_the_first_step(client, server, quota):
    server.answers = [Answer(200, quota), MADE]
    staged = client.publish(POST, new_key(now()))
    assert isinstance(staged, Processing)
    assert Staged.of(staged.handle).id == "78"
    assert "publish" not in steps(server)[1]


def test_a_quota_that_is_used_up_stops_before_the_container(client, server):
    server.answers = [
        Answer(200, {"data": [{"quota_usage": 50, "config": {"quota_total": 50}}]})
    ]
    with pytest.raises(TemporaryError) as raised:
        client.publish(POST, new_key(now()))
    assert raised.value.retry_after == 60 * 60
    assert len(server.requests) == 1
