"""An article's HTML as feed readers want it: plain elements, absolute addresses."""

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from ..unprintable import printable

WORDS = "a", "strong", "b", "em", "i", "sub", "sup", "br", "cite", "q", "span"
BLOCKS = "p", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "hr", "div"
PARTS = "blockquote", "figure", "figcaption", "img", "details", "summary"
TABLES = "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"
ELEMENTS = frozenset((*WORDS, *BLOCKS, *PARTS, *TABLES))
ATTRIBUTES = frozenset(
    ("alt", "width", "height", "lang", "dir", "colspan", "rowspan", "scope")
)
ADDRESSES = frozenset(("href", "src"))
SCHEMES = frozenset(("http", "https", "mailto", "tel"))
EMPTY = frozenset(("br", "hr", "img"))
# These go with all that is inside; any other element leaves its content behind.
ACTIVE = "script", "style", "iframe", "object", "template", "noscript"
DROPPED = frozenset((*ACTIVE, "form", "button", "svg", "video", "audio"))


def feed_html(html: str, base: str) -> str:
    """`html` in plain elements; addresses are relative to `base` no more."""
    plain = _Plain(base)
    plain.feed(printable(html))
    plain.close()
    return re.sub(r"\s*\n\s*", "\n", "".join(plain.parts)).strip()


class _Plain(HTMLParser):
    def __init__(self, base: str):
        super().__init__()
        self.base = base
        self.parts: list[str] = []
        self.dropping = 0

    def handle_starttag(self, tag, attrs):
        self.dropping += tag in DROPPED
        if tag in ELEMENTS and not self.dropping:
            self.parts.append(f"<{tag}{self._attributes(attrs)}>")

    def handle_startendtag(self, tag, attrs):
        if tag not in DROPPED:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag in ELEMENTS - EMPTY and not self.dropping:
            self.parts.append(f"</{tag}>")
        self.dropping -= tag in DROPPED and self.dropping > 0

    def handle_data(self, data):
        if not self.dropping:
            self.parts.append(escape(data, quote=False))

    def _attributes(self, attrs) -> str:
        said = {name: value or "" for name, value in attrs if name in ATTRIBUTES}
        for name, value in attrs:
            if name in ADDRESSES and (address := self._absolute(value or "")):
                said[name] = address
        return "".join(f' {name}="{escape(value)}"' for name, value in said.items())

    def _absolute(self, address: str) -> str:
        """Empty where an address leads nowhere that a reader may be sent."""
        try:
            found = urljoin(self.base, address.strip())
            return found if urlsplit(found).scheme in SCHEMES else ""
        except ValueError:
            return ""
