"""Public pages, answered in front of Django while nothing has changed.

A reader without a session is answered from what was rendered once for everybody. Every
change that readers could see raises a number (`visible_changes.py`), and a page of an
older number is rendered anew, once: for half a second behind the readers' backs, after
that by one of those who wait for it. What a page is rendered from is made here from its
key alone: no header, cookie or parameter of one reader gets into what others are shown.
"""

import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from .kept_pages import KeptPage, KeptPages
from .page_answers import answer, for_nobody_else, packed
from .page_clock import NextMoment
from .page_number import Follower, Number, listen, shared_number

logger = logging.getLogger(__name__)

# Seconds. With those of its parts (settings.CACHES) a minute, which bounds what is said
# by no change: the news of the last two days.
LIFE = 55.0
GRACE = 0.5  # seconds after a change in which the old page is shown, not waited for
SETTLING = 0.1  # seconds: one publication makes several changes, and one new page
AGAIN = 5.0  # seconds until a page whose rendering fails is tried again
TRIES = 2  # renders, if something changes meanwhile: none mixes old and new
LONGEST = 512  # characters of a path; of the parameters four times as many
# Never kept: for one person, by what was typed, or files that others have.
CLOSED = re.compile(
    r"/(en/)?(admin|suche|health|static|media|dokumente|barriere-melden|_util"
    r"|\.well-known)(/|$)"
)
# But for what comes with an article, and everybody who shares it asks for at once.
PICTURES = ("/media/share/", "/media/images/")
LISTED = re.compile(r"(seite|page)=[1-9]\d{0,3}")  # a page of a listing, of a feed
NAMES = ("seite", "page")
# An article that is gone is asked for as often as one that is there.
KEPT = ("200", "301", "302", "404", "410")
HOP_BY_HOP = {"connection", "content-length", "transfer-encoding"}
# What a rendering may know of the question; the rest is the same for everybody.
PASSED_ON = re.compile(r"(wsgi\.(?!file_wrapper|input)|SERVER_).*")


@dataclass(frozen=True)
class Question:
    """Which page is asked for."""

    path: str
    listed: str  # "seite=2", or nothing
    altered: bool  # parameters were left out that no page knows

    @property
    def key(self) -> str:
        return f"{self.path}?{self.listed}"


class PageCache:
    """A WSGI application around Django's."""

    def __init__(self, site, folder: Path):
        self._site = site
        self._kept = KeptPages(folder)
        self._clock = NextMoment()
        self._behind = ThreadPoolExecutor(1, "page renewal")
        self._renewing: set[str] = set()
        self._public = urlsplit(settings.PUBLIC_URL)
        self._session = settings.SESSION_COOKIE_NAME
        self._follower = _follower(folder)

    def __call__(self, environ: dict, start_response):
        question = self._question(environ)
        if question is None:
            return self._site(environ, start_response)
        number, asked = self._follower.number(), question.key
        page = self._kept.in_memory(asked, number)
        if page is None and (page := self._still_good(asked, number)):
            self._renew(question, environ)
            if page.number.changes != number.changes:
                start_response = for_nobody_else(start_response)
        page = page or self._fetched(question, self._asked_for_all(question, environ))
        if not page.status or (question.altered and page.status[:3] != "200"):
            return self._site(environ, start_response)
        return answer(page, environ, start_response)

    def _still_good(self, key: str, number: Number) -> KeptPage | None:
        """Nothing has happened since but new links, or it has only just happened."""
        page = self._kept.of_any_number(key)
        if page is None or page.number.changes == number.changes:
            return page
        return page if self._follower.old_for(page.number) < GRACE else None

    def _question(self, environ: dict) -> Question | None:
        """None if Django has to answer for itself."""
        if not (self._follower and self._is_plain(environ)):
            return None
        path = environ.get("PATH_INFO", "")
        if CLOSED.match(path) and not path.startswith(PICTURES):
            return None
        if not path.startswith("/") or "//" in path or len(path) > LONGEST:
            return None
        return _asked(path, environ.get("QUERY_STRING", ""))

    def _is_plain(self, environ: dict) -> bool:
        """A stranger's question to the public address of the site."""
        return (
            environ["REQUEST_METHOD"] in ("GET", "HEAD")
            and environ.get("HTTP_HOST", "").lower() == self._public.netloc.lower()
            and _scheme(environ) == self._public.scheme
            and not environ.get("SCRIPT_NAME")
            and "HTTP_IF_MATCH" not in environ
            and "HTTP_IF_UNMODIFIED_SINCE" not in environ
            and self._session not in environ.get("HTTP_COOKIE", "")
        )

    def _renew(self, question: Question, environ: dict) -> None:
        """Behind the readers' backs."""
        if question.key not in self._renewing:
            self._renewing.add(question.key)
            asked = self._asked_for_all(question, environ)
            self._behind.submit(self._renewed, question, asked)

    def _renewed(self, question: Question, environ: dict) -> None:
        try:
            time.sleep(SETTLING)
            self._fetched(question, environ)
        except Exception:
            logger.exception("A page could not be renewed: %s", question.key)
        finally:
            self._renewing.discard(question.key)

    def _fetched(self, question: Question, environ: dict) -> KeptPage:
        """Rendered by one of those who wait for it."""
        with self._kept.alone(question.key):
            number = self._follower.number_now()
            if page := self._kept.found(question.key, number):
                return page
            for _ in range(TRIES):
                number = self._follower.number_now()
                page = self._rendered(question, number, environ)
                if self._follower.number_now().changes == number.changes:
                    break
            return self._judged(question, page)

    def _judged(self, question: Question, page: KeptPage) -> KeptPage:
        """Keeps what may be kept; an error is answered by the last good page.

        Without a status: each reader has an answer of her own, which Django gives.
        """
        if page.status[0] == "5":
            last = self._kept.last_known(question.key, page.number)
            if not (last and last.status):
                return page
            page = replace(last, until=time.time() + AGAIN, ready={})
        elif not _is_for_everybody(page):
            page = replace(page, status="", headers=[], body=b"")
        elif _may_be_kept(question, page):
            page.gzip = packed(page.body)
        else:
            return page
        self._kept.keep(question.key, page, in_file=not _is_picture(question))
        return page

    def _rendered(self, question: Question, number: Number, environ) -> KeptPage:
        began = time.time()
        told = []

        def start_response(status, headers, exc_info=None):
            told[:] = [status, headers]

        answered = self._site(environ, start_response)
        try:
            body = b"".join(answered)
        finally:
            if hasattr(answered, "close"):
                answered.close()
        status, headers = told
        kept = [each for each in headers if each[0].lower() not in HOP_BY_HOP]
        until = min(began + LIFE, self._clock.after(began, number))
        return KeptPage(number, until, status, kept, body)

    def _asked_for_all(self, question: Question, environ: dict) -> dict:
        passed = {name: environ[name] for name in environ if PASSED_ON.match(name)}
        return passed | {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": question.path,
            "QUERY_STRING": question.listed,
            "HTTP_HOST": self._public.netloc,
            "HTTP_X_FORWARDED_PROTO": self._public.scheme,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": BytesIO(),
        }


def _follower(folder: Path) -> Follower | None:
    """None if the number cannot be shared: then nothing is kept."""
    try:
        shared = shared_number(folder)
    except OSError as error:
        logger.error("No page is kept: %s", error)
        return None
    shared.changed(0)  # a new start may be of a new program
    listen(shared)
    return Follower(shared)


def _scheme(environ: dict) -> str:
    return environ.get("HTTP_X_FORWARDED_PROTO") or environ["wsgi.url_scheme"]


def _asked(path: str, parameters: str) -> Question | None:
    """Parameters that no page knows are left out: networks add such to every link."""
    if not parameters:
        return Question(path, "", altered=False)
    if len(parameters) > 4 * LONGEST:
        return None
    named = [(part, part.partition("=")[0]) for part in parameters.split("&")]
    if any("%" in name or "+" in name for _, name in named):
        return None
    known = [part for part, name in named if name in NAMES]
    if len(known) > 1 or not all(map(LISTED.fullmatch, known)):
        return None
    return Question(path, "".join(known), altered=len(named) > len(known))


def _may_be_kept(question: Question, page: KeptPage) -> bool:
    """A picture that is not there will be drawn, and the database does not tell."""
    return page.status[:3] in (["200"] if _is_picture(question) else KEPT)


def _is_picture(question: Question) -> bool:
    return question.path.startswith(PICTURES)


def _is_for_everybody(page: KeptPage) -> bool:
    """By its own headers."""
    named = {name.lower(): value.lower() for name, value in page.headers}
    control = named.get("cache-control", "")
    return (
        "set-cookie" not in named
        and "content-encoding" not in named
        and named.get("vary", "accept-encoding") == "accept-encoding"
        and "max-age" in control
        and "private" not in control
        and "no-store" not in control
    )
