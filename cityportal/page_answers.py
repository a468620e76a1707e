"""A kept page as the answer to one question: whole, packed, a part, or "you have it"."""

import re
from collections.abc import Callable
from functools import lru_cache
from gzip import compress

from django.utils.http import parse_http_date_safe

from .kept_pages import KeptPage

LEVEL = 6
WORTH = 0.9  # packed, a body is kept if it has become so much smaller
# What who has the page already is told again (RFC 9110, 15.4.5).
OF_304 = {"cache-control", "etag", "last-modified", "vary", "link"}
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
ONE_TAG = re.compile(r'(?:W/)?"[^"]*"')

StartResponse = Callable


def packed(body: bytes) -> bytes:
    """As gzip; empty where that is no gain."""
    small = compress(body, LEVEL, mtime=0)
    return small if len(small) < len(body) * WORTH else b""


def answer(page: KeptPage, environ: dict, start_response: StartResponse) -> list:
    """The WSGI answer to GET or HEAD."""
    ready = page.ready or _made_ready(page)
    if page.status[:3] == "200":
        if _has_it(ready, environ):
            start_response("304 Not Modified", ready["known"])
            return []
        if (part := _part(page, ready, environ)) is not None:
            return _partly(page, ready, part, start_response)
    if page.gzip and takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        headers, body = ready["packed"], page.gzip
    else:
        headers, body = ready["plain"], page.body
    start_response(page.status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def for_nobody_else(start_response: StartResponse) -> StartResponse:
    """A proxy does not keep for a second more what is old already."""

    def start(status: str, headers: list, exc_info=None):
        own = [
            (name, value.replace("s-maxage=1", "s-maxage=0"))
            if name.lower() == "cache-control"
            else (name, value)
            for name, value in headers
        ]
        return start_response(status, own)

    return start


@lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    """Whether Accept-Encoding allows it; what cannot be read does not."""
    weights = {}
    for choice in accepted.lower().split(","):
        name, _, weight = choice.replace(" ", "").partition(";q=")
        weights[name] = weight
    weight = weights.get("gzip", weights.get("*", "0"))
    try:
        return float(weight or 1) > 0
    except ValueError:
        return False


def _made_ready(page: KeptPage) -> dict:
    """The headers of each form, made once."""
    named = {name.lower(): value for name, value in page.headers}
    plain = [*page.headers, ("Content-Length", str(len(page.body)))]
    if page.status[:3] == "200":
        plain.append(("Accept-Ranges", "bytes"))
    length = ("Content-Length", str(len(page.gzip)))
    packed = [*page.headers, ("Content-Encoding", "gzip"), length]
    etag = named.get("etag", "")
    page.ready = {
        "plain": plain,
        # Other bytes of the same content: the weak form of its name.
        "packed": [
            (name, f"W/{etag}")
            if name.lower() == "etag" and not etag.startswith("W/")
            else (name, value)
            for name, value in packed
        ],
        "known": [each for each in page.headers if each[0].lower() in OF_304],
        "etag": etag.removeprefix("W/"),
        "strong": etag if not etag.startswith("W/") else "",
        "modified": parse_http_date_safe(named.get("last-modified", "")),
        "date": named.get("last-modified"),
    }
    return page.ready


def _has_it(ready: dict, environ: dict) -> bool:
    if (asked := environ.get("HTTP_IF_NONE_MATCH")) is not None:
        if asked.strip() == "*":
            return True
        known = {tag.removeprefix("W/") for tag in ONE_TAG.findall(asked)}
        return bool(ready["etag"]) and ready["etag"] in known
    if (asked := environ.get("HTTP_IF_MODIFIED_SINCE")) is None:
        return False
    since = parse_http_date_safe(asked)
    return bool(since and ready["modified"] and ready["modified"] <= since)


def _part(page: KeptPage, ready: dict, environ: dict) -> range | None:
    """The bytes that are asked for; empty beyond the end, None for the whole page."""
    if "HTTP_RANGE" not in environ or environ["REQUEST_METHOD"] != "GET":
        return None
    asked = RANGE.fullmatch(environ["HTTP_RANGE"].strip())
    known = environ.get("HTTP_IF_RANGE")
    if not asked or (known and known not in (ready["strong"], ready["date"])):
        return None
    first, last = asked.groups()
    length = len(page.body)
    if not first:
        return range(max(length - int(last), 0), length) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last or length) + 1, length))


def _partly(page, ready, part: range, start_response: StartResponse) -> list:
    length = len(page.body)
    if not part:
        span = [("Content-Range", f"bytes */{length}"), ("Content-Length", "0")]
        start_response("416 Range Not Satisfiable", ready["known"] + span)
        return []
    span = [
        ("Content-Range", f"bytes {part.start}-{part.stop - 1}/{length}"),
        ("Content-Length", str(len(part))),
    ]
    start_response("206 Partial Content", page.headers + span)
    return [page.body[part.start : part.stop]]
