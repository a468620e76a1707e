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
    places = {
        ANYWHERE: (texts.headline, texts.teaser, texts.body),
        TEASER: (texts.headline, texts.teaser),
        HEADLINE: (texts.headline,),
        CHOSEN_BY: (texts.chosen_by,),
    }
    return " ".join(word for place in places for word in _words(place, places[place]))


def _words(place: str, texts: tuple[str, ...]) -> list[str]:
    sequence, stems = [], set()
    for text in map(cleaned, texts):
        ordered, others = in_order(text)[:MOST_WORDS], list(besides(text))
        stems.update(map(stem, ordered + others))
        for phrase in (ordered, *([word] for word in others)):
            sequence += [place + word for word in map(written, phrase) if word]
            sequence.append(BREAK)
    return sequence + [place + STEM + word for word in sorted(stems) if word]
