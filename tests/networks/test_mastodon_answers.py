"""Every answer of a Mastodon server has one meaning for us."""

import time
import traceback
from datetime import UTC, datetime, timedelta

import pytest

from syndication.networks.base import (
    CredentialsError,
    HumanError,
    NetworkError,
    RejectedError,
    TemporaryError,
    UncertainError,
)
from syndication.networks.mastodon import Mastodon

from .samples import make_picture, make_post
from .scripted import HTML, Answer
from .scripted_mastodon import RECEIPT, STATUS, TOKEN, error, make_client


@pytest.fixture
def client(server):
    return make_client(server)


ANSWERS = [
    # answer, what it means when nothing was posted yet, and at the call that posts
    (Answer(401, error("The access token is invalid")), CredentialsError, None),
    (Answer(403, error("This action is outside the authorized scopes")), CredentialsError, None),
    (Answer(422, error("This method requires an authenticated user")), CredentialsError, None),
    (Answer(403, error("Your login is currently disabled")), HumanError, None),
    (Answer(403, error("Your login is currently pending approval")), HumanError, None),
    (Answer(403, error("This action is not allowed")), RejectedError, None),
    (Answer(422, error("Validation failed: Text can't be blank")), RejectedError, None),
    (Answer(400, error("Bad request")), RejectedError, None),
    (Answer(410, error("Gone")), RejectedError, None),
    (Answer(404, error("Record not found")), RejectedError, None),
    (Answer(413, HTML), RejectedError, None),
    (Answer(422, error("Cannot attach files that have not finished processing. Try again in a moment!")), TemporaryError, None),
    (Answer(429, error("Too many requests")), TemporaryError, None),
    (Answer(403, HTML), TemporaryError, None),
    (Answer(404, HTML), TemporaryError, None),
    (Answer(302, HTML, {"Location": "/anderswo"}), TemporaryError, None),
    (Answer(408, HTML), TemporaryError, UncertainError),
    (Answer(500, error("Internal Server Error")), TemporaryError, UncertainError),
    (Answer(500, HTML), TemporaryError, UncertainError),
    (Answer(502, HTML), TemporaryError, UncertainError),
    (Answer(503, error("There was a temporary problem serving your request, please try again")), TemporaryError, UncertainError),
    (Answer(504, b""), TemporaryError, UncertainError),
    (Answer(520, HTML), TemporaryError, UncertainError),
    (Answer(200, HTML), TemporaryError, UncertainError),
    (Answer(200, b""), TemporaryError, UncertainError),
    (Answer(200, b'{"id": "1'), TemporaryError, UncertainError),
    (Answer(200, None), TemporaryError, UncertainError),
    (Answer(200, {}), TemporaryError, UncertainError),
    (Answer(200, []), TemporaryError, UncertainError),
    (Answer(200, "ok"), TemporaryError, UncertainError),
    (Answer(200, {"id": None, "url": None}), TemporaryError, UncertainError),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "asking", "posting"), ANSWERS)
def test_an_answer_has_its_meaning(server, client, answer, asking, posting):
    server.answers = [answer]
    with pytest.raises(asking) as raised:
        client.check()
    assert type(raised.value) is asking
    with pytest.raises(posting or asking) as raised:
        client.publish(make_post(), Mastodon.new_key(datetime.now(UTC)))
    assert type(raised.value) is (posting or asking)


@pytest.mark.parametrize(("answer", "asking", "_posting"), ANSWERS)
def test_a_failed_upload_stops_the_post(server, client, answer, asking, _posting):
    server.answers = [answer]
    post = make_post(attach="picture", picture=make_picture())
    with pytest.raises(asking):
        client.publish(post, Mastodon.new_key(datetime.now(UTC)))
    assert not any(path == "/api/v1/statuses" for _method, path, *_ in server.requests)


@pytest.mark.parametrize("body", [b"", HTML, None, {}, [None], [{}], "ok"])
def test_an_odd_answer_never_counts_as_not_there(server, client, body):
    server.answers = [Answer(200, body)]
    with pytest.raises(TemporaryError):
        client.find("key", make_post(), datetime.now(UTC))


@pytest.mark.parametrize(
    ("answer", "error"),
    [(Answer(404, HTML), TemporaryError), (Answer(500, HTML), TemporaryError)],
)
def test_only_the_server_itself_says_that_a_post_is_gone(server, client, answer, error):
    server.answers = [answer]
    with pytest.raises(error):
        client.withdraw(RECEIPT)
    server.answers = [Answer(404, {"error": "Record not found"})]
    client.withdraw(RECEIPT)


def test_a_post_that_may_not_be_withdrawn_is_told_as_such(server, client):
    server.answers = [Answer(403, error("This action is not allowed"))]
    with pytest.raises(RejectedError):
        client.withdraw(RECEIPT)


def iso(seconds: float) -> str:
    moment = datetime.now(UTC) + timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@pytest.mark.parametrize(
    ("reset", "wait"),
    [
        (lambda: iso(600), 600),
        (lambda: str(int(time.time()) + 600), 600),
        (lambda: iso(-5), None),
        (lambda: "demnächst", None),
        (lambda: None, None),
    ],
)
def test_too_many_requests_are_answered_at_once_with_the_wait(
    server, client, reset, wait
):
    headers = {"X-RateLimit-Reset": reset()} if reset() else {}
    server.answers = [Answer(429, error("Too many requests"), headers)]
    with pytest.raises(TemporaryError) as raised:
        client.publish(make_post(), "key")
    assert raised.value.retry_after == (wait and pytest.approx(wait, abs=30))
    assert len(server.requests) == 1


def test_a_reset_time_that_is_none_does_not_hide_that_the_post_is_out(server, client):
    headers = {"X-RateLimit-Reset": "demnächst"}
    server.answers = [Answer(200, STATUS, headers)]
    with pytest.raises(UncertainError):
        client.publish(make_post(), "key")


def test_a_post_that_was_silently_dropped_is_rejected(server, client):
    server.answers = [Answer(200, STATUS), Answer(404, error("Record not found"))]
    with pytest.raises(RejectedError, match="Spamfilter"):
        client.publish(make_post(), "key")


@pytest.mark.parametrize(
    "answer", [Answer(500, HTML), Answer(200, HTML), Answer(403, error("no"))]
)
def test_trouble_with_making_sure_is_not_the_posts(server, client, answer):
    server.answers = [Answer(200, STATUS), answer]
    assert client.publish(make_post(), "key") == RECEIPT


def test_a_picture_is_waited_for(server, client):
    server.answers = [
        Answer(202, {"id": "9", "url": None}),
        Answer(206, {"id": "9", "url": None}),
        Answer(200, {"id": "9", "url": "https://social.example.org/9.jpg"}),
        Answer(200, STATUS),
    ]
    post = make_post(attach="picture", picture=make_picture())
    assert client.publish(post, "key") == RECEIPT
    assert b"media_ids%5B%5D=9" in server.requests[3][3]


def test_a_picture_is_not_waited_for_for_ever(server, client):
    server.answers = [Answer(202, {"id": "9", "url": None})]
    post = make_post(attach="picture", picture=make_picture())
    with pytest.raises(TemporaryError, match="verarbeitet"):
        client.publish(post, "key")


def test_a_redirected_post_is_not_sent_on(server, client):
    server.answers = [Answer(301, HTML, {"Location": "/api/v1/statuses"})]
    with pytest.raises(TemporaryError, match="andere Adresse"):
        client.publish(make_post(), "key")
    assert len(server.requests) == 1


def test_names_in_the_text_shall_not_be_mentioned(server, client):
    server.answers = [Answer(200, STATUS)]
    client.publish(make_post(), "key")
    _method, path, headers, body = server.requests[0]
    assert path == "/api/v1/statuses"
    assert headers["Idempotency-Key"] == "key"
    assert b"allowed_mentions%5B%5D=&" in body + b"&"
    assert b"language=de" in body
    assert b"visibility=public" in body


def test_a_token_that_is_the_name_of_a_file_is_not_read(
    server, client, tmp_path, monkeypatch
):
    (tmp_path / "token").write_text("another")
    monkeypatch.chdir(tmp_path)
    client.account.credentials["access_token"] = "token"
    server.answers = [Answer(200, STATUS)]
    client.publish(make_post(), "key")
    assert server.requests[0][2]["Authorization"] == "Bearer token"


def test_a_token_in_the_servers_words_is_struck_out(server, client):
    server.answers = [Answer(401, error(f"What is {TOKEN}?"))]
    with pytest.raises(CredentialsError) as raised:
        client.check()
    assert TOKEN not in str(raised.value)


def test_a_token_in_an_odd_answer_is_in_no_traceback(server, client):
    server.answers = [Answer(200, f"<p>{TOKEN}</p>".encode())]
    with pytest.raises(NetworkError) as raised:
        client.publish(make_post(), "key")
    assert TOKEN not in "".join(traceback.format_exception(raised.value))
