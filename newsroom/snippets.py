"""The piece of a text in which search terms stand, and the terms marked. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .searching.typed import Term
from .searching.words import GENDERED, WORD, stem, written

LENGTH = 230  # characters of a snippet
BEFORE = 50  # characters before the first that is marked
MOST_MARKS = 200
# How a word may begin whose folded form begins with that letter.
FIRST_LETTERS = {"a": "aäàáâå", "e": "eèéê", "i": "iìíî", "o": "oöòóôø", "u": "uüùúû"}
REST = r"[^\W_]*(?:(?:[*:_·]|/-?)in(?:nen)?(?![^\W_]))?"


class Hit(NamedTuple):
    """Characters that are marked, and the number of their term."""

    start: int
    end: int
    term: int


def marked(text: str, terms: Sequence[Term]) -> SafeString:
    """The whole text as HTML with the terms in `<mark>`."""
    return _html(text, _hits(text, terms), 0, len(text))


def snippet(text: str, terms: Sequence[Term]) -> SafeString:
    """About LENGTH characters from where the most terms stand close together."""
    hits = _hits(text, terms)
    start, end = _stretch(text, hits)
    html = _html(text, hits, start, end)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return format_html("{}{}{}", before, html, after)


def _hits(text: str, terms: Sequence[Term]) -> list[Hit]:
    words = ((word, _forms(word[0])) for word in _candidates(terms).finditer(text))
    found = (
        Hit(word.start(), end, number)
        for word, forms in words
        for number, term in enumerate(terms)
        if (end := _end(text, word, forms, term))
    )
    hits = []
    for hit in islice(found, MOST_MARKS):
        if not hits or hits[-1].end <= hit.start:
            hits.append(hit)
    return hits


def _candidates(terms: Sequence[Term]) -> re.Pattern:
    """Words that begin like a term: all others need not be looked at."""
    letters = {word[:1] for term in terms for word in (term.stem, term.words[0])}
    letters = "".join(FIRST_LETTERS.get(letter, letter) for letter in sorted(letters))
    return re.compile(rf"(?<![^\W_])[{letters}]{REST}", re.IGNORECASE)


def _end(text: str, word: re.Match, forms: tuple[str, ...], term: Term) -> int:
    """Where the term ends that begins with this word; 0 if it does not."""
    first, *others = term.words
    if not others and _fits(forms, first, term.begins):
        return word.end()
    if _has_stem(forms, term.stem):
        return word.end()
    return _end_of_several(text, word.end(), others, term) if first in forms else 0


def _end_of_several(text: str, at: int, others: list[str], term: Term) -> int:
    following = list(islice(WORD.finditer(text, at), len(others)))
    if not others or len(following) < len(others):
        return 0
    *sure, last = [_forms(word[0]) for word in following]
    if not all(word in forms for word, forms in zip(others, sure, strict=False)):
        return 0
    return following[-1].end() if _fits(last, others[-1], term.begins) else 0


def _fits(forms: tuple[str, ...], word: str, begins: bool) -> bool:
    return any(form == word or (begins and form.startswith(word)) for form in forms)


def _has_stem(forms: tuple[str, ...], wanted: str) -> bool:
    """Words with one stem begin alike; to find a stem is dear."""
    return bool(wanted) and any(
        form[0] == wanted[0] and stem(form) == wanted for form in forms if form
    )


def _forms(word: str) -> tuple[str, ...]:
    if gendered := GENDERED.fullmatch(word):
        return written(gendered[1] + gendered[2]), written(gendered[1])
    return (written(word),)


def _stretch(text: str, hits: list[Hit]) -> tuple[int, int]:
    """From where to where, between words."""

    def terms_from(first: Hit) -> int:
        reach = first.start + LENGTH - BEFORE
        return len({hit.term for hit in hits if first.start <= hit.start < reach})

    at = max(hits, key=terms_from).start if hits else 0
    start = text.rfind(" ", 0, max(0, at - BEFORE) + 1) + 1 if at > BEFORE else 0
    if len(text) <= start + LENGTH:
        return start, len(text)
    end = text.rfind(" ", at + 1, start + LENGTH)
    return start, end if end > 0 else start + LENGTH


def _html(text: str, hits: list[Hit], start: int, end: int) -> SafeString:
    return format_html_join("", "{}{}", _pieces(text, hits, start, end))


def _pieces(text: str, hits: list[Hit], start: int, end: int) -> Iterator[tuple]:
    """Plain text and the marked words after it, and the rest."""
    at = start
    for hit in hits:
        if at <= hit.start and hit.end <= end:
            mark = format_html("<mark>{}</mark>", text[hit.start : hit.end])
            yield text[at : hit.start], mark
            at = hit.end
    yield text[at:end], ""
