"""The front page: a lead story, the newest, sections by topic."""

import re

import pytest
from django.utils.dateparse import parse_datetime
from wagtail.models import PageViewRestriction

from newsroom.models import HomePage, Topic
from tests.factories import published

from .parts import small_image


def article(number: int, **facts):
    moment = parse_datetime(f"2025-01-{number:02}T10:00:00+01:00")
    return published(title=f"Nummer {number}", published_at=moment, **facts)


@pytest.fixture
def home(newsroom):
    return HomePage.objects.get()


def front(client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def lead(text: str) -> str:
    return re.search(r'class="lead__title"><a [^>]*>([^<]*)', text)[1]


def sections(text: str) -> dict:
    found = re.findall(r'<h2 id="[^"]*">([^<]*)</h2>(.*?)</section>', text, re.DOTALL)
    return {
        name: re.findall(r'teaser__title"><a [^>]*>([^<]*)', part)
        for name, part in found
    }


def test_the_newest_leads_where_nobody_has_chosen(client, home):
    for number in range(1, 10):
        article(number)
    text = front(client)
    assert lead(text) == "Nummer 9"
    assert sections(text)["Neueste Nachrichten"] == [
        f"Nummer {n}" for n in range(8, 2, -1)
    ]


def test_the_editor_chooses_what_leads(client, home):
    old, *_others = [article(number) for number in range(1, 10)]
    home.lead = old
    home.save()
    text = front(client)
    assert lead(text) == "Nummer 1"
    assert sections(text)["Neueste Nachrichten"] == [
        f"Nummer {n}" for n in range(9, 3, -1)
    ]


def test_what_is_no_longer_public_does_not_lead(client, home):
    old = article(1)
    article(2)
    home.lead = old
    home.save()
    PageViewRestriction.objects.create(
        page=old, restriction_type=PageViewRestriction.LOGIN
    )
    assert lead(front(client)) == "Nummer 2"


def test_each_topic_has_a_section_and_nothing_is_there_twice(client, home):
    sport, bath = (Topic.objects.create(name=name) for name in ("Sport", "Bäder"))
    for number in range(1, 19):
        article(number, topics=[sport, bath] if number > 3 else [bath])
    home.topics = [sport, bath]
    home.save()
    text = front(client)
    found = sections(text)
    assert found["Bäder"] == ["Nummer 11", "Nummer 10", "Nummer 9"]
    assert found["Sport"] == ["Nummer 8", "Nummer 7", "Nummer 6"]
    assert "Alles zum Thema Sport" in text
    titles = [title for part in found.values() for title in part]
    assert len(titles) == len(set(titles))


def test_a_topic_with_nothing_left_to_show_has_no_section(client, home):
    sport = Topic.objects.create(name="Sport")
    article(1, topics=[sport])
    home.topics = [sport]
    home.save()
    assert "Sport" not in sections(front(client))


def test_an_empty_front_page_says_so(client, home):
    assert "Noch ist hier nichts erschienen." in front(client)


@pytest.mark.parametrize("count", [3, 25])
def test_the_front_page_takes_the_same_few_queries(
    client, home, django_assert_max_num_queries, count
):
    topics = [Topic.objects.create(name=f"Thema {n}") for n in range(4)]
    for number in range(1, count + 1):
        article(number, topics=topics, lead_image=small_image(title=f"{number}"))
    home.topics = topics
    home.save()
    front(client)
    with django_assert_max_num_queries(12):
        front(client)
