"""Mastodon's counting, case by case, as its server's rules say it.

Graphemes; an address with scheme and public host name is 23 whatever its length; of
`@user@host` only `@user` counts; nothing else is special.
"""

import pytest

from syndication.networks.counting import mastodon_length

FAMILY = "👩‍👩‍👧‍👦"
PATH = "/newsroom/ein-sehr-langer-weg-zu-einer-nachricht"

WORDS = [
    ("", 0),
    ("a", 1),
    ("Grüße", 5),
    ("Gru\u0308ße", 5),
    ("Straße", 6),
    ("STRAẞE", 6),
    ("Bürger*innen", 12),
    ("Nachbar:innen", 13),
    ("Kolleg·innen", 12),
    ("Leser_innen", 11),
    ("a b", 3),
    ("a\nb", 3),
    ("a\n\nb", 4),
    ("a\r\nb", 3),  # a line's end is one, however it is written
    ("a\tb", 3),
    ("„Ja“ – nein …", 13),
    ("Київ", 4),
    ("北京", 2),
    ("e\u0301\u0301", 1),
    ("Wort\u2060teil", 9),  # a joiner is one of its own
    ("50 %", 4),
]
EMOJI = [
    ("💣", 1),
    (FAMILY, 1),
    (FAMILY * 3, 3),
    ("👍🏽", 1),
    ("👨🏽‍🚒", 1),
    ("🏳️‍🌈", 1),
    ("❤️", 1),
    ("1️⃣", 1),
    ("🇩🇪", 1),
    ("🇩🇪🇺🇦", 2),
    ("🇩🇪🇺", 2),  # half a flag at the end
    ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 1),
    ("Fest 🎉!", 7),
    (":wink:", 6),  # a server's own emoji is the text that calls it
]
ADDRESSES = [
    ("https://stadt.de", 23),
    ("http://stadt.de", 23),
    ("HTTPS://STADT.DE", 23),
    ("https://www.stadt.de" + PATH, 23),
    ("https://www.stadt.de" + PATH * 9, 23),
    ("https://stadt.de/", 23),
    ("https://stadt.de/a?b=1&c=2#d", 23),
    ("https://stadt.de:8443/a", 23),
    ("https://a.b.c.stadt.de/x", 23),
    ("https://stadt.de/fußball", 23),
    ("https://münchen.de/a", 23),
    ("https://stadt.de/a_(b)", 23),
    ("Neu: https://stadt.de/a", 28),
    ("https://stadt.de/a https://stadt.de/a", 47),
    ("https://stadt.de/a\n\nhttps://stadt.de/b", 48),
    ("(https://stadt.de/a)", 25),
    ("„https://stadt.de/a“", 25),
    ("https://stadt.de/a.", 24),
    ("https://stadt.de/a, b", 26),
    ("https://stadt.de/a!", 24),
    (f"{FAMILY} https://stadt.de/a", 25),
]
NO_ADDRESSES = [
    ("stadt.de", 8),
    ("www.stadt.de/a", 14),
    ("stadt.de/" + "x" * 50, 59),
    ("http://", 7),
    ("https://stadt", 13),  # no public name
    ("https://localhost/x", 19),
    ("https://stadt.keinetld/x", 24),
    ("https://127.0.0.1:8000/x", 24),
    ("ftp://stadt.de/x", 16),
    ("mailto:presse@stadt.de", 22),
    ("presse@stadt.de", 15),
]
NAMES = [
    ("@stadt", 6),
    ("@stadt@social.example.org", 6),
    ("Frag @stadt@social.example.org", 11),
    ("Frag @stadt@social.example.org!", 12),
    ("@a@b.example @c@d.example", 5),
    ("(@stadt@social.example)", 8),
    ("#Stadtgrün", 10),
    ("#Grün #Rat", 10),
    ("@stadt@social.example #Rat https://stadt.de/a", 35),
]
CASES = [*WORDS, *EMOJI, *ADDRESSES, *NO_ADDRESSES, *NAMES]


@pytest.mark.parametrize(("text", "length"), CASES)
def test_a_text_is_as_long_as_the_rules_say(text, length):
    assert mastodon_length(text) == length


def test_the_table_is_long_enough_to_mean_something():
    assert len(CASES) >= 60
