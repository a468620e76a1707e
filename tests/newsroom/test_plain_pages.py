"""Imprint and its kin, the feeds explained, the pages for what went wrong."""

import re

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.views.defaults import server_error
from wagtail.models import PageViewRestriction

from newsroom.models import HomePage, Topic
from newsroom.pages import StandardPage
from syndication.models import Announcement
from tests.factories import published

from .parts import body, picture_part, small_image


def plain(**facts) -> StandardPage:
    defaults = {"title": "Über uns", "intro": "Wer wir sind.", "live": False}
    home = HomePage.objects.get()
    page = home.add_child(instance=StandardPage(**(defaults | facts)))
    page.save_revision().publish()
    return StandardPage.objects.get(pk=page.pk)


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_plain_page_shows_its_text(client, newsroom):
    parts = ("heading", "Team"), picture_part(small_image()), ("paragraph", "<p>A</p>")
    plain(body=body(*parts))
    text = text_of(client, "/ueber-uns/")
    assert "<h1>Über uns</h1>" in text
    assert "Wer wir sind." in text
    assert "<h2>Team</h2>" in text
    assert "Bild: Stadt" in text
    assert '<link rel="canonical" href="http://127.0.0.1:8000/ueber-uns/">' in text


def test_a_plain_page_is_not_announced_and_no_news(client, newsroom):
    plain()
    assert not Announcement.objects.exists()
    assert "Über uns" not in text_of(client, "/newsroom/")
    assert "Über uns" not in text_of(client, "/feed/rss.xml")


def test_a_plain_page_that_is_offline_or_below_is_not_found(client, newsroom):
    plain().unpublish()
    assert client.get("/ueber-uns/").status_code == 404
    assert client.get("/ueber-uns/mehr/").status_code == 404


def test_a_plain_page_may_be_for_some_readers_only(client, newsroom):
    PageViewRestriction.objects.create(
        page=plain(), restriction_type=PageViewRestriction.LOGIN
    )
    assert client.get("/ueber-uns/").status_code == 302


def test_the_editor_makes_a_plain_page_below_the_front_page(desk, newsroom):
    home = HomePage.objects.get()
    answer = desk.get(f"/admin/pages/add/newsroom/standardpage/{home.pk}/")
    assert answer.status_code == 200


def test_the_feeds_are_explained_and_each_of_them_answers(client, newsroom):
    topic = Topic.objects.create(name="Öffentliche Bäder")
    Topic.objects.create(name="Leeres")
    published(title="Das Bad", topics=[topic])
    text = text_of(client, "/rss/").partition("<main")[2].partition("</main>")[0]
    addresses = re.findall(r'href="http://127.0.0.1:8000([^"]*)"', text)
    assert len(addresses) == 6
    for address in addresses:
        assert client.get(address).status_code == 200
    assert "RSS<span" in text
    assert "Leeres" not in text


def test_a_page_that_does_not_exist_offers_search_and_ways_on(client, newsroom):
    answer = client.get("/nix/<b>\"'ä/?x=1")
    text = answer.content.decode()
    assert answer.status_code == 404
    assert "<h1>Seite nicht gefunden</h1>" in text
    assert '<input id="suche" name="q"' in text
    assert '<a href="/">Zur Startseite</a>' in text
    assert "<b>" not in text
    assert not answer.cookies


def test_a_failure_is_told_without_database_and_without_template_code(
    django_assert_num_queries,
):
    with django_assert_num_queries(0):
        answer = server_error(RequestFactory().get("/"))
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "Das hat nicht geklappt" in text
    assert "{" not in text
    assert '<link rel="stylesheet" href="/static/css/site.css">' in text
    ways = text.partition("<main")[2]
    assert '<a href="/">Zur Startseite</a>' in ways
    assert f'<a href="{reverse("search")}">Nachrichten durchsuchen</a>' in ways
    assert '<p lang="en">This page is out of order' in ways


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/newsroom/",
        "/themen/",
        "/archiv/",
        "/folgen/",
        "/rss/",
        "/ueber-uns/",
        "/barriere-melden/danke/",
    ],
)
def test_readers_get_no_cookie_and_pages_that_all_may_share(client, newsroom, address):
    plain()
    answer = client.get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "cookie" not in answer.get("Vary", "").lower()
    text = answer.content.decode()
    assert "style=" not in text
    assert "<style" not in text
    assert re.findall(r"<script(?! type=\"application/ld)", text) == []
    assert text.count("<h1") == 1
