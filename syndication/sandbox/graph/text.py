"""How Meta's networks show a text: addresses and hashtags become links."""

from html import escape
from urllib.parse import quote

import regex

_URL = r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?')\]])"
_TAG = r"(?<![\w&/])#(?P<tag>[\w]*[\p{L}_][\w]*)"
_BOTH = regex.compile(f"{_URL}|{_TAG}", regex.IGNORECASE)


def links(text: str) -> list[str]:
    """The different addresses in a text, in order."""
    found = (match["url"] for match in _BOTH.finditer(text) if match["url"])
    return list(dict.fromkeys(found))


def tags(text: str) -> list[str]:
    """The hashtags in lower case, as often as they occur."""
    return [match["tag"].lower() for match in _BOTH.finditer(text) if match["tag"]]


def html(text: str, tag_home: str, clickable: bool = True) -> str:
    """The text for people; where addresses are not clickable they stay text."""
    pieces, position = [], 0
    for match in _BOTH.finditer(text):
        pieces += [escape(text[position : match.start()]), _marked(match, tag_home)]
        if match["url"] and not clickable:
            pieces[-1] = escape(match["url"])
        position = match.end()
    body = "".join([*pieces, escape(text[position:])])
    paragraphs = regex.split(r"\n{2,}", body.replace("\r\n", "\n"))
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs)


def _marked(match: regex.Match, tag_home: str) -> str:
    if match["url"]:
        url = escape(match["url"])
        return f'<a href="{url}" rel="nofollow noopener">{url}</a>'
    return f'<a href="{tag_home}/{quote(match["tag"])}">#{escape(match["tag"])}</a>'
