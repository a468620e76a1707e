"""An article in Leichte Sprache: linked both ways, and in no list twice."""

import json

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsroom.easy_language import EasyLanguagePage
from newsroom.models import ArticlePage
from tests.factories import published

from .parts import body, meta, small_image

EASY = "/newsroom/park/leichte-sprache/"


@pytest.fixture
def article(newsroom) -> ArticlePage:
    return published(title="Ein Park", slug="park")


@pytest.fixture
def easy(article) -> EasyLanguagePage:
    text = body(("paragraph", "<p>Es gibt einen neuen Park.</p>"))
    page = EasyLanguagePage(title="Der neue Park", body=text, live=False)
    article.add_child(instance=page)
    page.save_revision().publish()
    return EasyLanguagePage.objects.get(pk=page.pk)


def page(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_has_an_address_below_the_article_and_says_what_it_is(client, easy):
    text = page(client, EASY)
    assert "Es gibt einen neuen Park." in text
    assert "Leichte Sprache</span>" in text
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{EASY}">' in text


def test_it_is_described_by_how_it_begins_or_as_the_editor_says(client, easy):
    assert meta(page(client, EASY), "description") == ["Es gibt einen neuen Park."]
    easy.search_description = "Der Park in Leichter Sprache."
    easy.save_revision().publish()
    said = ["Der Park in Leichter Sprache."]
    assert meta(page(client, EASY), "description") == said


def test_article_and_easy_version_are_linked_both_ways(client, easy):
    link = f'<a href="http://127.0.0.1:8000{EASY}">In Leichter Sprache lesen</a>'
    assert page(client, "/newsroom/park/").count(link) == 1
    back = '<a href="/newsroom/park/">Zum Artikel in Alltagssprache</a>'
    assert back in page(client, EASY)
    for address in ("/newsroom/park/", EASY):
        assert "hreflang" not in page(client, address)


def _unpublished(easy):
    easy.unpublish()


def _private(easy):
    PageViewRestriction.objects.create(
        page=easy, restriction_type=PageViewRestriction.LOGIN
    )


def _expired(easy):
    EasyLanguagePage.objects.filter(pk=easy.pk).update(expire_at=timezone.now())


@pytest.mark.parametrize("hide", [_unpublished, _private, _expired])
def test_it_is_not_linked_before_everybody_may_read_it(client, easy, hide):
    hide(easy)
    assert "Leichter Sprache" not in page(client, "/newsroom/park/")


def test_it_goes_offline_with_its_article(client, article, easy):
    assert EASY in page(client, "/sitemap.xml")
    article.unpublish()
    assert client.get(EASY).status_code == 404
    assert EASY not in page(client, "/sitemap.xml")


def test_it_follows_its_article_to_another_address(client, article, easy):
    article.slug = "garten"
    article.save_revision().publish()
    assert "neuen Park" in page(client, "/newsroom/garten/leichte-sprache/")


def test_it_is_in_no_list_and_no_feed(client, easy):
    published(title="Anderes", slug="anderes")
    addresses = ["/", "/newsroom/", "/feed/rss.xml", "/newsroom/anderes/"]
    for address in addresses:
        assert "Der neue Park" not in page(client, address), address
        assert "leichte-sprache/" not in page(client, address), address


def test_an_editor_adds_one_and_no_second(desk, article):
    add = f"/admin/pages/add/newsroom/easylanguagepage/{article.pk}/"
    form = desk.get(add)
    assert form.status_code == 200
    assert 'name="slug"' not in form.content.decode()
    fields = {
        "title": "Der neue Park",
        "body-count": "1",
        "body-0-type": "paragraph",
        "body-0-order": "0",
        "body-0-deleted": "",
        "body-0-id": "",
        "body-0-value": json.dumps(
            {
                "blocks": [
                    {
                        "key": "a",
                        "text": "Ein Park.",
                        "type": "unstyled",
                        "depth": 0,
                        "inlineStyleRanges": [],
                        "entityRanges": [],
                    }
                ],
                "entityMap": {},
            }
        ),
        "action-publish": "1",
    }
    desk.post(add, fields)
    assert EasyLanguagePage.objects.get().url == EASY
    assert desk.get(add).status_code in (302, 403)


def test_an_article_with_all_its_versions_takes_few_queries(
    client, article, easy, django_assert_max_num_queries
):
    shown = small_image()
    for number in range(15):
        published(title=f"Artikel {number}", lead_image=shown)
    page(client, "/newsroom/park/")
    with django_assert_max_num_queries(12):
        page(client, "/newsroom/park/")
