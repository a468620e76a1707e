"""Sign-in on Mastodon as a program and a person go through it."""

import hashlib
from base64 import urlsafe_b64encode

import pytest
import requests

from .people import Person

BACK = "http://127.0.0.1:9/zurueck?kanal=1"
SCOPES = "write:statuses write:media read:statuses profile"
VERIFIER = "v" * 64
CHALLENGE = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())


class Program:
    """A program that has registered itself on the sandbox's Mastodon."""

    def __init__(self, sandbox, **more):
        self.server = f"{sandbox}/mastodon"
        self.app = self.register(**more).json()
        self.keys = {name: self.app[name] for name in ("client_id", "client_secret")}

    def register(self, **more):
        wanted = {"client_name": "Stadt", "redirect_uris": BACK, "scopes": SCOPES}
        return self.post("/api/v1/apps", **{**wanted, **more})

    def post(self, path, **form):
        return requests.post(self.server + path, form, timeout=5)

    def person(self, **more):
        question = {
            "client_id": self.app["client_id"],
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": SCOPES,
            "state": "zustand",
            "code_challenge": CHALLENGE.decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return Person(f"{self.server}/oauth/authorize", **{**question, **more})

    def token(self, code, **more):
        grant = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
        }
        return self.post("/oauth/token", **{**self.keys, **grant, **more})

    def me(self, token):
        return requests.get(
            f"{self.server}/api/v1/accounts/verify_credentials",
            headers={"Authorization": f"Bearer {token}"},
            timeout=5,
        )


@pytest.fixture
def program(sandbox):
    return Program(sandbox)


@pytest.fixture
def name(sandbox):
    return sandbox.create_account("mastodon")["account"]


def test_a_person_lets_a_program_use_an_account(program, name):
    led = program.person().allow(name)
    assert led.url.startswith(f"{BACK}&code=")
    assert led.told["state"] == "zustand"
    answer = program.token(led.told["code"]).json()
    assert answer["scope"] == SCOPES
    assert program.me(answer["access_token"]).json()["username"] == name


def test_the_same_account_gets_the_same_token_again(program, name):
    tokens = {
        program.token(program.person().allow(name).told["code"]).json()["access_token"]
        for _ in range(2)
    }
    assert len(tokens) == 1


def test_the_page_asks_in_german_and_names_program_and_scopes(program, name):
    page = program.person().look()
    assert "„Stadt“ möchte auf Mastodon zugreifen" in page.h1.text
    assert [button.text for button in page.find_all("button")] == [
        "Erlauben",
        "Ablehnen",
    ]
    assert {box["value"] for box in page.select("[name=scope]")} == set(SCOPES.split())
    assert page.find("input", value=name)


def test_the_page_allows_the_way_back_and_no_other(program):
    policy = requests.get(program.person().url, timeout=5).headers
    assert policy["Content-Security-Policy"].endswith(
        "form-action 'self' http://127.0.0.1:9"
    )


def test_a_person_can_refuse(program):
    told = program.person().deny().told
    assert told == {"kanal": "1", "error": "access_denied", "state": "zustand"}


def test_a_person_can_leave_out_a_scope(program, name):
    led = program.person().allow(name, without=("write:media",))
    assert "write:media" not in program.token(led.told["code"]).json()["scope"]


def test_a_person_can_make_an_account_on_the_way(sandbox, program):
    led = program.person().allow(new_account="Sechstes_Konto")
    token = program.token(led.told["code"]).json()["access_token"]
    assert program.me(token).json()["username"] == "sechstes_konto"
    again = requests.post(
        program.person().url,
        {"decision": "allow", "new_account": "Sechstes_Konto"},
        timeout=5,
    )
    assert (again.status_code, "gibt es schon" in again.text) == (400, True)


@pytest.mark.parametrize(
    "more",
    [
        {"code_verifier": "falsch"},
        {"redirect_uri": "http://127.0.0.1:9/anders"},
        {"code": "falsch"},
    ],
)
def test_a_code_needs_verifier_and_address(program, name, more):
    code = program.person().allow(name).told["code"]
    answer = program.token(code, **more) if "code" not in more else program.token("x")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_code_works_once_and_for_its_own_program(sandbox, program, name):
    code = program.person().allow(name).told["code"]
    other = Program(sandbox)
    assert other.token(code).json()["error"] == "invalid_grant"
    code = program.person().allow(name).told["code"]
    assert program.token(code).ok
    assert program.token(code).json()["error"] == "invalid_grant"


def test_a_wrong_secret_is_no_program(program):
    answer = program.token("x", client_secret="falsch")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"scope": "write"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_code_challenge_method"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_a_wrong_question_leads_back_at_once(program, more, error):
    answer = requests.get(program.person(**more).url, timeout=5, allow_redirects=False)
    assert answer.status_code == 302
    assert f"error={error}" in answer.headers["Location"]


@pytest.mark.parametrize(
    "more", [{"client_id": "x"}, {"redirect_uri": "http://127.0.0.1:9/"}]
)
def test_nobody_is_led_to_an_address_that_is_not_registered(program, more):
    answer = requests.get(program.person(**more).url, timeout=5)
    assert answer.status_code == 400
    assert "nicht möglich" in answer.text


def test_a_program_gives_its_token_back(sandbox, program, name):
    code = program.person().allow(name).told["code"]
    token = program.token(code).json()["access_token"]
    other = Program(sandbox)
    assert other.post("/oauth/revoke", **other.keys, token=token).status_code == 403
    assert program.post("/oauth/revoke", **program.keys, token=token).ok
    assert program.me(token).json()["error"] == "The access token was revoked"
    assert program.post("/oauth/revoke", **program.keys, token="unbekannt").ok


def test_the_server_tells_where_its_sign_in_is(program):
    url = f"{program.server}/.well-known/oauth-authorization-server"
    told = requests.get(url, timeout=5).json()
    assert told["authorization_endpoint"] == f"{program.server}/oauth/authorize"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert set(SCOPES.split()) <= set(told["scopes_supported"])


@pytest.mark.parametrize(
    "more", [{"client_name": " "}, {"redirect_uris": ""}, {"redirect_uris": "x:y"}]
)
def test_a_registration_needs_name_and_address(program, more):
    answer = program.register(**more)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Validation failed: ")


def test_the_sixth_registration_is_one_too_many(program):
    statuses = [program.register().status_code for _ in range(5)]
    assert statuses == [200] * 4 + [429]
