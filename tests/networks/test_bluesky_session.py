"""Signing in to a PDS as seldom as possible, and never out of the way."""

import json

import pytest

from syndication.networks.base import CredentialsError, HumanError, TemporaryError

from .samples import make_post
from .scripted import HTML, Answer
from .scripted_pds import (
    DID,
    KEY,
    PASSWORD,
    POSTED,
    RECEIPT,
    SIGNED_IN,
    asked,
    error,
    make_client,
    session,
)


@pytest.fixture
def client(server):
    return make_client(server)


def test_a_kept_session_costs_no_request(server, client):
    server.answers = [POSTED]
    assert client.publish(make_post(), KEY) == RECEIPT
    assert asked(server) == ["putRecord"]
    assert client.account.keep.kept == []


def test_a_session_about_to_end_is_renewed_and_kept(server, client):
    client.account.credentials["session"] = session(server, "old", seconds=600)
    server.answers = [SIGNED_IN, POSTED]
    client.publish(make_post(), KEY)
    assert asked(server) == ["refreshSession", "putRecord"]
    [kept] = client.account.keep.kept
    assert kept["session"].split(":::")[2] == SIGNED_IN.body["accessJwt"]
    assert kept["password"] == PASSWORD


@pytest.mark.parametrize(
    "over",
    [
        Answer(400, error("ExpiredToken")),
        Answer(400, error("InvalidToken")),
        Answer(401, error("AuthMissing")),
    ],
)
def test_a_session_that_is_over_leads_to_one_login_and_one_repeat(server, client, over):
    server.answers = [over, SIGNED_IN, POSTED]
    assert client.publish(make_post(), KEY) == RECEIPT
    assert asked(server) == ["putRecord", "createSession", "putRecord"]
    sent = [json.loads(body) for _m, path, _h, body in server.requests if "put" in path]
    assert sent[0] == sent[1]
    assert len(client.account.keep.kept) == 1


def test_a_new_session_that_does_not_work_either_ends_there(server, client):
    over = Answer(400, error("ExpiredToken"))
    server.answers = [over, SIGNED_IN, over]
    with pytest.raises(CredentialsError):
        client.publish(make_post(), KEY)
    assert asked(server) == ["putRecord", "createSession", "putRecord"]


def test_a_first_login_that_does_not_help_is_not_repeated(server, client):
    del client.account.credentials["session"]
    server.answers = [SIGNED_IN, Answer(400, error("InvalidToken"))]
    with pytest.raises(CredentialsError):
        client.check()
    assert asked(server) == ["createSession", "getSession"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(401, error("AuthenticationRequired")), CredentialsError),
        (Answer(401, error("AuthFactorTokenRequired")), CredentialsError),
        (Answer(400, error("InvalidRequest")), CredentialsError),
        (Answer(401, error("AccountTakedown")), HumanError),
        (Answer(429, error("RateLimitExceeded")), TemporaryError),
        (Answer(500, HTML), TemporaryError),
        (Answer(200, HTML), TemporaryError),
        (Answer(200, {"did": DID}), TemporaryError),
    ],
)
def test_a_login_that_fails_has_posted_nothing(server, client, answer, expected):
    del client.account.credentials["session"]
    server.answers = [answer]
    with pytest.raises(expected) as raised:
        client.publish(make_post(), KEY)
    assert type(raised.value) is expected
    assert asked(server) == ["createSession"]


def test_a_renewal_that_fails_has_posted_nothing(server, client):
    client.account.credentials["session"] = session(server, "old", seconds=600)
    server.answers = [Answer(500, HTML)]
    with pytest.raises(TemporaryError):
        client.publish(make_post(), KEY)
    assert asked(server) == ["refreshSession"]


def test_an_identifier_may_be_written_with_its_sign(server, client):
    del client.account.credentials["session"]
    client.account.credentials["identifier"] = " @stadt.test "
    server.answers = [SIGNED_IN, POSTED]
    client.publish(make_post(), KEY)
    assert json.loads(server.requests[0][3])["identifier"] == "stadt.test"


def test_an_account_on_loopback_is_never_followed_out_of_it(server, client):
    del client.account.credentials["session"]
    service = {
        "id": "#atproto_pds",
        "type": "AtprotoPersonalDataServer",
        "serviceEndpoint": "https://pds.example.org",
    }
    body = SIGNED_IN.body | {"didDoc": {"id": DID, "service": [service]}}
    server.answers = [Answer(200, body)]
    with pytest.raises(CredentialsError, match=r"https://pds\.example\.org"):
        client.publish(make_post(), KEY)
    assert asked(server) == ["createSession"]


def test_a_session_kept_of_another_place_is_not_used(server, client):
    kept = session(server).replace(server.address, "https://pds.example.org")
    client.account.credentials["session"] = kept
    server.answers = [SIGNED_IN, POSTED]
    client.publish(make_post(), KEY)
    assert asked(server) == ["createSession", "putRecord"]


def test_a_deactivated_account_is_told_at_the_check(server, client):
    body = {"did": DID, "handle": "stadt.test", "active": False, "status": "takendown"}
    server.answers = [Answer(200, body)]
    with pytest.raises(HumanError, match="takendown"):
        client.check()
