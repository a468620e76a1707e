"""The share card: words as a picture."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from syndication.share_card import SIZES, SQUARE, WIDE, ShareCard, _fitted, drawable

LONG = "Bürger*innen planen gemeinsam die Straßenbahn der Zukunft für Dorstfeld " * 4


def opened(card, size=WIDE):
    return Image.open(BytesIO(card.drawn(size)))


@pytest.mark.parametrize("size", [WIDE, SQUARE])
@pytest.mark.parametrize("headline", ["Kurz", LONG[:255], "W" * 255, "💣🎉", ""])
def test_a_card_has_its_size_and_is_light_whatever_it_says(headline, size):
    content = ShareCard(headline, "Rat & Verwaltung", "Newsroom").drawn(size)
    assert len(content) < 300_000
    card = Image.open(BytesIO(content))
    assert (card.format, card.mode, card.size) == ("JPEG", "RGB", size)


def test_no_word_leaves_the_card():
    card = opened(ShareCard("W" * 255, "W" * 80, "W" * 80)).convert("L")
    edge = card.crop((WIDE[0] - 60, 0, *WIDE))
    low, high = edge.getextrema()
    assert high - low < 20


def test_emoji_are_left_out_and_no_box_stands_for_them():
    assert drawable("Fest 🎉 im Park 👩‍👩‍👧‍👦🇩🇪!") == "Fest im Park !"
    with_emoji, without = ShareCard("Fest 🎉"), ShareCard("Fest")
    assert not ImageChops.difference(opened(with_emoji), opened(without)).getbbox()


@pytest.mark.parametrize(
    "text",
    ["Größe, Übermaß, ẞ", "Bürger*innen", "„Ja“ – nein …", "2 € · 50 %", "Їжак і Ğül"],
)
def test_what_the_city_writes_can_be_drawn(text):
    assert drawable(text) == text


def test_signs_that_only_hide_are_put_into_plain_ones():
    assert drawable("Gru\u0308n\u2011Rot Rats\u00adhaus\u200b") == "Grün-Rot Ratshaus"


def test_a_long_headline_is_wrapped_and_shrunk_with_no_word_lost():
    font, lines = _fitted(LONG.strip(), 1_032, 318)
    assert font.size < SIZES[0]
    assert " ".join(lines) == LONG.strip()
    assert all(font.getlength(line) <= 1_032 for line in lines)
    assert len(lines) * font.size <= 318


def test_a_long_word_is_parted_at_its_hyphen():
    _font, lines = _fitted("Bürger*innen-Beteiligungsverfahren", 700, 400)
    assert lines == ["Bürger*innen-", "Beteiligungsverfahren"]


def test_what_is_far_too_long_ends_with_a_sign_that_it_does():
    _font, lines = _fitted("Wort " * 300, 1_032, 318)
    assert lines[-1].endswith(" …")


def test_an_urgent_card_looks_it():
    plain = opened(ShareCard("Bombe")).getpixel((600, 600))
    urgent = opened(ShareCard("Bombe", urgent=True)).getpixel((600, 600))
    assert urgent[0] > 150 > plain[0]


def test_other_words_have_another_address():
    cards = [
        ShareCard("A"),
        ShareCard("B"),
        ShareCard("A", "B"),
        ShareCard("A", "", "B"),
        ShareCard("A", urgent=True),
    ]
    digests = {card.digest for card in cards}
    assert len(digests) == len(cards)
    assert all(digest.isascii() and len(digest) == 32 for digest in digests)
    assert ShareCard("A").digest == ShareCard("A").digest
