"""A person in the browser on both sides: our admin, and the network's own pages."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.editor import values_in

TIMEOUT = 10


def connect(client, way, **fields):
    """Fill in our form for a way, as an editor does; our answer."""
    return client.post(reverse("channels:connect", args=[way]), fields)


def link_away(answer) -> str:
    """The ordinary link to the network on the page that we answered with."""
    assert answer.status_code == 200, answer.content.decode()[:3000]
    page = BeautifulSoup(answer.content, "html.parser")
    links = [link["href"] for link in page.select('main a[rel="noreferrer"], a.button')]
    away = [link for link in links if re.search(r"/oauth|/dialog", link)]
    assert away, errors_in(answer)
    return away[0]


def allow(link: str, **changes) -> str:
    """Sign in at the network and press "Erlauben"; where it sends the browser.

    `changes` are what is set in its form otherwise than it stands.
    """
    browser = requests.Session()
    page = browser.get(link, timeout=TIMEOUT)
    page.raise_for_status()
    form = BeautifulSoup(page.content, "html.parser").select_one("form")
    answer = browser.post(
        urljoin(page.url, form.get("action")),
        data=values_in(form) | {"decision": "allow"} | changes,
        timeout=TIMEOUT,
        allow_redirects=False,
    )
    assert answer.is_redirect, answer.text
    return answer.headers["Location"]


def come_back(client, address: str):
    """The browser follows the network's redirect to us, and ours after that."""
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}", follow=True)


def errors_in(answer) -> str:
    page = BeautifulSoup(answer.content, "html.parser")
    found = page.select(".error-message, .messages, .help-critical, .help-warning")
    return " ".join(text.get_text(" ", strip=True) for text in found)


def query_of(address: str) -> dict[str, str]:
    return {
        name: values[0] for name, values in parse_qs(urlsplit(address).query).items()
    }
