"""One question to a network's sign-in, bounded in time, and what went wrong in words.

Tokens and secrets are sent in forms and headers, or where a network takes them only
there in the query; no message and no log repeats them.
"""

from typing import Any

import requests

from ..networks import outcomes
from ..networks.base import NetworkError, on_loopback
from ..networks.wire import never_sent

DEAD_TOKEN = ("102", "190")  # Meta's codes
TIMEOUT = (5.0, 15.0)  # seconds to connect, seconds without an answer


def ask(
    network: str,
    method: str,
    address: str,
    *,
    holds: str = "",
    token: str = "",
    hide: tuple[str, ...] = (),
    **more: Any,
) -> dict[str, Any]:
    """The JSON object of the answer, if it `holds` this field.

    `token` becomes the bearer header; it and all of `hide` are struck out of the
    network's words. Raises TemporaryError, CredentialsError (401) or RejectedError.
    """
    if token:
        more["headers"] = {"Authorization": f"Bearer {token}"}
    answer = _answer(network, method, address, **more)
    if answer.status_code >= 300:
        raise _refusal(network, answer, (token, *hide))
    try:
        value = answer.json()
    except ValueError:
        value = None
    if not isinstance(value, dict) or (holds and not value.get(holds)):
        raise outcomes.unreadable(network, posting=False)
    return value


def _answer(network: str, method: str, address: str, **more: Any) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = not on_loopback(address)  # else by a proxy
        try:
            # A redirect would carry the secret to wherever it leads.
            return session.request(
                method, address, timeout=TIMEOUT, allow_redirects=False, **more
            )
        except requests.RequestException as failure:
            if never_sent(failure):
                raise outcomes.unreachable(network) from None
            raise outcomes.silent(network, posting=False) from None


def _refusal(
    network: str, answer: requests.Response, hide: tuple[str, ...]
) -> NetworkError:
    status = answer.status_code
    words = _words(answer)
    for secret in filter(None, hide):
        words = words.replace(secret, "***")
    if status < 400:
        return outcomes.moved(network)
    if status == 429:
        return outcomes.throttled(network, None)
    if status >= 500 or status == 408:
        return outcomes.broken(network, status, posting=False)
    code = _code(answer)
    if status == 401 or code in DEAD_TOKEN:
        return outcomes.locked_out(network, words)
    return outcomes.rejected(network, words, code=code or str(status))


def _words(answer: requests.Response) -> str:
    """What the network itself says was wrong, or the bare status."""
    try:
        body = answer.json()
        error = body.get("error_description") or body.get("error_message")
        error = error or body.get("message") or body.get("error")
        if isinstance(error, dict):
            error = error.get("error_user_msg") or error.get("message")
        return str(error or answer.status_code)[:500]
    except (ValueError, AttributeError):
        return str(answer.status_code)


def _code(answer: requests.Response) -> str:
    try:
        error = answer.json()["error"]
        return str(error["code"] if isinstance(error, dict) else error)
    except (ValueError, KeyError, TypeError):
        return ""
