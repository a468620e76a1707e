"""While something urgent is told, nothing goes out by itself whose hour was set before."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.log_actions import LogContext

from newsroom.models import ArticlePage
from syndication import outbox, scheduling
from syndication.models import Announcement, Delivery
from syndication.waits import CRISIS_FOR
from tests import factories
from tests.syndication.test_going_live import come_due, scheduled

pytestmark = pytest.mark.django_db
State = Delivery.State
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def channel():
    return factories.channel(announce_since=timezone.now() - timedelta(days=1))


@pytest.fixture
def bomb():
    return factories.published(title="Bombe in der Nordstadt", urgent=True)


def festival(**changes):
    """It is to be announced in an hour."""
    hour = {"announce_when": "later", "announce_at": timezone.now() + HOUR}
    return factories.published(title="Stadtfest", **hour | changes)


def of(page):
    return Delivery.objects.get(announcement__page=page, announcement__answers=None)


def an_hour_later(**more):
    outbox.sweep(timezone.now() + HOUR + timedelta(**more))


@pytest.mark.parametrize("first", ["bomb", "festival"])
def test_what_is_planned_waits_for_a_person(first, request):
    bomb = request.getfixturevalue("bomb") if first == "bomb" else None
    page = festival()
    bomb = bomb or request.getfixturevalue("bomb")
    outbox.sweep(timezone.now())
    assert of(page).state == State.PENDING
    an_hour_later()
    assert of(page).state == State.HELD
    assert "Bombe in der Nordstadt" in of(page).last_error
    assert of(bomb).state == State.PENDING


def test_it_is_held_before_its_moment_comes(bomb):
    page = festival()
    an_hour_later(seconds=-30)
    assert of(page).state == State.HELD


def test_what_a_person_releases_goes_out(bomb):
    page = festival()
    an_hour_later()
    assert of(page).retry(timezone.now())
    an_hour_later(seconds=1)
    assert of(page).state == State.PENDING


def test_a_page_that_goes_live_by_the_clock_is_held(bomb):
    page = scheduled(title="Stadtfest")
    come_due()
    scheduling.publish_due(timezone.now())
    assert ArticlePage.objects.get(pk=page.pk).live
    assert of(page).state == State.HELD
    assert "Bombe in der Nordstadt" in of(page).last_error


def test_what_an_editor_publishes_now_goes_out(bomb):
    page = factories.draft(title="Sperrung", go_live_at=timezone.now() - HOUR)
    with LogContext(user=User.objects.create_superuser("chefin")):
        page.save_revision().publish()
    outbox.sweep(timezone.now())
    assert of(page).state == State.PENDING


@pytest.mark.parametrize("when", ["page", "later"])
def test_what_is_urgent_itself_is_not_held(bomb, when):
    if when == "later":
        page = festival(urgent=True)
        an_hour_later()
    else:
        page = scheduled(urgent=True)
        come_due()
        scheduling.publish_due(timezone.now())
    assert of(page).state == State.PENDING


def calm(bomb):
    page = ArticlePage.objects.get(pk=bomb.pk)
    page.urgent = False
    page.save_revision().publish()


def test_without_the_mark_the_crisis_is_over(bomb):
    page = festival()
    calm(bomb)
    an_hour_later()
    assert of(page).state == State.PENDING


def test_when_the_urgent_page_leaves_the_crisis_is_over(bomb):
    page = festival()
    ArticlePage.objects.get(pk=bomb.pk).unpublish()
    an_hour_later()
    assert of(page).state == State.PENDING


def test_a_day_later_the_crisis_is_over(bomb):
    page = festival()
    before = timezone.now() - CRISIS_FOR
    Announcement.objects.filter(page=bomb).update(created_at=before)
    an_hour_later()
    assert of(page).state == State.PENDING
