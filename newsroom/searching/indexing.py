"""What the index holds of a text: one string of words, for one column. Pure.

A headline's words stand in it three times: among all words, among those of headline
and teaser, and among those of the headline. Each time as written and in order, which
serves phrases and beginnings, and as stems. So "in the headline" is asked of the same
index as "anywhere", with a mark before the word, and needs nothing a database computes.
"""

from typing import NamedTuple

from .words import besides, cleaned, in_order, stem, written

ANYWHERE, TEASER, HEADLINE, CHOSEN_BY = "", "²", "¹", "³"
STEM = "°"
BREAK = "¶"  # no phrase goes over it
PAIR = "+"  # before two words that are indexed as one, where there are no phrases
MOST_WORDS = 12_000


class Texts(NamedTuple):
    """What an object says, by weight; editors choose objects in the admin `chosen_by`."""

    headline: str = ""
    teaser: str = ""
    body: str = ""
    chosen_by: str = ""


def index_words(texts: Texts) -> str:
    """The words to index, separated by spaces: no other character stands between."""
    headline, teaser, body, chosen_by = map(_read, texts)
    places = {
        ANYWHERE: (headline, teaser, body),
        TEASER: (headline, teaser),
        HEADLINE: (headline,),
        CHOSEN_BY: (chosen_by,),
    }
    return " ".join(word for place in places for word in _words(place, places[place]))


class _Read(NamedTuple):
    """Of one text: its words as written, phrase by phrase, and their stems."""

    phrases: list[list[str]]
    stems: set[str]


def _read(text: str) -> _Read:
    text = cleaned(text)
    ordered, others = in_order(text)[:MOST_WORDS], list(besides(text))
    phrases = (ordered, *([word] for word in others))
    return _Read(
        [list(filter(None, map(written, phrase))) for phrase in phrases],
        set(map(stem, ordered + others)),
    )


def _words(place: str, texts: tuple[_Read, ...]) -> list[str]:
    sequence = []
    for phrase in (phrase for text in texts for phrase in text.phrases):
        sequence += [place + word for word in phrase]
        sequence.append(BREAK)
    stems = set().union(*(text.stems for text in texts))
    return sequence + [place + STEM + word for word in sorted(stems) if word]
