"""A connection to one Mastodon server: Mastodon.py with its traps closed.

Every call answers with what was expected of it or raises one of the five errors;
which one is decided by what went over the wire, not by the library's exception.
"""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import mastodon
import requests

from . import outcomes, wire
from .base import Account, NetworkError, on_loopback
from .budgets import Told, told_by

LABEL = "Mastodon"

# Mastodon.py asks the server for its version again and again, without end if it
# does not answer, unless it is told one (halcy/Mastodon.py, issue 450).
ASSUMED_VERSION = "4.6.5"

ALL_REQUESTS = 300

UNFINISHED_MEDIA = "have not finished processing"
NO_USER = "requires an authenticated user"
WRONG_SCOPE = "outside the authorized scopes"
NOT_ALLOWED = "This action is not allowed"


class _Http(requests.Session):
    """Sends each request once, bounded in time, and remembers how it went."""

    def __init__(self, timeout: tuple[float, float], note: Callable):
        super().__init__()
        self.timeout, self.note = timeout, note
        self.answer: requests.Response | None = None
        self.failure: requests.RequestException | None = None

    def request(self, method, url, **kwargs):
        self.answer = self.failure = None
        # A redirected POST would arrive as a GET.
        kwargs |= {"timeout": self.timeout, "allow_redirects": method == "GET"}
        if method == "POST" and url.endswith("/api/v1/statuses"):
            # A name in a headline must not summon an account: composing hides it
            # from the server, which refuses what slipped through.
            kwargs["data"] = {**kwargs["data"], "allowed_mentions[]": ""}
        try:
            self.answer = super().request(method, url, **kwargs)
        except requests.RequestException as failure:
            self.failure = failure
            raise
        self.note(self.answer)
        return self.answer


def is_entity(json: Any) -> bool:
    return isinstance(json, dict) and bool(json.get("id"))


def is_status(json: Any) -> bool:
    """A status or an account: it has a place of its own."""
    return is_entity(json) and bool(json.get("url"))


def is_page(json: Any) -> bool:
    return isinstance(json, list) and all(map(is_entity, json))


class Server:
    """One account's server, to be used as a context manager."""

    def __init__(self, account: Account, timeout: tuple[float, float]):
        self._token = _usable(account.credentials.get("access_token"))
        self._account = account
        self._http = _Http(timeout, self._note_rates)
        self._http.trust_env = not on_loopback(account.server)  # else by a proxy
        self.api = mastodon.Mastodon(
            api_base_url=account.server,
            session=self._http,
            ratelimit_method="throw",
            mastodon_version=ASSUMED_VERSION,
            version_check_mode="created",
            user_agent="cityportal",
            lang="en",  # the server's words are compared below
        )
        # Given to the constructor, it would be looked for as the name of a file.
        self.api.access_token = self._token

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *failure) -> None:
        self._http.close()

    def ask(
        self, call: Callable, *args, shape=is_entity, posting=False, **kwargs
    ) -> Any:
        """What `call` answers, if its JSON has `shape`; raises the five errors.

        `posting` marks the one call that makes something public.
        """
        self._http.answer = self._http.failure = None
        try:
            answer = call(*args, **kwargs)
        except Exception:  # the library stumbles over answers in many ways
            error = self._outcome(posting)
            if error is None:
                raise
            raise error from None  # the library's words may hold the token
        # The library makes an empty list of an object, and None of many things.
        if not shape(self._http.answer.json()):
            raise outcomes.unreadable(LABEL, posting)
        return answer

    def clock_ahead(self) -> timedelta:
        """How far the server's clock was ahead of ours in its last answer."""
        return wire.clock_ahead(self._http.answer)

    def _note_rates(self, answer: requests.Response) -> None:
        ahead = wire.clock_ahead(answer).total_seconds()
        told = told_by(answer.headers, "X-RateLimit", time.time(), ahead)
        if told:
            self._account.note_rates({_budget_of(answer.request, told): told})

    def _outcome(self, posting: bool) -> NetworkError | None:
        if self._http.failure is not None:
            if wire.never_sent(self._http.failure):
                return outcomes.unreachable(LABEL)
            return outcomes.silent(LABEL, posting)
        if self._http.answer is not None:
            return self._refusal(self._http.answer.status_code, posting)
        return None  # nothing was asked: our own mistake

    def _refusal(self, status: int, posting: bool) -> NetworkError:
        words = self._words()
        if status < 300:
            return outcomes.unreadable(LABEL, posting)
        if status < 400:
            return outcomes.moved(LABEL)
        if status == 429:
            return outcomes.throttled(LABEL, self._seconds_to_reset())
        if status >= 500 or status == 408:
            return outcomes.broken(LABEL, status, posting)
        if status == 401 or NO_USER in words or WRONG_SCOPE in words:
            return outcomes.locked_out(LABEL, words or str(status))
        if not words and status != 413:  # a page of something in front of the server
            return outcomes.broken(LABEL, status, posting=False)
        if status == 403 and NOT_ALLOWED not in words:
            return outcomes.person_needed(LABEL, words)
        return _rejection(status, words)

    def _words(self) -> str:
        """What the server itself says was wrong; empty if it was not the server."""
        try:
            said = self._http.answer.json()["error"]
        except (ValueError, KeyError, TypeError):
            return ""
        return str(said).replace(self._token, "***")

    def _seconds_to_reset(self) -> float | None:
        if self.api.ratelimit_reset is None:
            return None
        return max(0.0, self.api.ratelimit_reset - time.time())


def _budget_of(request: requests.PreparedRequest, told: Told) -> str:
    """The tightest limit is told, which may be that of all requests."""
    method, path = request.method, request.path_url
    if method == "POST" and "/media" in path and told.limit != ALL_REQUESTS:
        return "uploads"
    if method == "DELETE" and told.limit != ALL_REQUESTS:
        return "deletions"
    if method in ("POST", "PUT") and "/statuses" in path:
        # As many as of all requests, but the rarer of the two when it comes to an end.
        return "posts"
    return "requests"


def _rejection(status: int, words: str) -> NetworkError:
    if UNFINISHED_MEDIA in words:
        return outcomes.not_yet(LABEL, words, seconds=15)
    return outcomes.rejected(LABEL, words or str(status), code=str(status))


def _usable(token: Any) -> str:
    """The token, if it can stand in a header; raises CredentialsError if not."""
    token = str(token or "").strip()
    if not re.fullmatch(r"[!-~]+", token):
        raise outcomes.unusable(LABEL, "access_token")
    return token
