"""German words, as they are compared: folded as written, and stemmed. Pure.

Index and query go through the same functions, so that neither database needs to know
any German.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from snowballstemmer.german_stemmer import GermanStemmer

WORD = re.compile(r"[^\W_]+")
# `Bürger*innen`, `Bürger:in`, `Bürger_innen`, `Bürger/-innen`
GENDERED = re.compile(r"([^\W_]{3,})(?:[*:_·]|/-?)(in(?:nen)?)(?![^\W_])")
HYPHENATED = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)+")
# Marks where a word may be divided; no reader sees them, none may type them.
UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
LONGEST = 60  # characters of a word; databases refuse very long ones

# They stand in nearly every text: a question is not about them.
FUNCTION_WORDS = frozenset(
    """aber als am an auch auf aus bei beim bin bis bist da das dass dem den der des
    die dies diese dieser dieses doch du durch ein eine einem einen einer eines er es
    euch fuer gibt hat hatte ich ihr im in ins ist kann man mein mich mir mit nach
    nicht noch nur ob oder ohne sein seine sich sie sind so ueber um und uns unser von
    vom vor wann war warum was weil wenn wer werden wie wieso wir wird wo zu zum zur
    """.split()  # noqa: SIM905  sixty quotes are harder to read
)


def cleaned(text: str) -> str:
    """In composed letters, without what is not seen."""
    return UNSEEN.sub("", unicodedata.normalize("NFC", text))


@lru_cache(maxsize=100_000)
def written(word: str) -> str:
    """`Straße` and `STRASSE` are `strasse`, `Über` is `ueber`, `Café` is `cafe`."""
    letters = unicodedata.normalize("NFC", word.casefold()).translate(UMLAUTS)
    plain = unicodedata.normalize("NFKD", letters).casefold()
    return "".join(filter(str.isalnum, plain))[:LONGEST]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """`Häuser` and `haeuser` are `haus`. A stemmer of its own: it is not thread-safe."""
    return written(GermanStemmer().stemWord(word.casefold()[:LONGEST]))


def in_order(text: str) -> list[str]:
    """The words of a cleaned text one after the other, unfolded; `Bürger*innen` is one."""
    return WORD.findall(GENDERED.sub(r"\1\2", text))


def besides(text: str) -> Iterator[str]:
    """Words that are found in a text too: `Bürger` of `Bürger*innen`, `SBahn` of `S-Bahn`."""
    yield from (found[1] for found in GENDERED.finditer(text))
    yield from ("".join(WORD.findall(part)) for part in HYPHENATED.findall(text))
