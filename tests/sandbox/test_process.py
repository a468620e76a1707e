"""The sandbox as a program: it starts, ends, and remembers."""

import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress

import pytest
import requests

from syndication.sandbox.server import open_server
from tests.sandbox_server import ROOT, Sandbox, start_sandbox, stop_sandbox


def test_it_remembers_accounts_and_posts_after_a_restart(tmp_path):
    process, url = start_sandbox("--port", "0", "--data", str(tmp_path))
    made = Sandbox(url).create_account("mastodon", "dortmund")
    headers = {"Authorization": f"Bearer {made['credentials']['access_token']}"}
    form = {"status": "Bleibt"}
    requests.post(f"{url}/mastodon/api/v1/statuses", form, headers=headers, timeout=5)
    assert stop_sandbox(process) == 0

    process, url = start_sandbox("--port", "0", "--data", str(tmp_path))
    again = Sandbox(url)
    assert [post["text"] for post in again.posts("mastodon")] == ["Bleibt"]
    assert again.posts("mastodon")[0]["url"].startswith(url)
    kept = again.create_account("mastodon", "dortmund", if_exists="return")
    assert kept["credentials"] == made["credentials"]
    assert stop_sandbox(process) == 0


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_at_once_even_while_a_request_is_held(ending):
    process, url = start_sandbox("--port", "0")
    Sandbox(url).fault("mastodon", "slow", seconds=60)
    held = threading.Thread(
        target=_ask_quietly, args=(f"{url}/mastodon/api/v1/instance",)
    )
    held.start()
    time.sleep(0.3)
    begun = time.monotonic()
    process.send_signal(ending)
    assert process.wait(timeout=5) == 0
    assert time.monotonic() - begun < 2
    process.stdout.close()
    held.join()


def _ask_quietly(url: str) -> None:
    with suppress(requests.ConnectionError):
        requests.get(url, timeout=10)


def test_a_taken_port_is_told_in_one_sentence(sandbox):
    port = sandbox.url.rpartition(":")[2]
    command = [sys.executable, "-m", "syndication.sandbox", "--port", port]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=20
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert (
        ended.stderr
        == f"Port {port} ist belegt: Ein anderes Programm benutzt ihn schon.\n"
    )


def test_it_listens_on_loopback_names_only(sandbox):
    answer = requests.get(
        f"{sandbox}/posts.json", headers={"Host": "example.org"}, timeout=5
    )
    assert answer.status_code == 400


def test_a_connection_that_has_been_closed_keeps_nobody_from_ending(tmp_path):
    server = open_server(0, tmp_path)
    ours, theirs = socket.socketpair()
    with server, closing(server.app), closing(theirs):
        ours.close()
        server.shutdown_request(ours)
