"""A section gets another address: every page below is found under those it had."""

import random
import time

import pytest
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data

from newsroom.demo.many import insert_articles
from newsroom.models import ArticlePage, FormerAddress, NewsIndexPage
from tests.factories import published, section

from .test_languages import english  # noqa: F401  a fixture

HOST = "http://127.0.0.1:8000"
MANY = 10_000


def rename(page: Page, slug: str) -> None:
    page = Page.objects.get(pk=page.pk).specific
    page.slug = slug
    page.save_revision().publish()


def leads_to(client, old: str) -> str:
    """The one redirect from there, to a page that answers."""
    answer = client.get(old)
    assert answer.status_code == 301, old
    assert client.get(answer["Location"]).status_code == 200
    return answer["Location"].removeprefix(HOST)


def fill(number: int) -> None:
    """So many articles below the section, as rows."""
    below = published(title="Muster", slug="muster").get_parent()
    pattern = ArticlePage.objects.get(slug="muster")
    articles = []
    for count in range(number):
        page = ArticlePage()
        for field in ArticlePage._meta.concrete_fields:
            setattr(page, field.attname, getattr(pattern, field.attname))
        page.pk = page.id = page.page_ptr_id = page.translation_key = None
        page.translation_key = Page._meta.get_field("translation_key").get_default()
        page.slug = f"meldung-{count}"
        page.path = ArticlePage._get_path(below.path, below.depth + 1, count + 2)
        page.url_path = f"{below.url_path}{page.slug}/"
        articles.append(page)
    insert_articles(articles)
    Page.objects.filter(pk=below.pk).update(numchild=number + 1)


@pytest.fixture
def park(newsroom) -> ArticlePage:
    return published(title="Park", slug="park")


def test_a_section_of_many_pages_is_renamed_without_a_dead_link(
    client, newsroom, django_assert_max_num_queries
):
    fill(MANY)
    began = time.monotonic()
    with django_assert_max_num_queries(100):
        rename(newsroom, "aktuelles")
    assert time.monotonic() - began < 5  # a second on a quiet machine: make bench
    assert Redirect.objects.count() == 0
    for number in random.Random(7).sample(range(MANY), 40):
        new = leads_to(client, f"/newsroom/meldung-{number}/")
        assert new == f"/aktuelles/meldung-{number}/"
    assert client.get("/newsroom/meldung-x/").status_code == 404


def test_a_new_address_is_kept_whatever_fails_after_the_commit(
    newsroom, park, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=False):
        rename(newsroom, "aktuelles")
    assert FormerAddress.objects.get().path == "/newsroom"


def test_renamed_twice_and_moved_it_is_still_one_redirect(client, english, park):  # noqa: F811
    newsroom = section()
    rename(newsroom, "aktuelles")
    rename(newsroom, "meldungen")
    newsroom = NewsIndexPage.objects.get(pk=newsroom.pk)
    newsroom.move(english.get_parent(), "last-child")
    now = ArticlePage.objects.get(pk=park.pk).full_url.removeprefix(HOST)
    for old in ("newsroom", "aktuelles"):
        assert leads_to(client, f"/{old}/park/") == now
        assert leads_to(client, f"/{old}/park") == now


def test_the_section_itself_and_what_is_below_an_article_are_led_on(
    client, newsroom, park
):
    rename(newsroom, "aktuelles")
    assert leads_to(client, "/newsroom/") == "/aktuelles/"
    assert client.get("/newsroom/park/nichts/").status_code == 404


@pytest.mark.parametrize("before", [True, False])
def test_an_article_that_was_renamed_as_well_is_one_redirect_away(
    client, newsroom, park, before, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        if before:
            rename(park, "stadtpark")
        rename(newsroom, "aktuelles")
        rename(newsroom, "meldungen")
        if not before:
            rename(park, "stadtpark")
    assert leads_to(client, "/newsroom/park/") == "/meldungen/stadtpark/"


def test_an_article_renamed_between_two_names_of_its_section_is_found(
    client, newsroom, park, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        rename(newsroom, "aktuelles")
        rename(park, "stadtpark")
        rename(newsroom, "meldungen")
    for old in ("/newsroom/park/", "/aktuelles/park/", "/newsroom/stadtpark/"):
        assert leads_to(client, old) == "/meldungen/stadtpark/"


def test_a_section_that_takes_its_old_name_again_is_simply_there(
    client, newsroom, park
):
    rename(newsroom, "aktuelles")
    rename(newsroom, "newsroom")
    assert client.get("/newsroom/park/").status_code == 200
    assert leads_to(client, "/aktuelles/park/") == "/newsroom/park/"
    for missing in ("/newsroom/nichts/", "/newsroom/?seite=99"):
        assert client.get(missing).status_code == 404


def test_a_new_page_at_the_old_address_wins_and_the_others_are_led_on(
    client, newsroom, park
):
    rename(newsroom, "aktuelles")
    new = newsroom.get_parent().add_child(
        instance=NewsIndexPage(title="Neu", slug="newsroom")
    )
    new.add_child(instance=ArticlePage(title="Bad", slug="bad"))
    assert "<h1>Neu</h1>" in client.get("/newsroom/").content.decode()
    assert client.get("/newsroom/bad/").status_code == 200
    assert leads_to(client, "/newsroom/park/") == "/aktuelles/park/"
    rename(new, "neues")
    assert leads_to(client, "/newsroom/bad/") == "/neues/bad/"
    assert leads_to(client, "/newsroom/park/") == "/aktuelles/park/"
    assert leads_to(client, "/newsroom/") == "/neues/"  # who left last


def test_what_an_editor_has_sent_elsewhere_goes_there(client, newsroom, park):
    rename(newsroom, "aktuelles")
    Redirect.add_redirect("/newsroom/park/", "/themen/")
    assert client.get("/newsroom/park/")["Location"] == "/themen/"


def test_an_english_section_keeps_its_own_addresses(client, english):  # noqa: F811
    english.add_child(
        instance=ArticlePage(title="Pool", slug="pool", locale=english.locale)
    )
    rename(english, "news")
    assert leads_to(client, "/en/newsroom/pool/") == "/en/news/pool/"
    assert client.get("/newsroom/pool/").status_code == 404
    assert client.get("/newsroom/").status_code == 200  # the German one has not moved


def test_nobody_learns_of_a_draft_by_its_old_address(client, newsroom, park):
    rename(newsroom, "aktuelles")
    ArticlePage.objects.get(pk=park.pk).unpublish()
    assert client.get("/newsroom/park/").status_code == 404


@pytest.mark.parametrize("address", ["/newsroom/%00/", "/" + "x/" * 900, "/%FF/"])
def test_odd_addresses_are_not_found(client, newsroom, park, address):
    rename(newsroom, "aktuelles")
    assert client.get(address).status_code == 404


def test_editors_hear_how_many_addresses_change(admin_client, newsroom, park):
    edit = reverse("wagtailadmin_pages:edit", args=[newsroom.pk])
    facts = {"title": "Newsroom", "slug": "aktuelles", "comments-TOTAL_FORMS": 0}
    facts |= {"comments-INITIAL_FORMS": 0, "action-publish": "1"}
    told = admin_client.post(edit, nested_form_data(facts), follow=True)
    assert "„Newsroom“ und 1 Seite darunter haben eine neue Adresse" in (
        told.content.decode()
    )
    again = admin_client.post(edit, nested_form_data(facts), follow=True)
    assert "haben eine neue Adresse" not in again.content.decode()
