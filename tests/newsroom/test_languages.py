"""English pages below /en/, each linked with its German sister, for every reader alike."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page, PageViewRestriction, Site

from newsroom.models import ArticlePage, HomePage, NewsIndexPage, Topic
from newsroom.pages import StandardPage
from newsroom.related import weitere_nachrichten
from newsroom.site_settings import SiteSettings
from syndication.models import Announcement
from tests.factories import draft, published

from .parts import linked_data, small_image

GERMAN = "http://127.0.0.1:8000/newsroom/park/"
ENGLISH = "http://127.0.0.1:8000/en/newsroom/a-park/"


def translated(page, **changes) -> Page:
    """The page in English, gone live with these words."""
    copy = page.copy_for_translation(Locale.objects.get(language_code="en"))
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)


@pytest.fixture
def english(newsroom, editor) -> NewsIndexPage:
    """The English section, at /en/newsroom/."""
    Locale.objects.create(language_code="en")
    translated(newsroom.get_parent(), title="City")
    return translated(newsroom, title="Newsroom")


@pytest.fixture
def park(english) -> ArticlePage:
    """The English article; its German sister is at /newsroom/park/."""
    topic = Topic.objects.create(name="Grünes")
    german = published(title="Ein Park", slug="park", topics=[topic])
    return translated(german, title="A park", slug="a-park", teaser="Trees.")


def page(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_english_page_speaks_english(client, park):
    text = page(client, "/en/newsroom/a-park/")
    assert '<html lang="en">' in text
    assert "Skip to content" in text
    assert linked_data(text)["inLanguage"].startswith("en")
    assert re.search(r"<time[^>]*>\w{3} \d{1,2} [A-Z]\w+ \d{4}</time>", text)


def test_a_german_page_speaks_german_whatever_the_browser_prefers(client, park):
    plain = client.get("/newsroom/park/")
    wished = client.get("/newsroom/park/", headers={"Accept-Language": "en"})
    assert wished.content == plain.content
    assert '<html lang="de">' in plain.content.decode()


def test_both_languages_are_linked_both_ways(client, park):
    links = [
        f'<link rel="alternate" hreflang="de" href="{GERMAN}">',
        f'<link rel="alternate" hreflang="x-default" href="{GERMAN}">',
        f'<link rel="alternate" hreflang="en" href="{ENGLISH}">',
    ]
    for address in ("/newsroom/park/", "/en/newsroom/a-park/"):
        assert all(link in page(client, address) for link in links)
    german = f'<a href="{ENGLISH}" lang="en" hreflang="en">English version</a>'
    assert page(client, "/newsroom/park/").count(german) == 1
    english = f'<a href="{GERMAN}" lang="de" hreflang="de">Deutsche Fassung</a>'
    assert page(client, "/en/newsroom/a-park/").count(english) == 1


def test_home_and_section_are_linked_both_ways_too(client, english):
    assert "English version</a>" in page(client, "/")
    assert "Deutsche Fassung</a>" in page(client, "/en/")
    assert "English version</a>" in page(client, "/newsroom/")
    assert "Deutsche Fassung</a>" in page(client, "/en/newsroom/")


def test_a_translation_that_is_not_public_is_not_linked(client, park):
    lock = PageViewRestriction.objects.create(
        page=park, restriction_type=PageViewRestriction.LOGIN
    )
    assert "hreflang" not in page(client, "/newsroom/park/")
    lock.delete()
    assert "hreflang" in page(client, "/newsroom/park/")
    park.unpublish()
    assert "hreflang" not in page(client, "/newsroom/park/")


def test_each_language_lists_its_own(client, park):
    published(title="Noch ein Park")
    assert "A park" in page(client, "/en/newsroom/")
    assert "A park" in page(client, "/en/")
    for address in ("/", "/newsroom/", "/themen/gruenes/", "/newsroom/noch-ein-park/"):
        assert "A park" not in page(client, address), address
    assert "A park" not in page(client, "/feed/rss.xml")
    assert "Ein Park" not in page(client, "/en/newsroom/")
    assert weitere_nachrichten(park, []) == []


def test_a_german_topic_says_so_on_an_english_page(client, park):
    link = '<a href="/themen/gruenes/" lang="de" hreflang="de">Grünes</a>'
    assert link in page(client, "/en/newsroom/a-park/")
    assert link not in page(client, "/newsroom/park/")


def plain_page(title: str) -> StandardPage:
    home = HomePage.objects.get(locale__language_code="de")
    return home.add_child(instance=StandardPage(title=title))


def test_the_foot_leads_to_the_english_page_or_says_that_it_is_german(client, park):
    settings = SiteSettings.for_site(Site.objects.get())
    settings.imprint, settings.privacy = plain_page("Impressum"), plain_page("Schutz")
    settings.save()
    imprint = translated(settings.imprint, title="Imprint", slug="imprint")
    german = '<a href="/schutz/" lang="de" hreflang="de">Schutz</a>'
    for address in ("/en/newsroom/a-park/", "/en/", "/en/nothing/"):
        foot = client.get(address).content.decode().partition("<footer")[2]
        assert '<a href="/en/imprint/">Imprint</a>' in foot
        assert german in foot
    foot = page(client, "/newsroom/park/").partition("<footer")[2]
    assert '<a href="/impressum/">Impressum</a>' in foot
    assert '<a href="/schutz/">Schutz</a>' in foot
    imprint.unpublish()
    german = '<a href="/impressum/" lang="de" hreflang="de">Impressum</a>'
    assert german in page(client, "/en/")


def test_a_plain_page_tells_its_date_in_its_language(client, english):
    about = plain_page("Impressum")
    about.save_revision().publish()
    translated(about, title="Imprint", slug="imprint")
    StandardPage.objects.update(last_published_at=datetime(2025, 3, 18, 9, tzinfo=UTC))
    said = '<time datetime="2025-03-18T10:00:00+01:00">{}</time>'
    assert said.format("Tue 18 March 2025") in page(client, "/en/imprint/")
    assert said.format("Di 18. März 2025") in page(client, "/impressum/")


def test_without_an_english_page_there_is_no_english_address(client, newsroom):
    published(title="Ein Park", slug="park")
    for address in ("/en/", "/en/newsroom/", "/en/newsroom/park/"):
        assert client.get(address).status_code == 404


def test_a_page_has_no_address_in_the_other_language(client, park):
    for address in ("/en/newsroom/park/", "/newsroom/a-park/"):
        assert client.get(address).status_code == 404


def test_an_english_error_is_told_in_english(client, park):
    answer = client.get("/en/newsroom/nothing/")
    text = answer.content.decode()
    assert answer.status_code == 404
    assert '<html lang="en">' in text
    assert '<a href="/en/">To the front page</a>' in text


def test_an_english_error_leads_to_no_front_page_that_is_missing(client, newsroom):
    text = client.get("/en/nothing/").content.decode()
    assert '<html lang="en">' in text
    assert '<a href="/">To the front page</a>' in text
    assert 'href="/en/"' not in text


def test_nothing_is_kept_about_readers_of_either_language(client, park):
    for address in ("/newsroom/park/", "/en/newsroom/a-park/", "/en/", "/en/x/"):
        answer = client.get(address)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert "Accept-Language" not in answer.get("Vary", "")


def test_a_translation_is_announced_on_no_channel(park):
    assert not Announcement.objects.filter(page=park).exists()


def test_an_editor_translates_an_article_by_a_button(desk, english, editor):
    german = draft(title="Ein Garten", slug="garten")
    address = reverse("simple_translation:submit_page_translation", args=[german.pk])
    assert address in desk.get(f"/admin/pages/{german.pk}/edit/").content.decode()
    locale = Locale.objects.get(language_code="en")
    answer = desk.post(address, {"locales": [locale.pk]})
    copy = ArticlePage.objects.get(
        translation_key=german.translation_key, locale=locale
    )
    assert answer.url == f"/admin/pages/{copy.pk}/edit/"
    assert desk.get(answer.url).status_code == 200
    assert not copy.live


@pytest.mark.parametrize("others", [1, 20])
def test_a_translation_takes_few_queries(
    client, park, django_assert_max_num_queries, others
):
    shown = small_image()
    for number in range(others):
        published(title=f"Artikel {number}", lead_image=shown)
    for address in ("/newsroom/park/", "/en/newsroom/a-park/"):
        page(client, address)
        with django_assert_max_num_queries(12):
            page(client, address)
