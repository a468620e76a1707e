"""What a body may hold, as readers and feeds get it."""

import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from newsroom.blocks import BodyBlock
from newsroom.images import make_renditions
from tests.factories import published

from .parts import body, small_image

TABLE = {
    "data": [["Jahr", "Bäume"], ["2024", "110"], ["2025", None]],
    "table_caption": "Gepflanzte Bäume",
    "table_header_choice": "both",
    "first_row_is_table_header": True,
    "first_col_is_header": True,
}
FILM = {"title": "So wird gepflanzt", "url": "https://video.example.org/1"}
CONTACT = {
    "name": "Grünflächenamt",
    "text": "Parkstraße 1\nmontags 8 bis 12 Uhr",
    "phone": "+49 (0)231 50-0",
    "email": "gruen@example.org",
}


@pytest.fixture
def document(db):
    file = ContentFile(b"%PDF-1.7" + bytes(1_230_000), "plan.pdf")
    return Document.objects.create(title="Plan", file=file)


def shown(client, *parts) -> BeautifulSoup:
    """The text of an article of these parts."""
    page = published(title="Teile", slug="teile", body=body(*parts))
    answer = client.get(page.url)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").select_one(".article__text")


def in_feed(client, *parts) -> BeautifulSoup:
    published(title="Teile", slug="teile", body=body(*parts))
    feed = ElementTree.fromstring(client.get("/feed/rss.xml").content)
    text = feed.find(".//{http://purl.org/rss/1.0/modules/content/}encoded").text
    return BeautifulSoup(text, "html.parser")


def test_a_gallery_is_a_list_of_figures(client, newsroom):
    image = small_image(description="Ein Beet", credit="Garten")
    picture = {"image": image.pk, "caption": "Im Mai", "decorative": False}
    text = shown(client, ("gallery", [picture, picture | {"decorative": True}]))
    figures = text.select("ul.gallery > li > figure")
    assert [figure.img["alt"] for figure in figures] == ["Ein Beet", ""]
    assert all(figure.img["loading"] == "lazy" for figure in figures)
    assert "Bild: Garten" in figures[0].figcaption.text


def test_pictures_come_in_three_formats_the_lightest_first(client, newsroom):
    image = small_image()
    make_renditions(image.pk)
    text = shown(client, ("picture", {"image": image.pk}))
    kinds = [source["type"] for source in text.select("picture source")]
    assert kinds == ["image/avif", "image/webp"]
    assert text.img["src"].endswith((".jpg", ".jpeg"))
    assert text.img["width"]
    assert text.img["height"]


def test_a_quote_says_its_language_and_keeps_its_paragraphs(client, newsroom):
    quote = {"text": "We plant.\n\nAnd water.", "source": "Twin city", "lang": "en"}
    said = shown(client, ("quote", quote)).blockquote
    assert said["lang"] == "en"
    assert [p.text for p in said.select("p")] == ["We plant.", "And water."]


def test_a_text_in_another_language_says_which_and_which_way_it_runs(client, newsroom):
    foreign = {"lang": "ar", "text": "<p>مرحبا</p>"}
    part = shown(client, ("foreign", foreign)).select_one(".foreign")
    assert (part["lang"], part["dir"]) == ("ar", "auto")
    assert part.p.text == "مرحبا"


def test_a_table_has_a_caption_and_says_what_heads_what(client, newsroom):
    table = shown(client, ("table", TABLE)).table
    assert table.caption.text == "Gepflanzte Bäume"
    assert table.parent["tabindex"] == "0"  # where it scrolls, keys scroll it
    named = table.parent.name, table.parent["aria-label"]
    assert named == ("section", "Gepflanzte Bäume")
    heads = [cell.text for cell in table.select("thead th[scope=col]")]
    assert heads == ["Jahr", "Bäume"]
    rows = [cell.text for cell in table.select("tbody th[scope=row]")]
    assert rows == ["2024", "2025"]
    assert [cell.text for cell in table.select("td")] == ["110", ""]


def test_a_download_says_its_kind_and_size(client, newsroom, document):
    link = shown(client, ("download", {"document": document.pk})).a
    assert re.sub(r"\s+", " ", link.text) == "Plan (PDF, 1,2 MB)"
    assert link["href"] == document.url


def test_a_deleted_document_leaves_the_article_readable(client, newsroom, document):
    parts = ("download", {"document": document.pk}), ("heading", "Danach")
    document.delete()
    assert shown(client, *parts).h2.text == "Danach"


def test_a_contact_is_reached_by_one_touch(client, newsroom):
    contact = shown(client, ("contact", CONTACT)).select_one(".contact")
    links = [link["href"] for link in contact.select("a")]
    assert links == ["tel:+49231500", "mailto:gruen@example.org"]
    assert "Parkstraße 1<br/>montags" in str(contact)


def test_a_video_is_a_link_that_says_where_it_leads(client, newsroom):
    poster = small_image(description="Ein Spaten", credit="Garten")
    more = {"poster": poster.pk, "length": "3:20 Min.", "access": "mit Untertiteln"}
    text = shown(client, ("video", FILM | more | {"transcript": "<p>Man gräbt.</p>"}))
    assert text.a["href"] == "https://video.example.org/1"
    assert "Video ansehen: So wird gepflanzt" in text.a.text
    assert text.img["alt"] == ""
    caption = text.figcaption.text
    for said in (
        "3:20 Min.",
        "mit Untertiteln",
        "führt zu video.example.org",
        "Garten",
    ):
        assert said in caption
    assert text.select_one("details p").text == "Man gräbt."
    assert not text.select("iframe, video, script")


def test_feeds_get_the_same_parts_with_one_picture_each(client, newsroom, document):
    image = small_image()
    text = in_feed(
        client,
        ("gallery", [{"image": image.pk}, {"image": image.pk}]),
        ("video", FILM | {"poster": image.pk}),
        ("table", TABLE),
        ("contact", CONTACT),
        ("download", {"document": document.pk}),
        ("quote", {"text": "Ja."}),
    )
    assert len(text.select("img")) == 3
    assert not text.select("picture, source, [style]")
    assert text.select_one('a[href^="http"][href*="/dokumente/"]')
    assert text.table.caption


def test_what_was_written_before_blocks_grew_is_still_read(client, newsroom):
    said = {"text": "Ja.", "source": ""}
    assert "lang" not in shown(client, ("quote", said)).blockquote.attrs


@pytest.mark.parametrize(
    ("part", "complaint"),
    [
        (("table", TABLE | {"table_caption": " "}), "worum es geht"),
        (("table", TABLE | {"table_header_choice": "neither"}), "jeder Spalte"),
        (("table", TABLE | {"data": [["Jahr", ""], ["1", "2"]]}), "jeder Spalte"),
        (("contact", CONTACT | {"phone": "ruf an"}), "besteht aus Ziffern"),
        (("subheading", "Ohne Dach"), "fehlt eine Zwischenüberschrift"),
        (("gallery", []), "Anzahl an Elementen ist 2"),
    ],
)
def test_what_readers_could_not_use_is_refused_in_german(db, part, complaint):
    block = BodyBlock()
    kind, value = part
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python([{"type": kind, "value": value}]))
    assert complaint in str(complaints(refused.value))


def complaints(error: ValidationError) -> list[str]:
    """All sentences of a block's error, however deep."""
    below = getattr(error, "block_errors", None) or []
    below = below.values() if isinstance(below, dict) else below
    below = [*below, *(getattr(error, "non_block_errors", None) or [])]
    parts = [part for part in below if isinstance(part, ValidationError)]
    own = [str(part) for part in [*below, *error.messages]]
    return own + [text for part in parts for text in complaints(part)]


def test_an_article_with_every_kind_of_part_takes_few_queries(
    client, newsroom, document, django_assert_max_num_queries, cold
):
    image = small_image()
    parts = [
        ("picture", {"image": image.pk}),
        ("gallery", [{"image": image.pk}, {"image": image.pk}]),
        ("video", FILM | {"poster": image.pk}),
        ("download", {"document": document.pk}),
    ]
    page = published(title="Alles", slug="alles", body=body(*parts), lead_image=image)
    client.get(page.url)
    cold()
    with django_assert_max_num_queries(17):
        client.get(page.url)
