"""Sessions: tokens that expire, are renewed, and end."""

import time

import pytest

from syndication.sandbox.bluesky.sessions import token

from .clients import Repo


@pytest.fixture
def repo(sandbox):
    return Repo.create(sandbox)


def errors(answer):
    return answer.status_code, answer.json()["error"], answer.json()["message"]


def access(repo, seconds):
    """An access token of the account that expires in so many seconds."""
    moment = int(time.time())
    claims = {"sub": repo.did, "scope": "com.atproto.appPass", "iat": moment}
    return token("at+jwt", claims | {"exp": moment + seconds})


def test_a_session_tells_who_and_where(repo):
    about = repo.ask("GET", "server.getSession").json()
    assert (about["did"], about["handle"], about["active"]) == (
        repo.did,
        repo.handle,
        True,
    )
    service = repo.session["didDoc"]["service"][0]
    assert (service["id"], service["serviceEndpoint"]) == ("#atproto_pds", repo.server)


@pytest.mark.parametrize("who", ["upper", "did"])
def test_one_signs_in_by_handle_or_did(sandbox, who):
    made = sandbox.create_account("bluesky", f"wer-{who}")
    credentials = made["credentials"]
    first = Repo(made["server"], credentials["identifier"], credentials["password"])
    other = first.did if who == "did" else credentials["identifier"].upper()
    assert Repo(made["server"], other, credentials["password"]).did == first.did


def test_an_expired_token_is_told_apart_from_a_wrong_one(repo):
    ask = ("GET", "server.getSession")
    assert errors(repo.ask(*ask, token=access(repo, -1))) == (
        400,
        "ExpiredToken",
        "Token has expired",
    )
    assert repo.ask(*ask, token=access(repo, 60)).status_code == 200
    forged = access(repo, 60)[:-4] + "AAAA"
    assert errors(repo.ask(*ask, token=forged))[1] == "InvalidToken"
    refresh = repo.session["refreshJwt"]
    assert errors(repo.ask(*ask, token=refresh))[1] == "InvalidToken"


def test_without_a_token_one_is_asked_for_it(repo):
    headers = {"Authorization": ""}
    answer = repo.ask("GET", "server.getSession", headers=headers)
    assert errors(answer) == (401, "AuthMissing", "Authentication Required")


def test_tokens_can_be_made_to_expire_soon(sandbox, repo):
    sandbox.settings("bluesky", access_seconds=0)
    renewed = repo.post(
        "server.refreshSession", token=repo.session["refreshJwt"]
    ).json()
    answer = repo.ask("GET", "server.getSession", token=renewed["accessJwt"])
    assert errors(answer)[1] == "ExpiredToken"


def test_a_used_refresh_token_always_gives_the_same_successor(sandbox, repo):
    old = repo.session["refreshJwt"]
    first = repo.post("server.refreshSession", token=old).json()
    second = repo.post("server.refreshSession", token=old).json()
    assert (
        repo.post("server.deleteSession", token=first["refreshJwt"]).status_code == 200
    )
    dead = repo.post("server.refreshSession", token=second["refreshJwt"])
    assert errors(dead) == (400, "ExpiredToken", "Token has been revoked")


def test_revoking_ends_sessions_but_not_access_tokens_still_valid(sandbox, repo):
    sandbox.revoke("bluesky", repo.handle)
    assert repo.ask("GET", "server.getSession").status_code == 200
    dead = repo.post("server.refreshSession", token=repo.session["refreshJwt"])
    assert errors(dead)[2] == "Token has been revoked"


def test_rate_limits_are_silent_until_switched_on(sandbox, repo):
    def ask():
        return repo.ask("GET", "server.describeServer").headers

    assert "RateLimit-Limit" not in ask()
    sandbox.settings("bluesky", rate_limits=True)
    assert ask()["RateLimit-Policy"] == "3000;w=300"


def test_the_thirty_first_sign_in_is_one_too_many(sandbox, repo):
    sandbox.settings("bluesky", rate_limits=True)
    body = {"identifier": repo.handle, "password": "falsch"}
    answers = [repo.post("server.createSession", body) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [401] * 30 + [429]
    assert errors(answers[-1])[1:] == ("RateLimitExceeded", "Rate Limit Exceeded")
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 301
    assert repo.ask("GET", "server.getSession").status_code == 200
