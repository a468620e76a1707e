"""After whatever is changed, every kept page is what a fresh rendering says.

Random sequences of what editors, the worker and operators do, past Django's test client,
through the cache, with real commits.
"""

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from cityportal import page_cache, page_number
from newsroom.models import ArticlePage, NewsIndexPage, NewsRendition, Topic
from newsroom.pages import StandardPage
from newsroom.site_settings import SiteSettings
from syndication.models import Delivery
from tests.cityportal.test_page_cache import Reader
from tests.factories import channel, published, section
from tests.newsroom.parts import small_image

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cached(tmp_path, settings, monkeypatch):
    """Asks through the cache, which follows every change at once."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(page_cache, "GRACE", 0)
    monkeypatch.setattr(page_cache, "SETTLING", 0)
    monkeypatch.setattr(page_number, "LOOK", 0)
    monkeypatch.setattr(page_number, "REST", 0)
    page_number.shared_number.cache_clear()
    reader = Reader(WSGIHandler(), tmp_path / "pages")
    monkeypatch.setattr(reader.cache, "_behind", Here())
    return reader


class Here:
    """Does at once what else another thread does."""

    def submit(self, act, *arguments) -> None:
        act(*arguments)


@pytest.fixture
def site():
    sender, picture = channel(), small_image()
    topics = [Topic.objects.create(name=name) for name in ("Natur", "Verkehr")]
    for number in range(3):
        published(
            title=f"Artikel {number}",
            slug=f"artikel-{number}",
            lead_image=picture,
            topics=topics[: number % 3],
        )
    section().get_parent().add_child(instance=NewsIndexPage(title="Amt", slug="amt"))
    return sender


class Rendered(Reader):
    """Asks Django itself, as who is signed in does."""

    def __init__(self):
        self.cache = self._site = WSGIHandler()


class Fresh(Rendered):
    """… which keeps nothing, nor looks for it: not even parts, in a transaction."""

    def __init__(self):
        super().__init__()
        self.cache = self._anew

    def _anew(self, environ, start_response):
        cache.clear()
        with transaction.atomic():
            return self._site(environ, start_response)


def article(number: int) -> ArticlePage:
    return ArticlePage.objects.order_by("pk")[number % 3]


def edit(number: int) -> None:
    page = article(number)
    page.title = f"Titel {timezone.now():%H:%M:%S.%f}"
    page.save_revision().publish()


def draft(number: int) -> None:
    page = article(number)
    page.title = "Nur ein Entwurf"
    page.save_revision()


def unpublish(number: int) -> None:
    article(number).unpublish()


def publish(number: int) -> None:
    article(number).save_revision().publish()


def expire(number: int) -> None:
    page = article(number)
    page.expire_at = timezone.now() - timedelta(seconds=1)
    page.save()


def move(number: int) -> None:
    page = article(number)
    other = NewsIndexPage.objects.exclude(pk=page.get_parent().pk).first()
    page.move(other, pos="last-child")


def close(number: int) -> None:
    kind = PageViewRestriction.PASSWORD
    PageViewRestriction.objects.create(
        page=article(number), restriction_type=kind, password="geheim"
    )


def close_a_section(number: int) -> None:
    kind = PageViewRestriction.LOGIN
    page = NewsIndexPage.objects.order_by("pk")[number % 2]
    PageViewRestriction.objects.create(page=page, restriction_type=kind)


def open_again(number: int) -> None:
    PageViewRestriction.objects.all().delete()


def rename_topic(number: int) -> None:
    topic = Topic.objects.order_by("pk")[number % 2]
    topic.name = f"Thema {number}-{topic.pk}"
    topic.save()


def choose_topics(number: int) -> None:
    page = article(number)
    page.topics.set(Topic.objects.all()[: number % 3])
    page.save()


def change_settings(number: int) -> None:
    chosen = SiteSettings.for_site(Site.objects.get())
    chosen.claim = f"Stadt Nummer {number}"
    chosen.press_phone = f"0231 {number}"
    chosen.save()


def rename_site(number: int) -> None:
    site = Site.objects.get()
    site.site_name = f"Newsroom {number}"
    site.save()


def change_a_legal_page(number: int) -> None:
    chosen = SiteSettings.for_site(Site.objects.get())
    home = section().get_parent()
    page = StandardPage.objects.first() or home.add_child(
        instance=StandardPage(title="Impressum", slug="impressum")
    )
    page.title, page.live = f"Impressum {number}", bool(number % 3)
    page.save()
    chosen.imprint = page
    chosen.save()


def send_on(number: int) -> None:
    Redirect.objects.update_or_create(
        old_path=f"/alt-{number % 2}", defaults={"redirect_link": f"/archiv/?{number}"}
    )


def describe_picture(number: int) -> None:
    picture = article(number).lead_image
    picture.description = f"Bäume {number}"
    picture.save()


def drop_renditions(number: int) -> None:
    NewsRendition.objects.all().delete()


def link_arrives(number: int) -> None:
    here = Delivery.objects.filter(announcement__page=article(number))
    here.update(state="published", url=f"http://127.0.0.1:9/{number}")


def link_leaves(number: int) -> None:
    Delivery.objects.filter(state="published").update(state="withdrawn")


def write_past_wagtail(number: int) -> None:
    ArticlePage.objects.update(teaser=f"Anreißer {number}")


ACTS = [
    *(edit, draft, unpublish, publish, expire, move, close, open_again, rename_topic),
    *(choose_topics, change_settings, send_on, describe_picture, drop_renditions),
    *(close_a_section, rename_site, change_a_legal_page),
    *(link_arrives, link_leaves, write_past_wagtail),
]
FIXED = ["/", "/newsroom/", "/amt/", "/themen/", "/archiv/", "/folgen/", "/rss/"]
FIXED += ["/feed/rss.xml", "/feed/feed.json", "/sitemap.xml", "/sitemap-news.xml"]
FIXED += ["/alt-0/", "/alt-1/"]


def addresses() -> list[str]:
    pages = ArticlePage.objects.all()
    topics = [topic.get_absolute_url() for topic in Topic.objects.all()]
    return [*FIXED, *topics, *(page.url for page in pages), *ONCE]


# Where articles have been, or will be.
ONCE = [f"/{part}/artikel-{n}/" for part in ("newsroom", "amt") for n in range(3)]


def said(ask: Reader, address: str) -> tuple:
    body = ask(address)
    return ask.status, ask.headers.get("location"), _without_token(body)


def _without_token(body: bytes) -> bytes:
    """The form for a password has a new token at each rendering."""
    before, mark, after = body.partition(b'name="csrfmiddlewaretoken" value="')
    return before + mark + after[64:] if mark else body


@given(st.permutations(ACTS), st.randoms())
@settings(
    max_examples=1,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_kept_page_equals_a_fresh_rendering(cached, site, acts, random):
    rendered, fresh = Rendered(), Fresh()
    for act in acts:
        for address in addresses():
            said(cached, address)
        act(random.randrange(6))
        for address in dict.fromkeys(addresses()):
            if act in (link_arrives, link_leaves):  # for these nobody waits
                said(cached, address)
            expected = said(fresh, address)
            assert said(cached, address) == expected, (act.__name__, address)
            assert said(rendered, address) == expected, (act.__name__, address)


def test_what_expires_leaves_the_lists_when_its_time_has_come(cached, site):
    page = article(0)
    page.expire_at = timezone.now() + timedelta(seconds=1.5)
    page.save()
    assert page.title.encode() in cached("/newsroom/")
    time.sleep(1.6)
    assert page.title.encode() not in cached("/newsroom/")
