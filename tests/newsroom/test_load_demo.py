"""The demo: a newsroom to look at, which announces nothing."""

import stat
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from django.utils.html import strip_tags
from PIL import Image
from wagtail.models import Locale, Page, PageLogEntry, Revision, Site

from newsroom.demo.drawing import SCENES, draw
from newsroom.demo.editor import demo_password
from newsroom.demo.scenes.sheet import LIGHTS
from newsroom.easy_language import EasyLanguagePage
from newsroom.models import ArticlePage, HomePage, NewsImage, Topic
from newsroom.related import weitere_nachrichten
from syndication.models import Announcement
from tests.factories import channel

# The first test loads the demo.
pytestmark = pytest.mark.timeout(300)

# The related list of the newest article, as a city's page about the same matter had it.
DAYS = [
    "2025-02-18",
    "2025-02-18",
    "2025-02-14",
    "2025-02-14",
    "2025-02-10",
    "2025-01-30",
    "2025-01-13",
    "2024-12-13",
    "2024-12-12",
    "2024-12-12",
    "2024-12-06",
    "2024-11-26",
    "2024-11-15",
    "2024-11-13",
    "2024-11-11",
]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once for all tests of this file; the folder of its password."""
    var = tmp_path_factory.mktemp("var")
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(VAR_DIR=var),
    ):
        channel()  # for which there would be something to announce
        call_command("load_demo", verbosity=0)
        yield var
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, nothing_cached, db, settings):
    """The demo's editor. What a test does to the demo is undone at its end."""
    settings.VAR_DIR = loaded
    return get_user_model().objects.get(username="redaktion")


def test_the_demo_is_a_newsroom_to_look_at(demo, client):
    articles = ArticlePage.objects.public()
    assert articles.count() >= 42
    for article in articles.filter(lead_image=None):
        answer = client.get(article.url)
        assert answer.status_code == 200, article.title
    words = [len(text.split()) for text in map(words_of, articles)]
    assert len([count for count in words if 250 <= count <= 600]) >= 30


def words_of(article) -> str:
    """All that a reader reads, without the marks of HTML."""
    html = article.body.render_as_block()
    return f"{article.title} {article.teaser} {strip_tags(html)}"


def test_the_newest_demo_article_has_a_related_list_of_those_days(demo):
    newest = ArticlePage.objects.about(None).first()
    topics = list(newest.topics.all())
    keys = weitere_nachrichten(newest, topics)
    related = [ArticlePage.objects.get(pk=key) for key in keys]
    days = [str(timezone.localdate(article.published_at)) for article in related]
    assert days == DAYS
    assert "Bürger*innen" in newest.title
    pictured = [article for article in related if article.lead_image]
    assert len(pictured) == 14
    assert related[0].teaser
    assert not related[0].lead_image


def test_every_demo_article_is_one_that_an_editor_could_save(demo):
    for page in [*ArticlePage.objects.all(), *EasyLanguagePage.objects.all()]:
        page.full_clean()
        page.body.stream_block.clean(page.body)


def test_demo_articles_come_in_english_and_in_easy_language(demo, client):
    newest = ArticlePage.objects.about(None).first()
    english = newest.get_translation(Locale.objects.get(language_code="en"))
    assert client.get(english.url).status_code == 200
    assert "/en/" in english.url
    easy = EasyLanguagePage.objects.child_of(newest).get()
    assert client.get(easy.url).status_code == 200


def test_editors_find_drafts_and_a_scheduled_article(demo):
    waiting = ArticlePage.objects.filter(live=False)
    assert waiting.filter(go_live_at__gt=timezone.now()).count() == 1
    assert waiting.filter(go_live_at=None).count() == 2
    assert Revision.objects.exclude(approved_go_live_at=None).count() == 1


def test_the_demo_announces_nothing(demo):
    assert not Announcement.objects.exists()
    assert not ArticlePage.objects.filter(announce=True).exists()


def test_demo_articles_are_dated_before_today_and_published_by_a_revision(demo):
    for article in ArticlePage.objects.live():
        assert article.published_at < timezone.now()
        assert article.live_revision_id
        assert PageLogEntry.objects.filter(page=article.pk, action="wagtail.publish")
    assert ArticlePage.objects.filter(urgent=True).count() == 1


def test_demo_pictures_are_small_and_say_what_they_show(demo):
    for image in NewsImage.objects.all():
        assert image.file.size < 200_000
        assert image.credit == "Newsroom / Grafik"
        assert image.description != image.file.name


def test_no_two_demo_pictures_are_the_same(demo):
    files = (image.file.path for image in NewsImage.objects.all())
    assert len({Path(file).read_bytes() for file in files}) >= 40
    assert len(SCENES) >= 24


@pytest.mark.parametrize("scene", SCENES)
def test_the_same_seed_draws_the_same_picture(scene):
    light = list(LIGHTS)[len(scene) % len(LIGHTS)]
    assert draw(scene, 3, light) == draw(scene, 3, light)
    with Image.open(BytesIO(draw(scene, 3, light))) as picture:
        assert picture.size == (1600, 900)


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
    demo.refresh_from_db()
    assert demo.check_password("selbst gewählt")


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
    assert demo.check_password(password)


def test_the_demo_editor_may_edit_but_is_no_administrator(demo, client):
    client.force_login(demo)
    assert not demo.is_superuser
    article = ArticlePage.objects.first()
    for address in [
        "/admin/",
        f"/admin/pages/{article.pk}/edit/",
        "/admin/images/add/",
    ]:
        assert client.get(address).status_code == 200, address
    assert client.get("/admin/users/").status_code == 302
    assert not article.permissions_for_user(demo).can_publish()
    assert article.get_workflow().name == "Vier Augen"
    names = set(get_user_model().objects.values_list("username", flat=True))
    assert names == {"redaktion", "chefredaktion", "technik"}


def test_thousands_more_can_be_invented(demo, client):
    call_command("load_demo", articles=40, stdout=StringIO())
    invented = ArticlePage.objects.filter(slug__startswith="meldung-")
    assert invented.count() == 40
    assert not any(Page.find_problems())
    section = invented[0].get_parent()
    assert section.numchild == section.get_children().count()
    known = ArticlePage.objects.exclude(pk__in=invented).filter(live=True)
    oldest = known.order_by("published_at").first()
    assert all(one.published_at < oldest.published_at for one in invented)
    for article in invented[:5]:
        assert client.get(article.url).status_code == 200
        assert article.topics.get().name == article.kicker
        article.full_clean()
        found = client.get("/suche/", {"q": f'"{article.title}"'})
        assert article.url in found.content.decode()
