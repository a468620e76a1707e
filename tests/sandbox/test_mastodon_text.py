"""What the server finds in a text and how it counts it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.sandbox.mastodon import text


def kinds(body):
    return [(entity.kind, entity.value) for entity in text.entities(body)]


@pytest.mark.parametrize(
    ("body", "length"),
    [
        ("", 0),
        ("Bürger*innen", 12),
        ("👨‍👩‍👧‍👦🇩🇪", 2),
        ("https://www.dortmund.de/" + "a" * 300, 23),
        ("https://a.de", 23),
        ("http://dortmund.de https://dortmund.de/x?y=z#w", 47),
        ("dortmund.de/" + "a" * 30, 42),
        ("https://127.0.0.1:8000/x", 24),
        ("https://rathaus/x", 17),
        ("Siehe (https://dortmund.de/x).", 32),
        ("@jemand@example.org", 7),
        ("@jemand", 7),
        ("post@example.org", 16),
    ],
)
def test_a_text_is_counted_as_the_server_does(body, length):
    assert text.length(body) == length


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Am #Borsigplatz", [("tag", "Borsigplatz")]),
        ("#Straße_5 #2025 #5G", [("tag", "Straße_5"), ("tag", "5G")]),
        ("a#b /#c )#d", []),
        ("Frag @stadt!", [("mention", "stadt")]),
        ("@a@b.de.", [("mention", "a@b.de")]),
        ("mail@stadt.de", []),
        ("https://a.de/#teil", [("url", "https://a.de/#teil")]),
        ("https://a.de/@stadt", [("url", "https://a.de/@stadt")]),
        ("https://a.de/x, dann", [("url", "https://a.de/x")]),
        ("https://a.de/w_(x) ja", [("url", "https://a.de/w_(x)")]),
        ("(https://a.de/x)", [("url", "https://a.de/x")]),
        ("https://müller.de/größe", [("url", "https://müller.de/größe")]),
        ("http://localhost:8000/x", [("url", "http://localhost:8000/x")]),
        ("https://a.nosuchtld/x", []),
        ("ftp://a.de/x", []),
        ("@\u200bstadt #\u200btag", []),
    ],
)
def test_links_mentions_and_hashtags_are_found(body, found):
    assert kinds(body) == found


def test_content_is_escaped_and_keeps_paragraphs_and_line_breaks():
    html = text.html("<b>&\nzwei\n\ndrei", "", [])
    assert html == "<p>&lt;b&gt;&amp;<br />zwei</p><p>drei</p>"


def test_a_long_address_is_shortened_for_the_eye_only():
    url = "https://www.dortmund.de/nachrichten/ein-sehr-langer-titel/"
    html = text.html(url, "", [])
    assert f'href="{url}"' in html
    assert '<span class="ellipsis">dortmund.de/nachrichten/ein-se</span>' in html


def test_only_known_accounts_are_linked():
    html = text.html("@stadt @fremd", "/mastodon", ["stadt"])
    assert 'href="/mastodon/@stadt"' in html
    assert html.endswith("</span> @fremd</p>")


@given(st.text(max_size=300))
def test_any_text_can_be_read(body):
    assert text.html(body, "", []).startswith("<p>")
    assert text.length(body) <= max(len(body), 23 * body.count("://") + len(body))
