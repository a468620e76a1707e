"""How long a text is to a network."""

import re

import regex
from mastodon._url_regex import url_regex

_GRAPHEME = regex.compile(r"\X")
_REMOTE_MENTION = re.compile(
    r"(?<![/\w])@([a-z0-9_]+)@[a-z0-9.\-]+[a-z0-9]+", re.IGNORECASE
)
# A digit is a pictograph to Unicode only with a keycap or a variation selector.
_EMOJI = regex.compile(
    r"(?!\p{ASCII})\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3|\ufe0f"
)


def graphemes(text: str) -> int:
    """Characters as a reader sees them: a flag or a family is one."""
    return sum(1 for _grapheme in _GRAPHEME.finditer(text))


def mastodon_length(text: str, per_url: int = 23) -> int:
    """Graphemes as a Mastodon server counts them.

    An address with scheme and public host name counts `per_url`, however long it
    is; of `@user@host` only `@user` counts. The rule for addresses is Twitter's,
    with a list of top-level domains, and Mastodon.py carries it.
    """
    text = url_regex.sub(lambda match: match[2] + "x" * per_url, text)
    return graphemes(_REMOTE_MENTION.sub(r"@\1", text))


def threads_length(text: str) -> int:
    """Characters as Threads counts them: an emoji as its bytes in UTF-8.

    Not documented for combining marks: each counts, as a code point of its own.
    """
    return sum(map(_threads_weight, _GRAPHEME.findall(text)))


def utf16_length(text: str) -> int:
    """Characters as browsers and phones count them: many an emoji as two.

    For networks that do not say how they count; never less than the code points.
    """
    return len(text.encode("utf-16-le")) // 2


def _threads_weight(grapheme: str) -> int:
    return len(grapheme.encode() if _EMOJI.search(grapheme) else grapheme)
