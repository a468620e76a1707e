"""Every answer of a PDS has one meaning for us."""

import time
import traceback
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from syndication.networks.base import (
    HumanError,
    RejectedError,
    TemporaryError,
    UncertainError,
)

from .samples import make_picture, make_post
from .scripted import HTML, Answer
from .scripted_pds import KEY, PASSWORD, POSTED, RECEIPT, asked, error, make_client


@pytest.fixture
def client(server):
    return make_client(server)


ANSWERS = [
    # answer, what it means when nothing was posted yet, and at the call that posts
    (Answer(400, error("InvalidRequest", "grapheme too big")), RejectedError, None),
    (Answer(413, error("PayloadTooLarge")), RejectedError, None),
    (Answer(413, HTML), RejectedError, None),
    (Answer(403, error("AccountNotFound")), RejectedError, None),
    (Answer(401, error("AccountTakedown")), HumanError, None),
    (Answer(401, error("AccountDeactivated")), HumanError, None),
    (Answer(401, error("AuthenticationRequired", "Account has been taken down")), HumanError, None),
    (Answer(429, error("RateLimitExceeded")), TemporaryError, None),
    (Answer(403, HTML), TemporaryError, None),
    (Answer(404, HTML), TemporaryError, None),
    (Answer(408, HTML), TemporaryError, UncertainError),
    (Answer(500, error("InternalServerError")), TemporaryError, UncertainError),
    (Answer(500, HTML), TemporaryError, UncertainError),
    (Answer(502, HTML), TemporaryError, UncertainError),
    (Answer(503, b""), TemporaryError, UncertainError),
    (Answer(504, HTML), TemporaryError, UncertainError),
    (Answer(200, HTML), TemporaryError, UncertainError),
    (Answer(200, b""), TemporaryError, UncertainError),
    (Answer(200, b"{", {"Content-Type": "application/json"}), TemporaryError, UncertainError),
    (Answer(200, None), TemporaryError, UncertainError),
    (Answer(200, {}), TemporaryError, UncertainError),
    (Answer(200, []), TemporaryError, UncertainError),
    (Answer(200, {"uri": None}), TemporaryError, UncertainError),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "asking", "posting"), ANSWERS)
def test_an_answer_has_its_meaning(server, client, answer, asking, posting):
    server.answers = [answer]
    with pytest.raises(asking) as raised:
        client.check()
    assert type(raised.value) is asking
    with pytest.raises(posting or asking) as raised:
        client.publish(make_post(), KEY)
    assert type(raised.value) is (posting or asking)
    assert asked(server) == ["getSession", "putRecord"]


@pytest.mark.parametrize(("answer", "asking", "_posting"), ANSWERS)
def test_a_failed_upload_stops_the_post(server, client, answer, asking, _posting):
    server.answers = [answer]
    with pytest.raises(asking):
        client.publish(make_post(picture=make_picture()), KEY)
    assert asked(server) == ["uploadBlob"]


@pytest.mark.parametrize(("answer", "asking", "_posting"), ANSWERS)
def test_only_the_pds_itself_says_that_nothing_is_there(
    server, client, answer, asking, _posting
):
    server.answers = [answer]
    with pytest.raises(asking):
        client.find(KEY, make_post(), datetime.now(UTC))
    server.answers = [Answer(400, error("RecordNotFound"))]
    assert client.find(KEY, make_post(), datetime.now(UTC)) is None
    server.answers = [POSTED]
    assert client.find(KEY, make_post(), datetime.now(UTC)) == RECEIPT


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "290"}, 290),
        ({"RateLimit-Reset": 600}, 600),
        ({"RateLimit-Reset": -5}, 0),
        ({"RateLimit-Reset": "bald"}, None),
        ({}, None),
    ],
)
def test_too_many_requests_tell_the_wait(server, client, headers, wait):
    if isinstance(headers.get("RateLimit-Reset"), int):
        headers = {
            "RateLimit-Reset": str(int(time.time()) + headers["RateLimit-Reset"])
        }
    server.answers = [Answer(429, error("RateLimitExceeded"), headers)]
    with pytest.raises(TemporaryError) as raised:
        client.publish(make_post(), KEY)
    expected = wait if wait is None else pytest.approx(wait, abs=30)
    assert raised.value.retry_after == expected


def test_what_already_stands_under_the_key_is_ours(server, client):
    server.answers = [Answer(400, error("InvalidSwap", "Record was at bafy"))]
    assert client.publish(make_post(), KEY) == RECEIPT


def test_a_picture_that_was_tidied_away_is_uploaded_again_later(server, client):
    server.answers = [Answer(400, error("BlobNotFound"))]
    with pytest.raises(TemporaryError):
        client.publish(make_post(), KEY)


def test_a_secret_in_the_servers_words_is_struck_out(server, client):
    access = client.account.credentials["session"].split(":::")[2]
    server.answers = [Answer(400, error("Odd", f"{PASSWORD} {access}"))]
    with pytest.raises(RejectedError) as raised:
        client.publish(make_post(), KEY)
    shown = "".join(traceback.format_exception(raised.value))
    assert PASSWORD not in shown
    assert access not in shown


def test_the_public_web_address_is_a_matter_of_the_account(server, client):
    credentials = client.account.credentials | {"web": "https://himmel.example.org/"}
    client.account = replace(client.account, credentials=credentials)
    server.answers = [POSTED]
    url = client.publish(make_post(), KEY).url
    assert url == f"https://himmel.example.org/profile/stadt.test/post/{KEY}"
