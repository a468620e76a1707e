"""The real PDS gives the answers that the sandbox gives: its cases, the other way."""

import os
from itertools import count

import pytest
import requests

from tests.peers.bluesky import peer
from tests.sandbox.cases import Case, check
from tests.sandbox.clients import Repo
from tests.sandbox.embed_cases import EMBED_CASES
from tests.sandbox.post_cases import POST_CASES
from tests.sandbox.server_cases import SERVER_CASES

if os.environ.get("PEERS") != "1":
    pytest.skip("The real PDS needs Node: make test-peers.", allow_module_level=True)
pytestmark = pytest.mark.peer

numbers = count(1)


@pytest.fixture(scope="module")
def pds():
    with peer.running() as address:
        yield address


@pytest.fixture
def repo(pds) -> Repo:
    handle, password = f"antwort{next(numbers)}.test", "only-for-this-test"
    body = {"handle": handle, "email": f"{handle}@example.com", "password": password}
    url = f"{pds}/xrpc/com.atproto.server.createAccount"
    requests.post(url, json=body, timeout=20).raise_for_status()
    return Repo(pds, handle, password)


@pytest.mark.parametrize("case", [*POST_CASES, *EMBED_CASES, *SERVER_CASES], ids=str)
def test_the_real_server_answers_as_the_case_says(repo, case: Case):
    check(case, repo)
