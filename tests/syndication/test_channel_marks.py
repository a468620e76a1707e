"""In the list of articles: where each stands, as small icons with words."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from syndication.models import Delivery
from tests import factories

from . import evenings

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def article():
    evenings.channels()
    return factories.published()


def marks(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert "syndication/desk.css" in answer.content.decode()
    return BeautifulSoup(answer.content, "html.parser").select(".channel-mark")


@pytest.fixture(params=["list", "explorer"])
def address(request, article):
    if request.param == "list":
        return reverse("articles:index")
    return reverse("wagtailadmin_explore", args=[article.get_parent().pk])


def test_each_channel_has_its_mark_in_words_and_icon(admin_client, address):
    live = Delivery.objects.filter(channel__network="bluesky")
    live.update(state=State.PUBLISHED, published_at=timezone.now())
    Delivery.objects.filter(channel__network="threads").update(state=State.FAILED)
    found = marks(admin_client, address)
    assert [mark.select_one("[aria-hidden=true]:not(svg)").text for mark in found] == [
        *("Bl", "Fa", "In", "Ma", "Th")
    ]
    icons = [mark.use["href"].removeprefix("#icon-") for mark in found]
    assert icons == ["check", "time", "time", "time", "warning"]
    for mark in found:
        assert mark["title"] == mark.select_one(".w-sr-only").text
    assert found[0]["title"].startswith("Bluesky: veröffentlicht am")
    assert found[4]["title"] == "Threads: fehlgeschlagen, nicht gesendet"


def test_what_was_never_announced_has_none(admin_client, address):
    Delivery.objects.all().delete()
    assert marks(admin_client, address) == []
