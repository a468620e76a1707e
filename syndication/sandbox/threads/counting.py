"""The length of a text on Threads: emoji weigh as much as their UTF-8 bytes."""

import unicodedata

import regex

_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3")


def length(text: str) -> int:
    clusters = regex.findall(r"\X", unicodedata.normalize("NFC", text))
    return sum(
        len(cluster.encode()) if _EMOJI.search(cluster) else len(cluster)
        for cluster in clusters
    )
