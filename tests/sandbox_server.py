"""The sandbox as a process of its own, and small readers for tests.

A test asks for the fixture `sandbox`; it runs on a free port for the whole session,
and each test finds it without faults and with normal settings.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).resolve().parent.parent
NETWORKS = ("mastodon", "bluesky", "facebook", "instagram", "threads")
_numbers = count(1)


def new_name() -> str:
    return f"stadt{next(_numbers)}"


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox at the base address `url`."""

    url: str

    def __str__(self) -> str:
        return self.url

    def create_account(
        self, network: str, name: str = "", **more: Any
    ) -> dict[str, Any]:
        """A new account: {"network", "account", "server", "credentials"}.

        Without a name it gets one that no other test has.
        """
        name = name or new_name()
        wanted = {"network": network, "name": name, **more}
        return self._answer("POST", "/accounts", json=wanted)

    def revoke(self, network: str, account: str) -> None:
        """Revoke the account's credentials for good."""
        self._answer("POST", f"/accounts/{network}/{account}/revoke")

    def posts(self, network: str, account: str = "") -> list[dict[str, Any]]:
        """All posts ever made there, oldest first; deleted ones are marked."""
        every = self._answer("GET", "/posts.json")["posts"]
        return [
            post
            for post in every
            if post["network"] == network and account in ("", post["account"])
        ]

    def react(self, network: str, post: str, kind: str, number: int = 1) -> None:
        """So many people answer ("reply"), favour ("favourite") or "share" a post."""
        wanted = {"network": network, "post": post, "kind": kind, "number": number}
        self._answer("POST", "/reactions", json=wanted)

    def requests(self, network: str, since: int = 0) -> list[dict[str, Any]]:
        """The log: {"number", "time", "network", "method", "path", "status", "fault"}."""
        log = self._answer("GET", "/requests.json", params={"since": since})["requests"]
        return [request for request in log if request["network"] == network]

    def last_request(self) -> int:
        """The number of the latest request, for `requests(since=...)`."""
        log = self._answer("GET", "/requests.json")["requests"]
        return log[-1]["number"] if log else 0

    def fault(self, network: str, fault: str, **more: Any) -> dict[str, Any]:
        """Order a fault: method, path, count, status, body, message, seconds."""
        wanted = {"network": network, "fault": fault, **more}
        return self._answer("POST", "/faults", json=wanted)

    def settings(self, network: str, **changes: Any) -> dict[str, Any]:
        """Switch settings of a network; the next test finds the normal ones."""
        return self._answer("POST", f"/{network}/settings", json=changes)

    def reset(self) -> None:
        """No faults, normal settings, new rate windows; accounts and posts stay."""
        self._answer("DELETE", "/faults")
        for network in NETWORKS:
            self._answer("DELETE", f"/{network}/settings")

    def _answer(self, method: str, path: str, **what: Any) -> Any:
        answer = requests.request(method, self.url + path, timeout=10, **what)
        answer.raise_for_status()
        return answer.json() if answer.content else None


def start_sandbox(*arguments: str) -> tuple[subprocess.Popen, str]:
    """Start `python -m syndication.sandbox` and wait for its line; its base address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "syndication.sandbox", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline()
    return process, line.partition(": ")[2].strip().rstrip("/")


def stop_sandbox(process: subprocess.Popen) -> int:
    """Ask it to end, as Ctrl-C or a supervisor does; its exit code."""
    process.terminate()
    process.stdout.close()
    return process.wait(timeout=5)


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[Sandbox]:
    process, url = start_sandbox("--port", "0")
    yield Sandbox(url)
    stop_sandbox(process)


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Iterator[Sandbox]:
    """The session's sandbox, at rest before and after the test."""
    running_sandbox.reset()
    yield running_sandbox
    running_sandbox.reset()
