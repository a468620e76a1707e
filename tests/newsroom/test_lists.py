"""Sections, topics, the front page and "Weitere Nachrichten"."""

import re

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from newsroom.models import Topic
from newsroom.related import weitere_nachrichten
from tests.factories import published

from .parts import small_image


def articles(count: int, **facts) -> list:
    return [
        published(
            title=f"Nummer {n}",
            published_at=parse_datetime(f"2025-01-{n:02}T10:00:00+01:00"),
            **facts,
        )
        for n in range(1, count + 1)
    ]


def titles(text: str) -> list[str]:
    return re.findall(r'class="teaser__title"><a [^>]*>([^<]*)</a>', text)


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_section_lists_page_by_page_without_gap_or_double(client, newsroom):
    articles(25)
    first, second = (
        text_of(client, f"/newsroom/{query}") for query in ("", "?seite=2")
    )
    assert titles(first) == [f"Nummer {n}" for n in range(25, 5, -1)]
    assert titles(second) == [f"Nummer {n}" for n in range(5, 0, -1)]
    assert 'rel="next" href="?seite=2"' in first
    assert 'rel="prev" href="/newsroom/"' in second
    assert "Seite 2 von 2" in second


def test_a_further_page_is_canonical_itself(client, newsroom):
    articles(21)
    link = '<link rel="canonical" href="http://127.0.0.1:8000/newsroom/{}">'
    assert link.format("?seite=2") in text_of(client, "/newsroom/?seite=2")
    assert link.format("") in text_of(client, "/newsroom/?seite=1")
    assert link.format("") in text_of(client, "/newsroom/?egal=1")


@pytest.mark.parametrize("number", ["3", "0", "-1", "x", "", "9" * 30])
def test_there_is_nothing_beyond_the_last_page(client, newsroom, number):
    articles(21)
    assert client.get(f"/newsroom/?seite={number}").status_code == 404


def test_an_empty_section_says_so(client, newsroom):
    assert "Noch ist hier nichts erschienen." in text_of(client, "/newsroom/")


@pytest.mark.parametrize("count", [2, 20])
def test_a_section_takes_the_same_few_queries(
    client, newsroom, django_assert_max_num_queries, count, cold
):
    for n in range(count):
        published(title=f"Nummer {n}", lead_image=small_image(title=f"{n}"))
    text_of(client, "/newsroom/")
    cold()
    with django_assert_max_num_queries(12):
        text_of(client, "/newsroom/")


def test_the_front_page_leads_to_all_news(client, newsroom):
    articles(11)
    text = text_of(client, "/")
    assert re.findall(r'class="lead__title"><a [^>]*>([^<]*)', text) == ["Nummer 11"]
    assert titles(text) == [f"Nummer {n}" for n in range(10, 4, -1)]
    assert '<a href="/newsroom/">Mehr Nachrichten</a>' in text


def test_a_topic_has_a_page_with_its_own_articles(client, newsroom):
    topic = Topic.objects.create(name="Öffentliche Bäder")
    published(title="Das Bad", topics=[topic])
    published(title="Der Park")
    text = text_of(client, "/themen/oeffentliche-baeder/")
    assert titles(text) == ["Das Bad"]
    assert "/themen/oeffentliche-baeder/rss.xml" in text
    assert "Öffentliche Bäder" in text_of(client, "/themen/")


def test_a_topic_nobody_has_written_about_is_not_offered(client, newsroom):
    Topic.objects.create(name="Leeres")
    assert "Leeres" not in text_of(client, "/themen/")
    assert "leeres" not in text_of(client, "/sitemap.xml")
    assert "nichts erschienen" in text_of(client, "/themen/leeres/")


def test_an_unknown_topic_is_not_found(client, newsroom):
    assert client.get("/themen/nix/").status_code == 404
    assert client.get("/themen/nix/rss.xml").status_code == 404


def keys(pages) -> list[int]:
    return [page.pk for page in pages]


def test_related_news_share_a_topic_first_and_stand_newest_first(newsroom):
    topic, other = (Topic.objects.create(name=name) for name in ("A", "B"))
    old = articles(3, topics=[topic])
    new = [published(title=f"Neu {n}", topics=[other]) for n in range(5)]
    article = published(title="Selbst", topics=[topic])
    chosen = weitere_nachrichten(article, [topic], limit=5)
    assert chosen == keys([new[4], new[3], old[2], old[1], old[0]])


def test_related_news_are_at_most_fifteen_and_never_the_article_itself(newsroom):
    topic = Topic.objects.create(name="A")
    others = articles(20, topics=[topic])
    article = published(title="Selbst", topics=[topic])
    assert weitere_nachrichten(article, [topic]) == keys(others[:4:-1])


def test_related_news_fill_up_where_no_topic_is_shared(newsroom):
    others = articles(3)
    article = published(title="Selbst")
    assert weitere_nachrichten(article, []) == keys(others[::-1])


def test_an_article_that_shares_two_topics_is_there_once(newsroom):
    topics = [Topic.objects.create(name=name) for name in ("A", "B")]
    other = published(title="Anderer", topics=topics)
    article = published(title="Selbst", topics=topics)
    assert weitere_nachrichten(article, topics) == [other.pk]


def test_the_sitemap_tells_when_a_page_was_last_published(client, newsroom):
    page = published(title="Park", published_at=parse_datetime("2019-05-01T10:00Z"))
    page.save_revision()
    text = text_of(client, "/sitemap.xml")
    day = timezone.localdate(page.last_published_at).isoformat()
    address = "http://127.0.0.1:8000/newsroom/park/"
    assert f"<loc>{address}</loc><lastmod>{day}</lastmod>" in text
    assert "<loc>http://127.0.0.1:8000/</loc>" in text


def test_a_topic_that_gets_another_address_sends_readers_on(client, newsroom):
    topic = Topic.objects.create(name="Bäder")
    for slug in ("schwimmen", "baeder", "schwimmen"):
        topic.slug = slug
        topic.save()
    for address in ("/themen/baeder/", "/themen/baeder/rss.xml"):
        answer = client.get(address)
        assert answer.status_code == 301, address
        assert answer["Location"] == address.replace("baeder", "schwimmen")


@pytest.mark.parametrize("many", [1, 1_000])
def test_a_topic_of_many_articles_lists_as_one_of_few(
    client, newsroom, monkeypatch, many
):
    monkeypatch.setattr("newsroom.topics.MANY", many)
    topic, other = (Topic.objects.create(name=name) for name in ("Park", "Bad"))
    articles(21, topics=[topic])
    published(title="Bad", topics=[other])
    assert titles(text_of(client, "/themen/park/"))[:2] == ["Nummer 21", "Nummer 20"]
    assert titles(text_of(client, "/themen/park/?seite=2")) == ["Nummer 1"]
    assert client.get("/themen/park/?seite=3").status_code == 404


def test_of_a_long_list_only_what_is_near_is_counted(client, newsroom, monkeypatch):
    monkeypatch.setattr("newsroom.paging.PER_PAGE", 2)
    monkeypatch.setattr("newsroom.paging.NearPaginator.ahead", 3)
    articles(11)
    first = text_of(client, "/newsroom/")
    assert "<p>Seite 1</p>" in first
    assert 'href="?seite=4"' in first
    assert 'href="?seite=5"' not in first
    assert "Seite 3 von 6" in text_of(client, "/newsroom/?seite=3")
    assert titles(text_of(client, "/newsroom/?seite=6")) == ["Nummer 1"]
    assert client.get("/newsroom/?seite=7").status_code == 404
