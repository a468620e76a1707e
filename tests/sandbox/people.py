"""A person who signs in on the sandbox, with plain requests for a browser."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from bs4 import BeautifulSoup


@dataclass(frozen=True)
class Led:
    """Where the person is led: an address of the program, and what it is told."""

    url: str
    told: dict[str, str]


class Person:
    """At a sign-in page of the sandbox, `url` with `question` in its address."""

    def __init__(self, url: str, **question: Any):
        self.url = requests.Request("GET", url, params=question).prepare().url

    def look(self) -> BeautifulSoup:
        answer = requests.get(self.url, timeout=5)
        return BeautifulSoup(answer.text, "html.parser")

    def allow(self, *accounts: str, without: tuple[str, ...] = (), **more: str) -> Led:
        """Press "Erlauben", for these accounts, and without some of the scopes."""
        boxes = self.look().select("[name=scope]")
        scopes = [box["value"] for box in boxes if box["value"] not in without]
        return self.press(decision="allow", account=accounts, scope=scopes, **more)

    def deny(self) -> Led:
        return self.press(decision="deny")

    def press(self, **form: Any) -> Led:
        answer = requests.post(self.url, form, timeout=5, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        address = urlsplit(answer.headers["Location"])
        told = {name: value for name, (value,) in parse_qs(address.query).items()}
        return Led(answer.headers["Location"], told)
