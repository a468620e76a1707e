"""An article without a picture shows its words in link cards."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from newsroom import share_cards
from syndication.share_card import ShareCard
from tests.factories import draft, published
from tests.newsroom.parts import linked_data, meta, small_image

SITE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def page(client, slug="park"):
    return client.get(f"/newsroom/{slug}/").content.decode()


def test_an_article_without_a_picture_has_its_headline_as_one(client):
    published(title="Bürger*innen im Park", slug="park")
    text = page(client)
    (address,) = meta(text, "og:image")
    assert address.startswith(f"{SITE}/media/share/")
    assert address.isascii()
    assert meta(text, "og:image:width") == ["1200"]
    assert meta(text, "og:image:height") == ["630"]
    assert meta(text, "og:image:alt") == ["Bürger*innen im Park"]
    assert len(linked_data(text)["image"]) == 3
    name = address.removeprefix(f"{SITE}/media/")
    with default_storage.open(name) as file:
        content = file.read()
    assert len(content) < 300_000
    assert Image.open(BytesIO(content)).size == (1200, 630)


def test_its_address_changes_with_its_words_alone(client):
    article = published(title="Park", slug="park")
    before = meta(page(client), "og:image")
    article.teaser = "Anders."
    article.save_revision().publish()
    assert meta(page(client), "og:image") == before
    article.title = "Ein Park"
    article.save_revision().publish()
    assert meta(page(client), "og:image") != before


def test_an_article_with_a_picture_shows_that(client):
    published(title="Park", slug="park", lead_image=small_image())
    (address,) = meta(page(client), "og:image")
    assert "/media/images/" in address
    assert not default_storage.exists("share")


def test_what_is_being_typed_makes_no_card(desk):
    article = draft(title="Park", slug="park")
    article.save_revision()
    text = desk.get(f"/admin/pages/{article.pk}/view_draft/").content.decode()
    assert meta(text, "og:image") == []
    assert not default_storage.exists("share")


def test_a_full_disk_keeps_no_article_from_its_readers(client, settings, tmp_path):
    (tmp_path / "media").write_text("no folder")
    published(title="Park", slug="park")
    text = page(client)
    assert ">Park</h1>" in text
    assert meta(text, "og:image") == []


def test_many_readers_at_once_make_one_card(monkeypatch):
    drawn = []
    draw = ShareCard.drawn
    monkeypatch.setattr(
        ShareCard, "drawn", lambda *card: drawn.append(card) or draw(*card)
    )
    card = ShareCard("Alle auf einmal")
    with ThreadPoolExecutor(8) as readers:
        addresses = set(readers.map(share_cards.address_of, [card] * 16))
    assert len(addresses) == len(drawn) == 1
    assert len(default_storage.listdir("share")[1]) == 1
