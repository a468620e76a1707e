"""Sign-in on Facebook, Instagram and Threads, and how long its tokens live."""

import time

import pytest
import requests

from tests.sandbox_server import new_name

from .graph_client import Graph, code
from .people import Person

BACK = "http://127.0.0.1:9/zurueck"
DIALOGS = {
    "facebook": "/v26.0/dialog/oauth",
    "instagram": "/oauth/authorize",
    "threads": "/oauth/authorize",
}
SCOPES = {
    "facebook": "pages_show_list,pages_manage_posts",
    "instagram": "instagram_business_basic,instagram_business_content_publish",
    "threads": "threads_basic,threads_content_publish",
}
SHORT = {"instagram": "ig", "threads": "th"}


class Program:
    """A program that is registered with one of Meta's networks."""

    def __init__(self, sandbox, network):
        self.network, self.server = network, f"{sandbox}/{network}"
        wanted = {"network": network, "name": new_name(), "redirect_uris": [BACK]}
        app = requests.post(f"{sandbox}/apps", json=wanted, timeout=5).json()
        self.keys = {name: app[name] for name in ("client_id", "client_secret")}

    def person(self, **more):
        question = {
            "client_id": self.keys["client_id"],
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": SCOPES[self.network],
            "state": "zustand",
        }
        return Person(self.server + DIALOGS[self.network], **{**question, **more})

    def get(self, path, **params):
        return requests.get(self.server + path, params, timeout=5).json()

    def token(self, code, **more):
        """The answer to a code: a token that lives for an hour."""
        form = {**self.keys, "code": code, "redirect_uri": BACK, **more}
        url = f"{self.server}/oauth/access_token"
        return requests.post(url, form, timeout=5).json()

    def long_token(self, token):
        if self.network == "facebook":
            grant = {"grant_type": "fb_exchange_token", "fb_exchange_token": token}
            return self.get("/v26.0/oauth/access_token", **self.keys, **grant)
        grant = {"grant_type": f"{SHORT[self.network]}_exchange_token"}
        secret = {"client_secret": self.keys["client_secret"]}
        return self.get("/access_token", **grant, **secret, access_token=token)

    def refresh(self, token):
        grant = {"grant_type": f"{SHORT[self.network]}_refresh_token"}
        return self.get("/refresh_access_token", **grant, access_token=token)

    def me(self, token):
        version = "v1.0" if self.network == "threads" else "v26.0"
        return self.get(f"/{version}/me", access_token=token)


@pytest.fixture(params=["facebook", "instagram", "threads"])
def program(sandbox, request):
    return Program(sandbox, request.param)


@pytest.fixture(params=["instagram", "threads"])
def renewing(sandbox, request):
    return Program(sandbox, request.param)


@pytest.fixture
def name(sandbox, request):
    fixture = "program" if "program" in request.fixturenames else "renewing"
    network = request.getfixturevalue(fixture).network
    return sandbox.create_account(network)["account"]


def test_a_code_becomes_a_short_and_then_a_long_token(program, name):
    led = program.person().allow(name)
    assert led.told["state"] == "zustand"
    assert led.url.endswith("#_") is (program.network != "facebook")
    short = program.token(led.told["code"])["access_token"]
    long = program.long_token(short)
    assert (long["token_type"], long["expires_in"]) == ("bearer", 5_184_000)
    assert program.me(long["access_token"])["id"] == program.me(short)["id"]


def test_a_code_is_taken_with_what_its_address_ended_in(program, name):
    code = program.person().allow(name).told["code"]
    assert "access_token" in program.token(f"{code}#_")


def test_a_code_works_once_for_its_address_and_program(sandbox, program, name):
    def refused(**answer):
        return "access_token" not in answer

    code = program.person().allow(name).told["code"]
    assert refused(**Program(sandbox, program.network).token(code))
    assert refused(**program.token(code))
    code = program.person().allow(name).told["code"]
    assert refused(**program.token(code, redirect_uri=f"{BACK}/"))
    code = program.person().allow(name).told["code"]
    assert refused(**program.token(code, client_secret="falsch"))
    assert not refused(**program.token(code))
    assert refused(**program.token(code))


def test_a_person_can_refuse(program):
    assert program.person().deny().told == {
        "error": "access_denied",
        "error_reason": "user_denied",
        "error_description": "The user denied your request.",
        "state": "zustand",
    }


def test_a_scope_that_was_left_out_is_missing(program, name):
    left_out = SCOPES[program.network].split(",")[1]
    code = program.person().allow(name, without=(left_out,)).told["code"]
    token = program.token(code)["access_token"]
    asking = f"{program.keys['client_id']}|{program.keys['client_secret']}"
    told = program.get("/debug_token", input_token=token, access_token=asking)["data"]
    assert told["scopes"] == SCOPES[program.network].split(",")[:1]


@pytest.mark.parametrize(
    "more",
    [
        {"client_id": "5"},
        {"redirect_uri": f"{BACK}/"},
        {"scope": "nonsense"},
        {"response_type": "token"},
    ],
)
def test_a_wrong_question_leads_nowhere(program, more):
    answer = requests.get(program.person(**more).url, timeout=5, allow_redirects=False)
    assert answer.status_code == 400
    assert "nicht möglich" in answer.text


def test_a_choice_is_needed(program):
    form = {"decision": "allow", "account": "gibtsnicht"}
    answer = requests.post(program.person().url, form, timeout=5)
    assert (answer.status_code, "Bitte ein Konto" in answer.text) == (400, True)


def test_a_short_token_is_over_after_its_hour(sandbox, program, name):
    sandbox.settings(program.network, short_token_lifetime=0.2)
    token = program.token(program.person().allow(name).told["code"])["access_token"]
    time.sleep(0.3)
    assert code(program.me(token)) == (190, 463)
    assert code(program.long_token(token)) == (190, 463)


def test_a_long_token_is_refreshed_when_it_is_a_day_old(sandbox, renewing, name):
    short = renewing.token(renewing.person().allow(name).told["code"])["access_token"]
    long = renewing.long_token(short)["access_token"]
    assert code(renewing.refresh(long)) == (100, None)
    sandbox.settings(renewing.network, refresh_after=0)
    again = renewing.refresh(long)
    assert again["expires_in"] == 5_184_000
    assert "id" in renewing.me(again["access_token"])
    assert code(renewing.refresh(short)) == (100, None)


def test_lengthening_needs_the_programs_own_secret(renewing, name):
    short = renewing.token(renewing.person().allow(name).told["code"])["access_token"]
    renewing.keys["client_secret"] = "falsch"
    assert code(renewing.long_token(short))[0] == 1


def test_instagram_tells_the_scopes_with_the_token(sandbox):
    program = Program(sandbox, "instagram")
    made = sandbox.create_account("instagram")
    told = program.token(program.person().allow(made["account"]).told["code"])
    assert told["user_id"] == made["credentials"]["user_id"]
    assert told["permissions"] == SCOPES["instagram"].split(",")
    wrong = program.token("falsch")
    assert (wrong["error_type"], wrong["code"]) == ("OAuthException", 400)


class TestFacebook:
    @pytest.fixture
    def facebook(self, sandbox):
        return Program(sandbox, "facebook")

    @pytest.fixture
    def pages(self, sandbox):
        return [sandbox.create_account("facebook")["account"] for _ in range(3)]

    def page_tokens(self, facebook, token):
        answer = facebook.get("/v26.0/me/accounts", access_token=token)
        return [page["access_token"] for page in answer["data"]]

    def test_only_the_chosen_pages_are_listed(self, facebook, pages):
        told = facebook.person().allow(*pages[:2]).told
        token = facebook.token(told["code"])["access_token"]
        fields = "username,tasks"
        answer = facebook.get("/v26.0/me/accounts", access_token=token, fields=fields)
        assert [page["username"] for page in answer["data"]] == pages[:2]
        assert "CREATE_CONTENT" in answer["data"][0]["tasks"]

    def test_a_page_token_lasts_only_if_the_persons_is_long_lived(
        self, facebook, pages
    ):
        asking = f"{facebook.keys['client_id']}|{facebook.keys['client_secret']}"

        def end(token):
            (page,) = self.page_tokens(facebook, token)
            wanted = {"input_token": page, "access_token": asking}
            return facebook.get("/debug_token", **wanted)["data"]["expires_at"]

        told = facebook.person().allow(pages[0]).told
        short = facebook.token(told["code"])["access_token"]
        assert end(short) > 0
        assert end(facebook.long_token(short)["access_token"]) == 0

    def test_a_post_is_changed_by_the_program_that_made_it_alone(
        self, sandbox, facebook
    ):
        own = Graph(sandbox, "facebook")
        post = own.post(f"{own.id}/feed", message="Eigener")["id"]
        told = facebook.person().allow(own.account).told
        token = facebook.token(told["code"])["access_token"]
        (page,) = self.page_tokens(facebook, token)
        answer = own.ask("POST", post, page, data={"message": "Fremd"})
        assert code(answer.json()) == (200, None)
        assert [kept["text"] for kept in own.posts()] == ["Eigener"]

    def test_who_leaves_ends_all_tokens_of_the_program(self, facebook, pages):
        told = facebook.person().allow(pages[0]).told
        token = facebook.token(told["code"])["access_token"]
        (page,) = self.page_tokens(facebook, token)
        url = f"{facebook.server}/v26.0/me/permissions"
        answer = requests.delete(url, params={"access_token": token}, timeout=5)
        assert answer.json() == {"success": True}
        assert code(facebook.me(token)) == (190, 458)
        assert code(facebook.me(page)) == (190, 458)


def test_an_app_is_registered_once_and_gets_new_addresses(sandbox):
    wanted = {"network": "threads", "name": new_name(), "redirect_uris": [BACK]}
    first = requests.post(f"{sandbox}/apps", json=wanted, timeout=5)
    again = requests.post(f"{sandbox}/apps", json=wanted, timeout=5)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    refused = requests.post(f"{sandbox}/apps", json={"network": "threads"}, timeout=5)
    assert refused.status_code == 400
