"""HTML for feed readers: plain elements, absolute addresses, nothing that acts."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from newsroom.feeds.texts import DROPPED, ELEMENTS, feed_html

BASE = "https://stadt.example/newsroom/park/"


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<p>A &amp; B &lt;c&gt;</p>", "<p>A &amp; B &lt;c&gt;</p>"),
        ('<a href="/x/">x</a>', '<a href="https://stadt.example/x/">x</a>'),
        ('<a href="#ende">x</a>', f'<a href="{BASE}#ende">x</a>'),
        ('<a href="tel:+49231">x</a>', '<a href="tel:+49231">x</a>'),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="//[">x</a>', "<a>x</a>"),
        ('<img src="/i.png" alt="" class="b" loading="lazy">',
         '<img alt="" src="https://stadt.example/i.png">'),
        ('<picture><source srcset="/a.avif"><img src="/a.jpg" alt="A"/></picture>',
         '<img alt="A" src="https://stadt.example/a.jpg">'),
        ('<p style="color:red" onclick="x()">A</p>', "<p>A</p>"),
        ("<script>alert(1)</script><p>A</p>", "<p>A</p>"),
        ("<iframe src='https://x.example/'>B</iframe>A", "A"),
        ("<svg><circle/><p>B</p></svg>A", "A"),
        ("</script>A", "A"),
        ('<section><h2>A</h2></section>', "<h2>A</h2>"),
        ('<blockquote lang="en" dir="auto">A</blockquote>',
         '<blockquote lang="en" dir="auto">A</blockquote>'),
        ("<p>A\x0bB</p>\n\n\n<p>C</p>", "<p>AB</p>\n<p>C</p>"),
    ],
)  # fmt: skip
def test_html_becomes_plain(html, plain):
    assert feed_html(html, BASE) == plain


@given(st.text() | st.from_regex(r"(<[a-z]+ [a-z]+=\"[^\"]*\">?[a-z]*</?[a-z]+>?)+"))
def test_whatever_comes_nothing_else_goes_out(html):
    for element in BeautifulSoup(feed_html(html, BASE), "html.parser").find_all(True):
        assert element.name in ELEMENTS - DROPPED
        assert not {"style", "class", "srcset"} & set(element.attrs)
