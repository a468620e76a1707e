"""The real server with two processes, and a change that comes from a third."""

import socket
import time

import pytest
import requests

from tests.chaos.stand import Stand, until

PUBLISH = """
from tests.factories import draft
page = draft(title="Bombe gefunden", slug="bombe")
page.save_revision().publish()
"""
RENAME = """
from newsroom.models import ArticlePage
page = ArticlePage.objects.get(slug="bombe")
page.title = "Bombe entschärft"
page.save_revision().publish()
"""


@pytest.fixture(scope="module")
def stand(tmp_path_factory):
    stand = Stand.build(tmp_path_factory.mktemp("stand") / "tree", {})
    stand.shell(PUBLISH)
    site = stand.site()
    site[site.index("--processes") + 1] = "2"
    with stand.running(*site, log="site"):
        assert until(lambda: _answers(stand))
        yield stand


def test_a_change_is_seen_within_a_second_by_every_process(stand):
    address = f"{stand.url}/newsroom/bombe/"
    for _ in range(20):  # each a connection of its own, so of either process
        assert "Bombe gefunden" in requests.get(address, timeout=30).text
    stand.shell(RENAME)
    time.sleep(1)
    for _ in range(20):
        assert "Bombe entschärft" in requests.get(address, timeout=30).text
    assert list((stand.folder / "var" / "pages").glob("page-*"))


def test_whatever_a_request_says_of_itself_others_see_the_same(stand):
    address = f"{stand.url}/newsroom/"
    before = requests.get(address, timeout=30).text
    evil = f"GET http://evil.example/newsroom/?a=1 HTTP/1.1\r\nHost: 127.0.0.1:{stand.port}\r\n"
    for request in (
        evil,
        "GET /newsroom/ HTTP/1.1\r\nHost: evil.example\r\n",
        f"GET /%6eewsroom/ HTTP/1.1\r\nHost: 127.0.0.1:{stand.port}\r\nX-Forwarded-Host: evil.example\r\n",
    ):
        with socket.create_connection(("127.0.0.1", stand.port), 30) as wire:
            wire.sendall((request + "Connection: close\r\n\r\n").encode())
            while wire.recv(65_536):
                pass
    assert requests.get(address, timeout=30).text == before
    assert "evil" not in before


def _answers(stand: Stand) -> bool:
    try:
        return requests.get(f"{stand.url}/newsroom/", timeout=30).ok
    except requests.ConnectionError:
        return False
