"""What counts as the same word, and how a search field is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.searching.indexing import Texts, index_words
from newsroom.searching.typed import FTS5, TSQUERY, Match, terms_of
from newsroom.searching.words import besides, in_order, stem, written


@pytest.mark.parametrize("word", ["Straße", "STRASSE", "strasse", "STRAẞE"])
def test_sharp_s_and_case_make_no_difference(word):
    assert written(word) == "strasse"


@pytest.mark.parametrize("word", ["Häuser", "haeuser", "HAUS", "Hauses"])
def test_forms_of_a_word_share_their_stem(word):
    assert stem(word) == "haus"


def test_letters_in_two_parts_and_unseen_marks_make_no_difference():
    assert terms_of("Ha\u0308u\u00adser") == terms_of("Häuser")


def test_signs_on_letters_are_dropped():
    assert [written(word) for word in ("Café", "Şahin", "Über")] == [
        "cafe",
        "sahin",
        "ueber",
    ]


@pytest.mark.parametrize(
    "text",
    ["Bürger*innen", "Bürger:innen", "Bürger_innen", "Bürger/-innen", "Bürger/innen"],
)
def test_gender_forms_are_one_word_and_found_by_both(text):
    assert in_order(text) == ["Bürgerinnen"]
    assert next(besides(text)) == "Bürger"


def test_words_with_hyphens_are_found_in_one_piece_too():
    assert "SBahnLinie" in besides("Die S-Bahn-Linie fährt")


def test_what_is_typed_becomes_terms():
    loose, phrase, hyphened = terms_of('Brücken „neue Mitte“ S-Bahn "offen')[:3]
    assert (loose.words, loose.stem, loose.quoted) == (("bruecken",), "bruck", False)
    assert (phrase.words, phrase.quoted) == (("neue", "mitte"), True)
    assert hyphened.words == ("s", "bahn")


def test_a_question_is_about_its_telling_words():
    assert [term.words for term in terms_of("Was kostet das Schwimmbad")] == [
        ("kostet",),
        ("schwimmbad",),
    ]
    assert [term.words for term in terms_of("die das")] == [("die",), ("das",)]
    assert [term.words for term in terms_of('"was ist" neu')] == [
        ("was", "ist"),
        ("neu",),
    ]


@given(st.text())
def test_whatever_is_typed_asks_with_letters_and_digits_alone(text):
    terms = terms_of(text)
    assert len(terms) <= 12
    for term in terms:
        assert all(word.isalnum() and len(word) <= 60 for word in term.words)
    if terms:
        assert Match(terms).said_in(FTS5).count('"') % 2 == 0
        assert Match(terms).said_in(TSQUERY).count("'") % 2 == 0


@given(st.text())
def test_whatever_is_indexed_is_words_and_spaces(text):
    words = index_words(Texts(text, text, text, text)).split(" ")
    assert all(word.strip("¹²³°").isalnum() or word == "¶" for word in words if word)
