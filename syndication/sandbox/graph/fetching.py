"""Pictures that the network fetches itself, from a public address."""

from dataclasses import dataclass

import requests
from urllib3.exceptions import HTTPError

from .. import pictures
from ..net import on_this_machine

AGENT = "meta-externalfetcher/1.1"
TIMEOUT = 10
LARGEST = 32 * 1024 * 1024


class NotFetchedError(Exception):
    """No picture came from the address; its text says why."""


@dataclass(frozen=True)
class Fetched:
    content: bytes
    picture: pictures.Picture

    @property
    def ratio(self) -> float:
        return self.picture.width / self.picture.height


def fetch(url: str) -> Fetched:
    """The picture at an address: ASCII, no redirect, an image/* answer.

    Raises NotFetchedError. Only this machine is ever asked.
    """
    if not url.isascii() or not on_this_machine(url):
        raise NotFetchedError(f"The address cannot be used: {url[:200]!a}")
    try:
        content = _download(url)
    except (requests.RequestException, HTTPError, ValueError) as error:
        raise NotFetchedError(type(error).__name__) from None
    return recognised(content)


def recognised(content: bytes) -> Fetched:
    """The picture in these bytes, whole; raises NotFetchedError."""
    picture = pictures.recognise(content)
    if picture is None or pictures.redraw(content, LARGEST * 4) is None:
        raise NotFetchedError("Not a picture")
    return Fetched(content, picture)


def _download(url: str) -> bytes:
    with requests.Session() as session:
        session.trust_env = False
        session.headers["User-Agent"] = AGENT
        with session.get(
            url, timeout=TIMEOUT, stream=True, allow_redirects=False
        ) as answer:
            kind = answer.headers.get("Content-Type", "")
            if answer.status_code != 200 or not kind.startswith("image/"):
                raise NotFetchedError(f"HTTP {answer.status_code}, {kind or 'no type'}")
            return answer.raw.read(LARGEST, decode_content=True)
