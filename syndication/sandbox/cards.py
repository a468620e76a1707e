"""Link cards: the sandbox reads a page as Mastodon's server does, in the background."""

import logging
import queue
import threading
import time
from urllib.parse import urljoin

import requests
from urllib3.exceptions import HTTPError

from . import pictures
from .net import on_this_machine
from .page_metadata import read_metadata
from .store import Row, Store

log = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE IF NOT EXISTS card (url TEXT PRIMARY KEY, fetched REAL, card JSON);
"""
AGENT = "Mastodon/4.6.5 (http.rb/5.3.1; +http://127.0.0.1/) Bot"
LIFETIME = 14 * 86_400
MAX_PAGE, MAX_IMAGE, MAX_PIXELS = 1024 * 1024, 8 * 1024 * 1024, 230_400
MAX_REDIRECTS, TIMEOUT, WORKERS = 3, 5, 2


class Cards:
    """Fetches cards one after the other; what fails leaves a post without a card."""

    def __init__(self, store: Store):
        self._store = store
        self._wanted: queue.SimpleQueue[tuple[int, str] | None] = queue.SimpleQueue()
        for _ in range(WORKERS):
            threading.Thread(target=self._work, daemon=True).start()

    def want(self, seq: int, url: str) -> None:
        """Give post number `seq` the card of its link, soon."""
        self._wanted.put((seq, url))

    def close(self) -> None:
        for _ in range(WORKERS):
            self._wanted.put(None)

    def _work(self) -> None:
        while wanted := self._wanted.get():
            try:
                self._give(*wanted)
            except Exception:
                log.exception("No card for %s", wanted[1])

    def _give(self, seq: int, url: str) -> None:
        known = self._store.row("SELECT * FROM card WHERE url = ?", url)
        fresh = known and time.time() - known["fetched"] < LIFETIME
        # A card without an image is fetched again by every post, as on the real server.
        card = known["card"] if fresh and known["card"]["thumb"] else self._fetch(url)
        if card:
            sql = "INSERT OR REPLACE INTO card VALUES (?, ?, ?)"
            self._store.run(sql, url, known["fetched"] if fresh else time.time(), card)
            self._store.update("post", {"seq": seq, "link": url}, card=card)

    def _fetch(self, url: str) -> Row | None:
        found = _get(url, "text/html", MAX_PAGE)
        if found is None:
            return None
        address, page = found
        card = read_metadata(page)
        image, alt = card.pop("image"), card.pop("image_alt")
        if not card["title"]:
            return None
        thumb = self._thumb(urljoin(address, image), alt) if image else None
        return {"url": url, **card, "thumb": thumb}

    def _thumb(self, url: str, alt: str) -> Row | None:
        found = _get(url, "image/*", MAX_IMAGE)
        redrawn = pictures.redraw(found[1], MAX_PIXELS) if found else None
        if redrawn is None:
            return None
        content, picture = redrawn
        return {
            "alt": alt,
            "width": picture.width,
            "height": picture.height,
            "file": pictures.keep(self._store.media, content, picture.mime),
        }


def _get(url: str, kind: str, limit: int) -> tuple[str, bytes] | None:
    """The final address and at most `limit` bytes of an answer of this kind, or None."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            session.headers.update({"User-Agent": AGENT, "Accept": kind})
            return _follow(session, url, kind, limit)
    except (requests.RequestException, HTTPError) as error:
        log.info("No card for %s: %s", url, type(error).__name__)
        return None


def _follow(
    session: requests.Session, url: str, kind: str, limit: int
) -> tuple[str, bytes] | None:
    """Ask, and follow redirects; whatever they say, only this machine is asked."""
    for _ in range(MAX_REDIRECTS + 1):
        if not on_this_machine(url):
            return None
        with session.get(
            url, timeout=TIMEOUT, stream=True, allow_redirects=False
        ) as answer:
            if not answer.is_redirect:
                return _content(answer, kind, limit)
            url = urljoin(url, answer.headers["Location"])
    return None


def _content(
    answer: requests.Response, kind: str, limit: int
) -> tuple[str, bytes] | None:
    """The body, if there is one of the kind "text/html" or "image/*"."""
    mime = answer.headers.get("Content-Type", "")
    if answer.status_code != 200 or not mime.startswith(kind.removesuffix("*")):
        return None
    return answer.url, answer.raw.read(limit, decode_content=True)
