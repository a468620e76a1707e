"""Texts are as long as the networks say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.networks.bluesky import Bluesky
from syndication.networks.counting import (
    graphemes,
    mastodon_length,
    threads_length,
    utf16_length,
)
from syndication.networks.mastodon import Mastodon

LINK = "https://www.dortmund.de/newsroom/ein-sehr-langer-weg-zu-einer-nachricht?a=1"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Grüße", 5),
        ("Gru\u0308ße", 5),  # the same with a combining mark
        ("👩‍👩‍👧‍👦", 1),
        ("🇩🇪🇺🇦", 2),
        ("👍🏽", 1),
        ("Bürger*innen", 12),
        ("a\r\nb", 3),
    ],
)
def test_graphemes_are_what_a_reader_sees(text, length):
    assert graphemes(text) == mastodon_length(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        (LINK, 23),
        ("https://t.de", 23),  # shorter than its count
        (f"Neu: {LINK}", 28),
        (f"{LINK} {LINK}", 47),
        (f"({LINK})", 25),
        (f"{LINK}.", 24),
        ("http://dortmund.de/fußball", 23),
        ("dortmund.de/x", 13),  # without scheme it is no link
        ("https://127.0.0.1:8000/x", 24),  # nor without a public name
        ("https://localhost/x", 19),
        ("@stadt@social.example.org", 6),
        ("@stadt", 6),
        ("x@stadt.de", 10),
        ("Frag @stadt@social.example.org!", 12),
        ("ftp://dortmund.de", 17),
    ],
)
def test_mastodon_counts_addresses_and_names_in_its_own_way(text, length):
    assert mastodon_length(text) == length


def test_a_server_may_count_addresses_otherwise():
    assert mastodon_length(f"Neu: {LINK}", per_url=30) == 35
    facts = {"max_characters": 1_000, "characters_reserved_per_url": 30}
    limits = Mastodon.limits(facts)
    assert (limits.text_length, limits.count(LINK)) == (1_000, 30)


@given(st.text())
def test_no_text_has_more_graphemes_than_code_points(text):
    assert graphemes(text) <= len(text)
    assert (graphemes(text) == 0) == (text == "")


plain = st.text(st.characters(categories=["Lu", "Ll", "Zs", "Po"]), max_size=200)


@given(plain.map(lambda text: text.replace("/", " ").replace("@", " ")))
def test_mastodon_counts_words_alone_as_everybody_does(text):
    assert mastodon_length(text) == graphemes(text)


@given(plain, st.integers(1, 400))
def test_the_length_of_an_address_does_not_matter(text, length):
    short = mastodon_length(f"{text}\n\nhttps://dortmund.de/a")
    assert mastodon_length(f"{text}\n\nhttps://dortmund.de/{'a' * length}") == short


def test_bluesky_has_a_limit_of_bytes_too():
    limits = Bluesky.limits({})
    families = "👩‍👩‍👧‍👦" * 121
    assert limits.count(families) <= limits.text_length
    assert len(families.encode()) > limits.text_bytes


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Grüße an alle Bürger*innen", 26),
        ("Gru\u0308ße", 6),  # it does not say how it counts a mark: the longer way
        ("💣", 4),
        ("👍🏽", 8),
        ("👩‍👩‍👧‍👦", 25),
        ("🇩🇪🇺🇦", 16),
        ("1️⃣", 7),
        ("❤️", 6),
        ("1 * #", 5),  # pictographs only with a keycap
        ("Öffnung 🎉 heute", 18),
    ],
)
def test_threads_counts_emoji_as_their_bytes(text, length):
    assert threads_length(text) == length


@given(st.text())
def test_what_threads_counts_lies_between_graphemes_and_bytes(text):
    assert graphemes(text) <= threads_length(text) <= len(text.encode())


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("Grüße", 5), ("💣", 2), ("🇩🇪", 4)]
)
def test_utf16_counts_as_phones_do(text, length):
    assert utf16_length(text) == length
