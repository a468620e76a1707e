"""Whatever is typed or pasted: a page, or a sentence that says what is wrong."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Site

from newsroom.models import ArticlePage
from tests import factories
from tests.factories import draft, published

from .parts import body, linked_data

ARABIC = "حديقة جديدة \u202eللمدينة"
CONTROL = "Ein\x0b neuer\x00 Park\x1f\ufffe"


@pytest.mark.parametrize(
    "title",
    [
        "x" * 255,
        "</script><b>",
        ARABIC,
        "🏳️‍🌈 👩🏽‍🚒",
        "]]>&amp;<!--",
        "' OR 1=1 --",
        "{{ 7|add:7 }}",
    ],
)
def test_a_title_is_shown_as_it_was_typed(client, title):
    page = published(
        title=title,
        slug="titel",
        kicker=title[:80],
        teaser=title,
        body=body(("heading", title[:200])),
    )
    answer = client.get(page.url)
    assert answer.status_code == 200
    assert linked_data(answer.content.decode())["headline"] == title
    for address in ("/", "/newsroom/", "/feed/rss.xml", "/sitemap.xml"):
        assert client.get(address).status_code == 200


def test_a_headline_finds_its_own_direction(client):
    page = published(title=ARABIC, slug="park")
    assert f'<h1 dir="auto">{ARABIC}</h1>' in client.get(page.url).content.decode()


def test_signs_that_nobody_can_print_are_left_out(client):
    parts = body(("heading", CONTROL), ("quote", {"text": CONTROL, "source": "\x0b"}))
    page = published(title=CONTROL, kicker=CONTROL, teaser=CONTROL, body=parts)
    assert (page.title, page.kicker, page.teaser) == ("Ein neuer Park",) * 3
    text = client.get(page.url).content.decode()
    assert "<h2>Ein neuer Park</h2>" in text
    assert not set(text) & set("\x00\x0b\x1f\ufffe")


def test_feeds_outlive_such_signs_in_what_is_no_page(client):
    image = factories.image(description="Ein\x0bBaum", credit="Stadt\x1f")
    published(lead_image=image)
    Site.objects.update(site_name="Stadt\x0bDortmund")
    for address in ("/feed/rss.xml", "/feed/atom.xml"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "EinBaum" in answer.content.decode()


def test_half_a_sign_is_left_out(db):
    assert published(title="Park \ud83c", teaser="\udfff").title == "Park "


def test_a_title_of_nothing_but_such_signs_is_refused(db):
    with pytest.raises(ValidationError, match="nicht leer"):
        draft(title="\x0b\x00")


def test_a_title_that_is_too_long_is_refused_in_german(desk, newsroom):
    address = f"/admin/pages/add/newsroom/articlepage/{newsroom.pk}/"
    fields = {"title": "x" * 300, "slug": "lang"}
    fields |= {"body-count": "0", "corrections-count": "0"}
    answer = desk.post(address, fields)
    assert answer.status_code == 200
    assert "255" in " ".join(answer.context["form"].errors["title"])
    assert "x" * 300 in answer.content.decode()
    assert not ArticlePage.objects.exists()
