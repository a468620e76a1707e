"""Signs that no page, feed or network can carry, pasted from elsewhere."""

import re

# Control characters but tab and line ends, halves of pairs, what is no character.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(value):
    """Without them, in texts and in lists and dicts of texts."""
    match value:
        case str():
            return UNPRINTABLE.sub("", value)
        case list():
            return [printable(part) for part in value]
        case dict():
            return {key: printable(part) for key, part in value.items()}
    return value
