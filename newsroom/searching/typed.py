"""What somebody typed into a search field, and how both databases are asked for it. Pure."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from .indexing import ANYWHERE, PAIR, STEM
from .words import FUNCTION_WORDS, GENDERED, WORD, cleaned, stem, written

LONGEST = 200  # characters that are looked at
MOST_TERMS = 12
BEGINNING = 3  # letters from which on a word is also the beginning of longer ones
QUOTES = str.maketrans(dict.fromkeys("„“”‟«»", '"'))
CHUNK = re.compile(r"[^\W_]+(?:[-‐‑–./:'’&+_@][^\W_]+)*")


@dataclass(frozen=True)
class Term:
    """A word, a phrase in quotes, or a word of several parts (`S-Bahn`)."""

    words: tuple[str, ...]
    stem: str = ""
    quoted: bool = False
    typed: str = field(default="", compare=False)

    @property
    def begins(self) -> bool:
        """Whether longer words that begin so are meant, too."""
        return not self.quoted and len(self.words[-1]) >= BEGINNING


def terms_of(text: str) -> tuple[Term, ...]:
    """Whatever is typed: at worst nothing is searched for."""
    parts = cleaned(text[:LONGEST]).translate(QUOTES).split('"')
    terms = []
    for number, part in enumerate(parts):
        closed = number % 2 == 1 and number < len(parts) - 1
        terms += _phrase(part) if closed else _loose_terms(part)
    return _telling(dict.fromkeys(terms))[:MOST_TERMS]


def _phrase(text: str) -> list[Term]:
    words = _written(GENDERED.sub(r"\1\2", text))
    return [Term(words, quoted=True, typed=f"„{text.strip()}“")] if words else []


def _loose_terms(text: str) -> list[Term]:
    chunks = CHUNK.findall(GENDERED.sub(r"\1", text))
    terms = [
        Term(_written(chunk), stem("".join(WORD.findall(chunk))), typed=chunk)
        for chunk in chunks
    ]
    return [term for term in terms if term.words]


def _written(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(written, WORD.findall(text))))


def _telling(terms) -> tuple[Term, ...]:
    """Without words that say nothing, if there are any others; in quotes all count."""
    telling = (t for t in terms if t.quoted or not FUNCTION_WORDS.issuperset(t.words))
    return tuple(telling) or tuple(terms)


class Language(NamedTuple):
    """How a database's search language says it."""

    both: str
    either: str
    quote: str
    beginning: str
    pair: str = ""  # before two words that stand side by side


FTS5 = Language(both=" AND ", either=" OR ", quote='"', beginning="*")
TSQUERY = Language(both=" & ", either=" | ", quote="'", beginning=":*", pair=PAIR)


@dataclass(frozen=True)
class Match:
    """The question to the index: do all terms (or any) stand in that place?

    Exact: as written. Otherwise also in other forms, and as the beginning of a
    compound. Terms hold letters and digits alone, so that they need no escaping.
    """

    terms: tuple[Term, ...]
    place: str = ANYWHERE
    exact: bool = False
    any_of_them: bool = False

    def said_in(self, language: Language) -> str:
        between = language.either if self.any_of_them else language.both
        return between.join(f"({self._one(term, language)})" for term in self.terms)

    def _one(self, term: Term, language: Language) -> str:
        if self.exact or term.quoted:
            return self._side_by_side(term.words, False, language)
        ways = [
            self._side_by_side((STEM + term.stem,), False, language),
            self._side_by_side(term.words, term.begins, language),
            self._side_by_side(("".join(term.words),), term.begins, language),
        ]
        return language.either.join(f"({way})" for way in dict.fromkeys(ways))

    def _side_by_side(self, words: tuple, begins: bool, language: Language) -> str:
        """Each next to the following: a phrase of three words is two pairs."""
        words = [self.place + word for word in words]
        pairs = [language.pair + " ".join(pair) for pair in pairwise(words)]
        quoted = [language.quote + part + language.quote for part in pairs or words]
        quoted[-1] += language.beginning if begins else ""
        return language.both.join(quoted)
