"""How long a text is to a network."""

import re

import regex
from mastodon._url_regex import url_regex

_GRAPHEME = regex.compile(r"\X")
_REMOTE_MENTION = re.compile(
    r"(?<![/\w])@([a-z0-9_]+)@[a-z0-9.\-]+[a-z0-9]+", re.IGNORECASE
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
