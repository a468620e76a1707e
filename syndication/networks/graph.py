"""A connection to one of Meta's Graph APIs: what Facebook, Instagram, Threads share.

Every call answers with what was expected of it or raises one of the five errors. The
token travels in a header, so that it stands in no address and in no log.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from . import graph_access, outcomes, wire
from .base import Account, NetworkError, on_loopback
from .graph_errors import Refusal, error_for
from .graph_usage import HEADERS, Usage, usage_of

logger = logging.getLogger(__name__)

PAGE = 100
PAGES = 10
SLACK = timedelta(seconds=2)  # the API tells times in whole seconds
ERRAND = timedelta(minutes=1)  # how far before it a list is asked for
# "Unsupported get request", "media not found": it is gone, or never was.
MISSING = ("100/33", "24", "24/2207006", "24/2207008", "24/4279009", "803")


def has_id(json: dict) -> bool:
    return bool(json.get("id"))


def has_data(json: dict) -> bool:
    data = json.get("data")
    return isinstance(data, list) and all(isinstance(item, dict) for item in data)


def succeeded(json: dict) -> bool:
    return json.get("success") is True


class Graph:
    """One account's API, to be used as a context manager.

    `fields` are the credentials without which nothing can be asked. With `proof`,
    each call proves that we know the app's secret, if the credentials hold it.
    """

    def __init__(
        self,
        account: Account,
        label: str,
        timeout: tuple[float, float],
        fields: tuple[str, ...],
        proof: bool = False,
    ):
        self.label = label
        self.usage = Usage()
        token = graph_access.usable(account, label, fields)
        self._secrets = graph_access.secrets(account.credentials)
        self._account = account
        self._base = f"{account.server}/{account.version}".rstrip("/")
        self._proof = graph_access.proof(account.credentials) if proof else {}
        self._timeout = timeout
        self._answer: requests.Response | None = None
        self._http = requests.Session()
        self._http.trust_env = not on_loopback(account.server)  # else by a proxy
        self._http.auth = graph_access.Bearer(token)
        self._http.headers["User-Agent"] = "cityportal"

    def __enter__(self) -> "Graph":
        return self

    def __exit__(self, *failure) -> None:
        self._http.close()

    def get(self, path: str, shape: Callable = has_id, **parameters: Any) -> dict:
        return self._ask("GET", path, shape, params=self._proof | parameters)

    def account(self, path: str, fields: str) -> dict:
        """Who we are; CredentialsError where the token knows no such account."""
        try:
            return self.get(path, fields=fields)
        except NetworkError as error:
            if error.code in MISSING:
                raise outcomes.locked_out(self.label, str(error)) from None
            raise

    def post(
        self,
        path: str,
        shape: Callable = has_id,
        posting: bool = False,
        answered: str = "",
        files: dict | None = None,
        **parameters: Any,
    ) -> dict:
        """`posting` marks the one call that makes something public.

        `answered` names the fields that the answer shall have besides the id.
        """
        if posting and self.usage.seconds:
            raise outcomes.throttled(self.label, self.usage.seconds)
        return self._ask(
            "POST",
            path,
            shape,
            posting,
            params={"fields": answered} if answered else None,
            data=self._proof | parameters,
            files=files,
        )

    def delete(self, node: str) -> None:
        """Delete what has this id; that it is gone already is as good."""
        try:
            self._ask("DELETE", node, succeeded, params=self._proof)
        except NetworkError as error:
            # The same code says that we may not: so look whether it is there.
            if error.code not in MISSING or self.knows(node):
                raise

    def knows(self, node: str) -> bool:
        """Whether there is something with this id."""
        return node in self.each([node], fields="id")

    def each(self, paths: Iterable[str], **what: Any) -> dict[str, dict]:
        """What stands at these paths, as `get` reads it; what is missing is left out."""
        found = {}
        for path in paths:
            try:
                found[path] = self.get(path, **what)
            except NetworkError as error:
                if error.code not in MISSING:
                    raise
        return found

    def made_since(
        self, path: str, time: str, since: datetime, fields: str
    ) -> Iterator[dict]:
        """What is on the list at `path` and was made at `since` or later.

        `time` is the field that tells when, by the network's clock. Raises
        TemporaryError where the list is too long to be read to its end.
        """
        wanted = {
            "fields": fields,
            "limit": PAGE,
            "since": int((since - ERRAND).timestamp()),
        }
        for _page in range(PAGES):
            page = self.get(path, has_data, **wanted)
            start = since + wire.clock_ahead(self._answer) - SLACK
            yield from (item for item in page["data"] if _made(item, time) >= start)
            if _is_last(page):
                return
            wanted["after"] = _cursor(page)
        raise outcomes.too_many_newer()

    def _ask(self, method, path, shape, posting=False, **what) -> dict:
        try:
            self._answer = answer = self._http.request(
                method,
                f"{self._base}/{path}",
                timeout=self._timeout,
                allow_redirects=False,
                **what,
            )
        except requests.RequestException as failure:
            # Its words may hold the address and what was sent.
            raise self._silence(failure, posting) from None
        self.usage = usage_of(answer.headers)
        if any(name in answer.headers for name in HEADERS):
            self._account.note_rates({"usage": self.usage.told(time.time())})
        json = _object(answer)
        if isinstance(json.get("error"), dict):
            raise self._refused(answer.status_code, json["error"], posting)
        if answer.status_code < 300 and shape(json):
            return json
        raise self._odd(answer.status_code, posting)

    def _silence(self, failure, posting: bool) -> NetworkError:
        if wire.never_sent(failure):
            return outcomes.unreachable(self.label)
        return outcomes.silent(self.label, posting)

    def _refused(self, status: int, told: dict, posting: bool) -> NetworkError:
        refusal = Refusal.of(status, {**told, **self._without_secrets(told)})
        logger.warning(
            "Refused.",
            extra={"network": self.label, "code": refusal.name, "trace": refusal.trace},
        )
        return error_for(refusal, self.label, posting, self.usage.seconds)

    def _without_secrets(self, told: dict) -> dict[str, str]:
        words = {}
        for name in ("message", "error_user_msg"):
            words[name] = str(told.get(name) or "")
            for secret in self._secrets:
                words[name] = words[name].replace(secret, "***")
        return words

    def _odd(self, status: int, posting: bool) -> NetworkError:
        """No error of the API's own, and not what was expected either."""
        if status < 300:
            return outcomes.unreadable(self.label, posting)
        if status < 400:
            return outcomes.moved(self.label)
        if status == 429:
            return outcomes.throttled(self.label, self.usage.seconds or None)
        if status == 413:
            return outcomes.rejected(self.label, str(status), str(status))
        if status >= 500 or status == 408:
            return outcomes.broken(self.label, status, posting)
        # A page of something in front of the API.
        return outcomes.broken(self.label, status, posting=False)


def _object(answer: requests.Response) -> dict:
    try:
        json = answer.json()
    except ValueError:
        return {}
    return json if isinstance(json, dict) else {}


def _made(item: dict, time: str) -> datetime:
    """When it was made; for ever new if that cannot be read."""
    try:
        made = datetime.fromisoformat(item[time])
    except (KeyError, TypeError, ValueError):
        return datetime.max.replace(tzinfo=UTC)
    return made if made.tzinfo else made.replace(tzinfo=UTC)


def _is_last(page: dict) -> bool:
    return not (page.get("paging") or {}).get("next")


def _cursor(page: dict) -> str | None:
    """Where the next page begins. Without one, the same page comes again."""
    return (page["paging"].get("cursors") or {}).get("after")
