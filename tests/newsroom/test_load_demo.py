"""The demo: a newsroom to look at, which announces nothing."""

import stat

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Site

from newsroom.demo.drawing import SCENES, draw
from newsroom.demo.editor import demo_password
from newsroom.models import ArticlePage, HomePage, NewsImage, Topic
from syndication.models import Announcement
from tests.factories import channel


def test_the_demo_is_a_newsroom_to_look_at(demo, client):
    assert ArticlePage.objects.public().count() == 18
    for article in ArticlePage.objects.filter(lead_image=None):
        answer = client.get(article.url)
        assert answer.status_code == 200, article.title
    assert client.get("/").content.decode().count('class="teaser"') >= 6


def test_the_demo_announces_nothing(newsroom, db):
    HomePage.objects.all().delete()
    channel()
    call_command("load_demo", verbosity=0)
    assert not Announcement.objects.exists()
    assert not ArticlePage.objects.filter(announce=True).exists()


def test_demo_articles_are_dated_before_today_and_published_by_a_revision(demo):
    for article in ArticlePage.objects.all():
        assert article.published_at < timezone.now()
        assert article.live_revision_id
        assert PageLogEntry.objects.filter(page=article.pk, action="wagtail.publish")
    assert ArticlePage.objects.filter(urgent=True).count() == 1


def test_demo_pictures_are_small_and_say_what_they_show(demo):
    for image in NewsImage.objects.all():
        assert image.file.size < 200_000
        assert image.credit == "Demo / Stadt Dortmund"
        assert image.description != image.file.name


@pytest.mark.parametrize("scene", SCENES)
def test_the_same_seed_draws_the_same_picture(scene):
    assert draw(scene, 3) == draw(scene, 3)


def test_loading_again_changes_nothing_of_what_editors_did(demo):
    article = ArticlePage.objects.newest().first()
    article.title = "Von Hand geändert"
    article.save_revision().publish()
    Topic.objects.first().delete()
    demo.set_password("selbst gewählt")
    demo.save()
    before = Page.objects.count(), Topic.objects.count(), NewsImage.objects.count()
    call_command("load_demo", verbosity=0)
    assert before == (
        Page.objects.count(),
        Topic.objects.count(),
        NewsImage.objects.count(),
    )
    assert ArticlePage.objects.filter(title="Von Hand geändert").exists()
    assert authenticate(username="redaktion", password="selbst gewählt")


def test_the_site_follows_public_url_at_every_run(demo, settings):
    for url, expected in {
        "http://127.0.0.1:8765": ("127.0.0.1", 8765),
        "https://stadt.example": ("stadt.example", 443),
        "http://stadt.example": ("stadt.example", 80),
    }.items():
        settings.PUBLIC_URL = url
        call_command("load_demo", verbosity=0)
        site = Site.objects.get()
        assert (site.hostname, site.port) == expected
        assert isinstance(site.root_page.specific, HomePage)


def test_the_password_is_made_once_and_readable_by_its_owner_alone(demo, settings):
    password = demo_password()
    assert password == demo_password()
    assert len(password) >= 12
    path = settings.VAR_DIR / "demo_password"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert authenticate(username="redaktion", password=password) == demo


def test_the_demo_editor_may_edit_but_is_no_administrator(demo, client):
    client.force_login(demo)
    assert not demo.is_superuser
    article = ArticlePage.objects.first()
    for address in [
        "/admin/",
        f"/admin/pages/{article.pk}/edit/",
        "/admin/images/add/",
        "/admin/snippets/newsroom/topic/",
    ]:
        assert client.get(address).status_code == 200, address
    assert client.get("/admin/users/").status_code == 302
