"""What a screen reader says of a post, in the language of whoever looks at it."""

import unicodedata
from urllib.parse import urlsplit

import regex
from django.utils.translation import gettext as _

from .networks.base import Post, Span

WORD_IN_TAG = regex.compile(r"\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+(?!\p{Ll})|\p{N}+")
EMOJI = regex.compile(r"\p{Extended_Pictographic}\X*?(?=\X|$)")


def aloud(post: Post) -> list[str]:
    """One paragraph after the other, then the picture or the card."""
    said = _spoken(post)
    paragraphs = [" ".join(part.split()) for part in said.split("\n\n")]
    return [part for part in [*paragraphs, _beside(post)] if part]


def _spoken(post: Post) -> str:
    text = "".join(
        _named(piece.span) if piece.span else piece.text for piece in post.pieces()
    )
    silent = {unicodedata.lookup("WORD JOINER"): None}
    text = text.translate(str.maketrans(silent))
    name = _("Emoji")
    return EMOJI.sub(f" {name} ", text)


def _named(span: Span) -> str:
    if span.kind == "link":
        return _("Link, %s") % urlsplit(span.target).hostname
    return _("Hashtag %s") % " ".join(WORD_IN_TAG.findall(span.target))


def _beside(post: Post) -> str:
    if post.attach == "picture":
        return _("Bild: %s") % post.picture.alt
    if post.attach == "text":
        return ""
    return _("Link, %(title)s, %(host)s") % {
        "title": post.title,
        "host": urlsplit(post.url).hostname or "",
    }
