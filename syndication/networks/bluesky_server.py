"""A connection to an account's PDS: the session, the requests, the errors.

What went wrong is told by status and XRPC error name; the library's exceptions do
not hold: a cut connection and a broken answer escape them.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpcore  # noqa: F401  httpx does with its first client, in each process anew
import httpx
from atproto import Client, Request, Session, SessionEvent
from atproto.exceptions import (
    AtProtocolError,
    LoginRequiredError,
    RateLimitExceededError,
    RequestErrorBase,
)
from atproto_client.models.dot_dict import DotDict
from atproto_server.exceptions import InvalidTokenError
from django.utils.translation import gettext as _

from . import outcomes, wire
from .base import (
    Account,
    CredentialsError,
    NetworkError,
    RejectedError,
    on_loopback,
)
from .bluesky import BUDGETS
from .budgets import told_by

LABEL = "Bluesky"

RESTRICTED = {"AccountTakedown", "AccountSuspended", "AccountDeactivated"}
SESSION_IS_OVER = {"ExpiredToken", "InvalidToken", "AuthMissing"}

# What the library raises, and what escapes it (ValueError: broken JSON).
_TROUBLE = (AtProtocolError, httpx.HTTPError, httpx.InvalidURL, ValueError)
_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.InvalidURL,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class Server:
    """An account's PDS.

    Signs in with the kept session; with identifier and password only if there is
    none or it is over, because an account may do so 300 times a day.
    """

    def __init__(self, account: Account, timeout: tuple[float, float]):
        connect, read = timeout
        self._account = account
        self._session: Session | None = None
        self._signed_in_anew = False
        self._asked = ""
        request = Request(
            timeout=httpx.Timeout(read, connect=connect),
            event_hooks={"request": [self._note], "response": [self._note_rates]},
            trust_env=not on_loopback(account.server),  # else by a proxy
        )
        self._client = Client(account.server, request=request)
        self._client.on_session_change(self._keep)

    def close(self) -> None:
        self._client.request.close()

    @property
    def session(self) -> Session:
        """Who we are here; signs in if need be."""
        if self._session is None:
            self._sign_in()
        return self._session

    def query(
        self, method: str, holds: str, params: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The answer to a question, if it `holds` this field."""
        params = DotDict(params) if params else None
        return self._ask(
            lambda: self._client.invoke_query(method, params=params).content, holds
        )

    def procedure(
        self, method: str, holds: str = "", posting: bool = False, **kwargs
    ) -> dict[str, Any]:
        """The answer to a request that changes something, if it `holds` this field.

        `posting` marks the one that makes something public.
        """
        return self._ask(
            lambda: self._client.invoke_procedure(method, **kwargs).content,
            holds,
            method if posting else "",
        )

    def _ask(self, call: Callable, holds: str, posting: str = "") -> dict[str, Any]:
        """What `call` answers; after one new sign-in, if the session is over."""
        if self._session is None:
            self._sign_in()
        try:
            return self._answer(call, holds, posting)
        except CredentialsError:
            if self._signed_in_anew:
                raise
            self._log_in()
            return self._answer(call, holds, posting)

    def _answer(self, call: Callable, holds: str, posting: str) -> dict[str, Any]:
        content = self._attempt(call, posting)
        empty = isinstance(content, dict) and content.get(holds) in (None, "", {})
        if not isinstance(content, dict) or (holds and empty):
            raise outcomes.unreadable(LABEL, bool(posting))
        return content

    def _attempt(self, call: Callable, posting: str = "") -> Any:
        try:
            return call()
        except _TROUBLE as error:
            # The library may have been renewing the session when it failed.
            out = bool(posting) and self._asked.endswith(posting)
            raise self._outcome(error, out) from None  # may hold a token

    def _note(self, request: httpx.Request) -> None:
        self._asked = request.url.path

    def _note_rates(self, answer: httpx.Response) -> None:
        ahead = wire.clock_ahead(answer).total_seconds()
        told = told_by(answer.headers, "RateLimit", time.time(), ahead)
        known = [one.name for one in BUDGETS if told and one.limit == told.limit]
        if known:
            self._account.note_rates(dict.fromkeys(known, told))

    # --- the session --------------------------------------------------------------
    def _sign_in(self) -> None:
        """Take up the kept session, without a request, or get a new one."""
        kept = self._account.credentials.get("session")
        try:
            self._client.login(session_string=kept, fetch_bsky_profile=False)
        except (ValueError, CredentialsError):  # nothing usable was kept
            self._log_in()

    def _log_in(self) -> None:
        self._signed_in_anew = True
        credentials = self._account.credentials
        identifier = str(credentials.get("identifier") or "").strip().removeprefix("@")
        password = str(credentials.get("password") or "")
        if not (identifier and password):
            raise outcomes.unusable(LABEL, "identifier, password")
        self._client.update_base_url(self._account.server)
        try:
            self._attempt(
                lambda: self._client.login(
                    identifier, password, fetch_bsky_profile=False
                )
            )
        except RejectedError as refused:
            raise CredentialsError(*refused.args) from None

    def _keep(self, event: SessionEvent, session: Session) -> None:
        """The library has a session, from us or from the PDS."""
        if on_loopback(session.pds_endpoint) != on_loopback(self._account.server):
            text = _("Das Konto liegt auf einem anderen Server: %(server)s")
            raise CredentialsError(text % {"server": session.pds_endpoint})
        self._session = session
        if event is not SessionEvent.IMPORT:
            kept = {"session": session.export()}
            self._account.keep({**self._account.credentials, **kept})

    # --- what went wrong ----------------------------------------------------------
    def _outcome(self, error: Exception, posting: bool) -> NetworkError:
        response = getattr(error, "response", None)
        if response is not None:
            return self._refusal(error, response.status_code, posting)
        if isinstance(error, LoginRequiredError | InvalidTokenError):
            return outcomes.locked_out(LABEL, "session")  # the kept one is damaged
        cause = error.__cause__ if isinstance(error, AtProtocolError) else error
        if isinstance(cause, _UNSENT):
            return outcomes.unreachable(LABEL)
        if isinstance(cause, httpx.HTTPError):
            return outcomes.silent(LABEL, posting)
        return outcomes.unreadable(LABEL, posting)

    def _refusal(
        self, error: RequestErrorBase, status: int, posting: bool
    ) -> NetworkError:
        name = str(getattr(error.response.content, "error", None) or "")
        words = self._words(error)
        if status == 429:
            return outcomes.throttled(LABEL, _seconds_to_reset(error))
        if name in RESTRICTED or "taken down" in words:
            return outcomes.person_needed(LABEL, words)
        if status == 401 or name in SESSION_IS_OVER:
            return outcomes.locked_out(LABEL, words)
        if status >= 500 or status == 408:
            return outcomes.broken(LABEL, status, posting)
        if not name and status != 413:  # a page of something in front of the PDS
            return outcomes.broken(LABEL, status, posting=False)
        return outcomes.rejected(LABEL, words, code=name)

    def _words(self, error: RequestErrorBase) -> str:
        """What the PDS itself says was wrong, or the bare status."""
        content = error.response.content
        words = getattr(content, "message", None) or getattr(content, "error", None)
        words = str(words or error.response.status_code)
        for secret in self._secrets():
            words = words.replace(secret, "***")
        return words

    def _secrets(self) -> list[str]:
        password = self._account.credentials.get("password")
        session = self._session
        tokens = [session.access_jwt, session.refresh_jwt] if session else []
        return [secret for secret in (password, *tokens) if secret]


def _seconds_to_reset(error: RateLimitExceededError) -> float | None:
    if error.retry_after is not None:
        return error.retry_after
    if error.reset_at is not None:
        return max(0.0, (error.reset_at - datetime.now(UTC)).total_seconds())
    return None
