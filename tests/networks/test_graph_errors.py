"""Every error code of Meta's APIs has one meaning for us."""

import pytest

from syndication.networks.base import (
    CredentialsError,
    HumanError,
    RejectedError,
    TemporaryError,
    UncertainError,
)
from syndication.networks.graph_errors import Refusal, error_for

MEANINGS = [
    # (code, subcode), before anything is public, and at the call that posts
    ([(1, 0), (2, 0), (-1, 2207001), (-1, 2207032), (-1, 2207053)], TemporaryError, UncertainError),
    ([(0, 1363047), (0, 1609010)], TemporaryError, UncertainError),
    ([(-2, 2207003), (-2, 2207020), (9004, 2207052), (0, 2207082)], TemporaryError, TemporaryError),
    ([(24, 2207006), (24, 2207008), (24, 4279009), (24, 0)], TemporaryError, TemporaryError),
    ([(9007, 2207027), (0, 4279004), (0, 1609005)], TemporaryError, TemporaryError),
    ([(4, 0), (9, 2207042), (17, 0), (32, 0), (341, 0), (613, 1996)], TemporaryError, TemporaryError),
    ([(80001, 0), (80002, 0), (80006, 0), (368, 1390008)], TemporaryError, TemporaryError),
    ([(10, 0), (102, 0), (104, 0), (200, 0), (283, 0), (299, 0)], CredentialsError, CredentialsError),
    ([(190, sub) for sub in (0, 458, 460, 463, 467, 490, 492)], CredentialsError, CredentialsError),
    ([(190, 459), (190, 464), (25, 2207050), (0, 4279013)], HumanError, HumanError),
    ([(368, 0), (368, 4854002), (368, 1404006), (0, 1404112), (0, 1404078)], HumanError, HumanError),
    ([(3, 0), (2635, 0), (190, 493)], HumanError, HumanError),
    ([(100, 0), (100, 33), (100, 2207023), (100, 2207028), (100, 2207040)], RejectedError, RejectedError),
    ([(352, 2207026), (36000, 2207004), (36001, 2207005), (36003, 2207009)], RejectedError, RejectedError),
    ([(36004, 2207010), (36000, 0), (36004, 0), (0, 2207081), (0, 2207085)], RejectedError, RejectedError),
    ([(0, 1346003), (368, 1404102), (0, 2061006), (0, 1349125), (0, 2069019)], RejectedError, RejectedError),
    ([(0, 1366046), (0, 1609008)], RejectedError, RejectedError),
    ([(506, 0), (368, 1404082), (4, 2207051), (0, 1366051), (20, 1772107)], TemporaryError, UncertainError),
]  # fmt: skip


def refusal(code=0, subcode=0, status=400, **told) -> Refusal:
    told = {"message": "Nein", "code": code, "error_subcode": subcode, **told}
    return Refusal.of(status, told)


@pytest.mark.parametrize(
    ("told", "asking", "posting"),
    [(pair, asking, posting) for pairs, asking, posting in MEANINGS for pair in pairs],
)
@pytest.mark.parametrize("status", [400, 403, 500])
def test_a_code_has_its_meaning_whatever_the_status(told, asking, posting, status):
    assert type(error_for(refusal(*told, status), "Facebook", False)) is asking
    assert type(error_for(refusal(*told, status), "Facebook", True)) is posting


@pytest.mark.parametrize(
    ("status", "transient", "asking", "posting"),
    [
        (400, False, RejectedError, RejectedError),
        (400, True, TemporaryError, UncertainError),
        (401, False, CredentialsError, CredentialsError),
        (429, False, TemporaryError, TemporaryError),
        (500, False, TemporaryError, UncertainError),
        (503, True, TemporaryError, UncertainError),
    ],
)
def test_a_code_that_nobody_knows_is_sorted_by_what_else_is_told(
    status, transient, asking, posting
):
    unknown = refusal(987654, status=status, is_transient=transient)
    assert type(error_for(unknown, "Facebook", False)) is asking
    assert type(error_for(unknown, "Facebook", True)) is posting


@pytest.mark.parametrize(
    ("told", "headers_say", "wait"),
    [
        ((4, 0), 0, 600),
        ((80001, 0), 300, 300),
        ((9, 2207042), 0, 3_600),
        ((368, 1390008), 0, 6 * 3_600),
        ((613, 1996), 0, 3_600),
    ],
)
def test_a_limit_comes_with_a_wait(told, headers_say, wait):
    error = error_for(refusal(*told), "Instagram", True, headers_say)
    assert error.retry_after == wait


def test_an_error_keeps_its_code_and_the_networks_words():
    error = error_for(refusal(190, 463, message="Session has expired"), "Threads", True)
    assert error.code == "190/463"
    assert "„Session has expired“" in str(error)
    assert refusal(506).name == "506"


@pytest.mark.parametrize("odd", [{}, {"code": None}, {"code": "x", "message": None}])
def test_an_error_that_tells_nothing_is_rejected_with_its_status(odd):
    error = error_for(Refusal.of(400, odd), "Facebook", True)
    assert type(error) is RejectedError
    assert "400" in str(error)


def test_words_meant_for_people_are_preferred():
    told = refusal(100, message="(#100) Param", error_user_msg="Bitte kürzer.")
    assert "Bitte kürzer." in str(error_for(told, "Facebook", True))
