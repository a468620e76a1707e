"""Texts as editors might write them, and worse."""

from random import Random

PIECES = [
    *("Bürger*innen", "Straße", "Größe", "ÄÖÜ", "ẞ", "Nachbar:innen", "E-Mobilität"),
    *("u\u0308ber", "a\u0323\u0302", "e\u0301\u0301\u0301", "o\u0336", "\u0301"),
    *("👩‍👩‍👧‍👦", "👨🏽‍🚒", "🏳️‍🌈", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️‍🔥", "👍🏿", "🏽", "💣", "1️⃣", "©️", "☎"),
    *("🇩🇪", "🇺🇦🇪🇺", "🇩", "🇩🇪🇺", "\u200d", "\ufe0f", "👩‍", "‍👧"),
    *("https://www.stadt.de/a?b=ü#c", "http://x.de", "www.stadt.de", "(https://a.de/b_(c))"),
    *("@stadt.bsky.social", "@name", "@stadt@social.example", "presse@stadt.de"),
    *("#Stadtgrün", "#1", "#", "＃Rat", "*", ":", "…", "–", "„Ja“", "\u00ad", "\u2060"),
    *("Київ", "İstanbul", "北京", "한국", "\u1112\u1161\u11ab", "ไทย", "مرحبا", "שלום"),
    *("\n", "\n\n", "\r\n", "\t", "\u00a0", "\u2028", "0", "2025", "z.B.", "usw.so"),
]  # fmt: skip


def written(chance: Random) -> str:
    """Up to 40 pieces, with and without spaces between them."""
    between = chance.choice([" ", " ", ""])
    return between.join(chance.choices(PIECES, k=chance.randrange(41)))


def topic(chance: Random) -> str:
    return chance.choice([" ", "-", " & ", ""]).join(chance.choices(PIECES, k=2))
