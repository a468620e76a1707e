"""What pages have in common is kept until a change, and never past one."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from django.core.cache import cache, caches
from django.db import transaction
from wagtail.models import Site

from cityportal import page_number, visible_changes
from cityportal.parts_cache import OneNumber
from newsroom.models import ArticlePage, Topic
from newsroom.parts import kept, kept_template
from newsroom.site_settings import SiteSettings
from newsroom.teasers import listed_teasers
from tests.factories import published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_number(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    page_number.shared_number.cache_clear()
    caches["parts"].clear()
    yield
    page_number.shared_number.cache_clear()


def is_kept(name: str) -> bool:
    return name in caches["parts"]


@pytest.fixture
def make() -> Callable[[], int]:
    """How often it was made."""
    made: Iterator[int] = count(1)
    return lambda: next(made)


def test_a_part_is_made_once(make):
    assert not is_kept("part")
    assert [kept("part", make), kept("part", make)] == [1, 1]
    assert is_kept("part")
    assert kept("another", make) == 2


def test_it_is_made_anew_after_a_change(make):
    kept("part", make)
    Topic.objects.create(name="Natur")
    assert not is_kept("part")
    assert kept("part", make) == 2


def test_a_change_while_it_is_made_makes_it_old(make):
    def interrupted():
        visible_changes.raise_changes()
        return make()

    assert kept("part", interrupted) == 1
    assert not is_kept("part")
    assert kept("part", make) == 2


def test_what_a_transaction_sees_is_kept_for_nobody(make):
    kept("part", make)
    with transaction.atomic():
        assert not is_kept("part")
        assert [kept("part", make), kept("new", make)] == [2, 3]
    assert kept("part", make) == 1
    assert not is_kept("new")


def test_where_the_number_cannot_be_read_nothing_is_kept(make, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.VAR_DIR = tmp_path / "file"
    assert [kept("part", make), kept("part", make)] == [1, 2]
    assert not is_kept("part")


def test_there_is_a_bound(make):
    most = caches["parts"]._max_entries
    for number in range(most + 1):
        kept(f"part:{number}", make)
    assert len(caches["parts"]._cache) <= most


def test_a_teaser_is_no_newer_than_what_it_is_made_of(rf):
    page = published(title="Alt")

    def titles(request, change=lambda: None):
        teasers = listed_teasers(request, ArticlePage.objects, [page.pk])
        change()
        return "".join(teasers)

    def correct():
        ArticlePage.objects.update(title="Neu")

    caught = OneNumber(lambda request: titles(request, correct))(rf.get("/"))
    assert "Alt" in caught
    assert "Neu" in OneNumber(titles)(rf.get("/"))


def test_the_city_is_no_newer_than_what_it_is_made_of(rf):
    chosen = SiteSettings.for_site(Site.objects.get())

    def contact(request, change=lambda: None):
        SiteSettings.for_request(request)
        change()
        return kept_template("newsroom/includes/footer.html", request)

    def call_anew():
        chosen.press_phone = "0231 99"
        chosen.save()

    OneNumber(lambda request: contact(request, call_anew))(rf.get("/"))
    assert "0231 99" in OneNumber(contact)(rf.get("/"))


def test_what_another_process_has_changed_is_not_remembered(rf):
    cache.set("sites", "old")
    site = OneNumber(lambda request: cache.get("sites"))
    site(rf.get("/"))
    cache.set("sites", "old")
    assert site(rf.get("/")) == "old"
    visible_changes.raise_changes()
    assert site(rf.get("/")) is None
