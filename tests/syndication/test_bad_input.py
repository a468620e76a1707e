"""What may come from a browser that should not: each is told, and nothing is done."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from newsroom.models import ArticlePage
from syndication.models import Channel, Delivery
from syndication.registered_apps import App
from tests import examples, factories
from tests.admin_views import our_views
from tests.editor import values_in

from .people import person

pytestmark = pytest.mark.django_db
# Read by everyone who may enter the admin.
OPEN = {"handbook:index", "handbook:page", "handbook:picture"}
# Wagtail's question where an article shall be: without a right there is no answer.
OPEN |= {"articles:choose_parent"}
NO_WAY = 405
# 400: the key to a half-connected account is nobody's, whoever asks.
REFUSED = (302, 400, 403, NO_WAY)
FULL = {"body-count": "0", "corrections-count": "0"}


@pytest.fixture
def addresses():
    """Every view of ours with an example: its name and its address."""
    given = examples.whole()
    return {view.name: view.address(newest, given) for view in our_views()}


def newest(model) -> int:
    return model.objects.latest("pk").pk


def kept() -> list:
    """All that a decision of an editor changes, and the log that tells of it."""
    models = Delivery, Channel, ArticlePage, App, ModelLogEntry, PageLogEntry
    return [list(model.objects.order_by("pk").values()) for model in models]


def sentence_of(answer) -> str:
    """What a person is told who is not let in."""
    if answer.status_code == 302:
        assert answer["Location"] == reverse("wagtailadmin_home")
        return " ".join(map(str, answer.wsgi_request._messages)).strip()
    main = BeautifulSoup(answer.content, "html.parser").main
    return main.get_text(" ", strip=True)


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_right_every_door_stays_closed_and_says_so(client, addresses, method):
    client.force_login(person())
    before = kept()
    closed = {name: path for name, path in addresses.items() if name not in OPEN}
    answers = {name: getattr(client, method)(path) for name, path in closed.items()}
    let_in = {
        name: answer.status_code
        for name, answer in answers.items()
        if answer.status_code not in REFUSED
    }
    assert let_in == {}
    silent = {
        name
        for name, answer in answers.items()
        if answer.status_code != NO_WAY and "." not in sentence_of(answer)
    }
    assert silent == set()
    assert kept() == before


def test_a_forged_post_is_refused_by_every_view(addresses):
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(User.objects.create_superuser("chief"))
    for action in ("hold", "retry", "release", "cancel", "withdraw"):
        args = ["syndication", "delivery", action]
        addresses[action] = f"{reverse('wagtail_bulk_action', args=args)}?id=all"
    before = kept()
    found = {name: forger.post(path).status_code for name, path in addresses.items()}
    assert {name: status for name, status in found.items() if status != 403} == {}
    assert kept() == before


@pytest.fixture
def chief(client):
    client.force_login(User.objects.create_superuser("chief"))
    return client


@pytest.fixture
def article():
    draft = factories.draft()
    draft.save_revision()
    return draft


def opened(browser, article) -> dict:
    """The form of the article as it stands when somebody opens it."""
    answer = browser.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    forms = BeautifulSoup(answer.content, "html.parser").select("form")
    values = [values_in(form) for form in forms]
    return max((form for form in values if "title" in form), key=len) | FULL


def save(browser, article, form, **headers):
    path = reverse("wagtailadmin_pages:edit", args=[article.pk])
    return browser.post(path, form, headers=headers)


def test_two_at_once_are_told_and_neither_text_is_lost(chief, article):
    first, second = opened(chief, article), opened(chief, article)
    save(chief, article, first | {"title": "Rita war es"})
    answer = save(
        chief, article, second | {"title": "Carla war es"}, accept="application/json"
    )
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "invalid_revision"
    assert Revision.page_revisions.latest("pk").as_object().title == "Rita war es"

    save(chief, article, second | {"title": "Carla war es"})  # she presses the button
    titles = [revision.content["title"] for revision in Revision.page_revisions.all()]
    assert {"Rita war es", "Carla war es"} <= set(titles)


def test_a_text_over_the_limit_is_refused_with_network_count_and_limit(chief, article):
    since = timezone.now() - timedelta(days=1)
    blue = factories.channel(name="Blau", network="bluesky", announce_since=since)
    form = opened(chief, article) | {f"wish-{blue.pk}-text": "x" * 301}
    answer = save(chief, article, form | {"action-publish": "1"})
    found = BeautifulSoup(answer.content, "html.parser").select(".error-message")
    said = " ".join(error.get_text(" ", strip=True) for error in found)
    assert "Zu lang für „Blau“ (Bluesky)" in said
    assert "301 von 300 Zeichen" in said
    assert not ArticlePage.objects.get(pk=article.pk).live
    assert not Delivery.objects.exists()


def test_what_waits_for_a_channel_that_is_retired_is_told_and_can_be_cancelled(chief):
    channel = factories.channel(announce_since=timezone.now() - timedelta(days=1))
    article = factories.published()
    waiting = Delivery.objects.get()
    Channel.objects.filter(pk=channel.pk).update(retired=True)

    desk = chief.get(reverse("desk:index"), {"stage": "needs"}).content.decode()
    assert article.title in desk
    assert "stillgelegt" in desk
    chief.post(reverse("deliveries:retry", args=[waiting.pk]))
    assert Delivery.objects.get().state == Delivery.State.PENDING
    assert (
        chief.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).status_code
        == 200
    )
    chief.post(reverse("deliveries:cancel", args=[waiting.pk]))
    assert Delivery.objects.get().state == Delivery.State.CANCELLED
