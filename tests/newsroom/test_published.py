"""What is not for everybody yet, or no longer, shows up nowhere."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsroom.models import ArticlePage, Topic
from tests.factories import draft, published, section

SECRET = "Noch geheim"


def _draft(topic):
    draft(title=SECRET, topics=[topic])


def _scheduled(topic):
    page = draft(title=SECRET, topics=[topic])
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()


def _private(topic):
    page = published(title=SECRET, topics=[topic])
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )


def _unpublished(topic):
    published(title=SECRET, topics=[topic]).unpublish()


def _expired(topic):
    """The time has come, but nothing has taken the page offline so far."""
    page = published(title=SECRET, topics=[topic])
    ArticlePage.objects.filter(pk=page.pk).update(
        expire_at=timezone.now() - timedelta(seconds=1)
    )


def _dated_ahead(topic):
    page = published(title=SECRET, topics=[topic])
    ArticlePage.objects.filter(pk=page.pk).update(
        published_at=timezone.now() + timedelta(hours=1)
    )


def _deleted(topic):
    published(title=SECRET, topics=[topic]).delete()


ADDRESSES = ["/", "/newsroom/", "/themen/geheimes/", "/newsroom/offen/"]
ADDRESSES += ["/feed/rss.xml", "/themen/geheimes/rss.xml", "/sitemap.xml"]


@pytest.fixture
def topic():
    return Topic.objects.create(name="Geheimes")


@pytest.mark.parametrize(
    "hide",
    [_draft, _scheduled, _private, _unpublished, _expired, _dated_ahead, _deleted],
)
def test_a_hidden_article_is_nowhere_to_be_seen(client, topic, hide):
    published(title="Offen", topics=[topic])
    hide(topic)
    for address in ADDRESSES:
        text = client.get(address).content.decode()
        assert "Offen" in text or "offen" in text, address
        assert SECRET not in text, address
        assert "noch-geheim" not in text, address
    assert SECRET not in client.get("/newsroom/noch-geheim/").content.decode()
    assert not ArticlePage.objects.public().filter(title=SECRET).exists()


def test_the_same_article_is_everywhere_once_it_is_public(client, topic):
    published(title="Offen", topics=[topic])
    published(title=SECRET, topics=[topic])
    for address in ADDRESSES:
        text = client.get(address).content.decode()
        assert SECRET in text or "noch-geheim" in text, address
    assert client.get("/newsroom/noch-geheim/").status_code == 200


@pytest.mark.parametrize("hide", [_draft, _scheduled, _unpublished, _expired])
def test_a_hidden_article_has_no_page(client, topic, hide):
    hide(topic)
    assert client.get("/newsroom/noch-geheim/").status_code == 404


def test_all_below_a_private_section_is_private(client, topic):
    published(title=SECRET, topics=[topic])
    PageViewRestriction.objects.create(
        page=section(), restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    for address in ADDRESSES:
        assert SECRET not in client.get(address).content.decode(), address
    answer = client.get("/newsroom/noch-geheim/")
    assert SECRET not in answer.content.decode()
    assert "Passwort erforderlich" in answer.content.decode()


def test_who_knows_the_password_reads_the_private_article(client, topic):
    page = published(title=SECRET)
    lock = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="Hafen"
    )
    address = f"/_util/authenticate_with_password/{lock.pk}/{page.pk}/"
    wrong = client.post(address, {"password": "x", "return_url": page.url})
    assert SECRET not in wrong.content.decode()
    client.post(address, {"password": "Hafen", "return_url": page.url})
    assert SECRET in client.get("/newsroom/noch-geheim/").content.decode()


def test_who_may_not_read_is_asked_to_sign_in_in_german(client):
    page = published(title=SECRET)
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )
    answer = client.get("/newsroom/noch-geheim/", follow=True)
    assert "<h1>Anmelden</h1>" in answer.content.decode()
    assert SECRET not in answer.content.decode()


def test_public_can_be_filtered_further():
    published(title="A", urgent=True)
    published(title="B")
    assert [
        page.title for page in ArticlePage.objects.public().filter(urgent=True)
    ] == ["A"]
    assert ArticlePage.objects.filter(title="B").public().count() == 1


def test_an_alias_has_a_page_and_is_listed_nowhere(client, newsroom):
    page = published(title="Einmal")
    page.create_alias(update_slug="noch-einmal")
    assert client.get("/newsroom/noch-einmal/").status_code == 200
    for address in ["/newsroom/", "/feed/rss.xml", "/sitemap.xml"]:
        text = client.get(address).content.decode()
        assert "noch-einmal" not in text, address
        assert "/newsroom/einmal/" in text, address


def test_an_alias_names_the_original_as_canonical(client):
    page = published(title="Einmal")
    page.create_alias(update_slug="noch-einmal")
    text = client.get("/newsroom/noch-einmal/").content.decode()
    assert f'<link rel="canonical" href="{page.full_url}">' in text
