"""The piece of a text that is shown with a hit."""

import re

from newsroom.searching.typed import terms_of
from newsroom.snippets import marked, snippet


def shown(text: str, query: str) -> str:
    return snippet(text, terms_of(query))


def test_the_word_is_marked_in_whatever_form_it_stands():
    text = "Häuser, Bürger*innen und das Straßenfest an der S-Bahn"
    assert marked(text, terms_of("haus")) == text.replace(
        "Häuser", "<mark>Häuser</mark>"
    )
    for query, word in [
        ("buerger", "Bürger*innen"),
        ("strasse", "Straßenfest"),
        ("s-bahn", "S-Bahn"),
        ('"und das"', "und das"),
    ]:
        assert f"<mark>{word}</mark>" in shown(text, query)


def test_html_of_a_text_stays_text():
    text = '<script>alert("Hafen")</script> & <b>Hafen</b>'
    html = shown(text, "hafen script")
    assert "&lt;<mark>script</mark>&gt;" in html
    assert (
        re.findall("<[^>]*>", html.replace("<mark>", "").replace("</mark>", "")) == []
    )
    assert "&amp;" in html


def test_the_snippet_is_where_the_words_stand_together():
    text = "Hafen. " + "Nichts davon. " * 60 + "Am Hafen wird ein Fest gefeiert. "
    html = shown(text + "Und sonst nichts. " * 60, "hafen fest")
    assert "<mark>Hafen</mark> wird ein <mark>Fest</mark>" in html
    assert html.startswith("… ")
    assert html.endswith(" …")
    assert len(html) < 320


def test_without_a_hit_the_text_begins():
    assert shown("Ein kurzer Text.", "hafen") == "Ein kurzer Text."
    assert shown("", "hafen") == ""


def test_a_very_long_word_is_cut():
    html = shown("x" * 5_000, "hafen")
    assert len(html) < 240
