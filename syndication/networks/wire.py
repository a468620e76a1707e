"""What a request over HTTP tells besides its answer."""

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
import urllib3

_UNSENT = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ProxyError,
    ssl.SSLCertVerificationError,
)


def never_sent(failure: requests.RequestException) -> bool:
    """Whether the failure came before the request could leave."""
    if isinstance(failure, requests.ConnectTimeout | ValueError):
        return True  # requests raises its ValueErrors on addresses
    reason = getattr(next(iter(failure.args), None), "reason", None)
    if isinstance(reason, urllib3.exceptions.SSLError):
        reason = next(iter(reason.args), None)
    return isinstance(reason, _UNSENT)


def clock_ahead(answer: Any) -> timedelta:
    """How far the server's clock was ahead of ours in an answer with headers, or None."""
    try:
        there = parsedate_to_datetime(answer.headers["Date"])
        return there - datetime.now(UTC)
    except (AttributeError, KeyError, TypeError, ValueError):
        return timedelta()
