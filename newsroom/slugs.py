"""German words in addresses: `Fußball` is `fussball`, not `fuball`."""

import unicodedata

from django.utils.text import slugify

LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
    | {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ẞ": "SS"}
)
LONGEST = 200


def german_slug(text: str) -> str:
    """The text as part of an address, as Wagtail's own field makes it for German."""
    letters = unicodedata.normalize("NFC", text).translate(LETTERS)
    return slugify(letters)[:LONGEST].strip("-")
