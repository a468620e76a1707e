"""German words in addresses, in the browser and on the server alike."""

import json
import re
from html import unescape

import pytest

from newsroom.addresses import german_slug
from newsroom.models import ArticlePage, Topic
from tests.factories import published

WORDS = {
    "Fußball": "fussball",
    "Öffentliche Toiletten": "oeffentliche-toiletten",
    "Bürger*innen": "buergerinnen",
    "Ärger über Übermut": "aerger-ueber-uebermut",
    "Café – jetzt": "cafe-jetzt",
    "So sieht's aus!": "so-siehts-aus",
    "GROẞ": "gross",
    "Bu\u0308rger": "buerger",
    "😀": "",
}


@pytest.mark.parametrize(("text", "slug"), WORDS.items())
def test_umlauts_are_written_out(text, slug):
    assert german_slug(text) == slug


def test_a_long_address_ends_without_a_hyphen():
    slug = german_slug("ü " * 150)
    assert len(slug) <= 200
    assert not slug.endswith("-")


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Fußball", "fussball"), ("Straße", "strasse"), ("Ü" * 255, "ue" * 100)],
)
def test_a_page_without_an_address_gets_a_german_one(newsroom, title, slug):
    assert published(title=title).slug == slug


def test_the_same_title_again_gets_a_number(newsroom):
    assert [published(title="Grüße").slug for _ in range(2)] == ["gruesse", "gruesse-2"]


def test_an_address_that_was_typed_is_written_the_german_way(newsroom):
    page = ArticlePage(title="X", slug="Fußball")
    newsroom.add_child(instance=page)
    page.full_clean()
    assert page.slug == "fussball"


def test_a_topic_gets_a_german_address():
    assert Topic.objects.create(name="Bürger*innen").slug == "buergerinnen"


@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/add/newsroom/articlepage/{section}/",
        "/admin/pages/add/newsroom/newsindexpage/{home}/",
        "/admin/snippets/newsroom/topic/add/",
    ],
)
def test_the_address_field_writes_german_while_one_types(desk, newsroom, address):
    ids = {"section": newsroom.pk, "home": newsroom.get_parent().pk}
    text = desk.get(address.format(**ids)).content.decode()
    field = re.search(r'<input[^>]*name="slug"[^>]*>', text)[0]
    assert 'data-controller="w-slug"' in field
    assert 'data-w-slug-locale-value="de"' in field
    assert 'data-w-slug-allow-unicode-value="true"' not in field.lower()
    formatters = re.search(r'data-w-slug-formatters-value="([^"]*)"', field)[1]
    for word, slug in WORDS.items():
        assert as_the_browser_does(word, json.loads(unescape(formatters))) == slug


def as_the_browser_does(text: str, formatters: list) -> str:
    """Wagtail's CleanController: our letters first, then what is left of ASCII."""
    for (pattern, *_flags), replacement in formatters:
        text = re.sub(pattern, replacement, text)
    text = text.replace("é", "e").lower()  # its map for Latin letters, in short
    return re.sub(r"[-\s]+", "-", re.sub(r"[^-\w\s]", "", text, flags=re.ASCII))


def test_addresses_are_those_of_public_url(newsroom, settings):
    settings.PUBLIC_URL = "https://stadt.example"
    page = published(title="Park")
    assert page.full_url == "https://stadt.example/newsroom/park/"
