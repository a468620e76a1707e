"""Feeds over HTTP: types, caches, conditional requests, pages."""

import gzip
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date
from wagtail.models import PageLogEntry

from newsroom.models import ArticlePage, Topic
from tests.factories import published

from .reading import (
    ALL,
    ATOM,
    HOST,
    JSON,
    RSS,
    document,
    json_feed,
    numbered,
    read,
    some_time_ago,
    titles,
)

pytestmark = pytest.mark.django_db
HUB = "http://127.0.0.1:9/hub"


@pytest.mark.parametrize(
    ("address", "kind"),
    [(RSS, "rss+xml"), (ATOM, "atom+xml"), (JSON, "feed+json")],
)
def test_a_feed_says_what_it_is(client, article, address, kind):
    answer = client.get(address)
    assert answer["Content-Type"] == f"application/{kind}; charset=utf-8"
    caches = "public, max-age=0, s-maxage=1, stale-if-error=86400"
    assert answer["Cache-Control"] == caches
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Link"] == f'<{HOST}{address}>; rel="self"'
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("address", ALL)
def test_who_has_the_content_gets_304_for_two_queries(
    client, article, address, django_assert_max_num_queries
):
    some_time_ago()
    answer = client.get(address)
    with django_assert_max_num_queries(2):
        by_etag = client.get(address, headers={"if-none-match": answer["ETag"]})
    with django_assert_max_num_queries(2):
        date = {"if-modified-since": answer["Last-Modified"]}
        by_date = client.get(address, headers=date)
    assert (by_etag.status_code, by_date.status_code) == (304, 304)
    assert by_etag["ETag"] == answer["ETag"]
    assert not by_etag.content


@pytest.mark.parametrize("address", [*ALL, "/themen/umwelt/rss.xml"])
def test_an_unchanged_feed_is_written_but_once(
    client, article, address, django_assert_max_num_queries
):
    some_time_ago()
    first = client.get(address)
    with django_assert_max_num_queries(5):
        assert client.get(address).content == first.content


def unpublish(page):
    page.unpublish()


def delete(page):
    page.delete()


def correct(page):
    page.teaser = "Berichtigt."
    page.save_revision().publish()


def retag(page):
    page.topics = []
    page.save_revision().publish()


@pytest.mark.parametrize("address", ALL)
@pytest.mark.parametrize("change", [unpublish, delete, correct, retag])
def test_a_change_is_sent_to_who_has_the_old_content(client, article, change, address):
    published(title="Bleibt")
    some_time_ago()
    old = client.get(address)
    change(ArticlePage.objects.get(pk=article.pk))
    some_time_ago(30)
    for headers in (
        {"if-none-match": old["ETag"]},
        {"if-modified-since": old["Last-Modified"]},
    ):
        assert client.get(address, headers=headers).status_code == 200


def test_what_is_kept_ready_is_not_that_of_another_topic(client, article):
    Topic.objects.create(name="Leer")
    some_time_ago()
    assert titles(client, "/themen/umwelt/rss.xml") == [article.title]
    assert titles(client, "/themen/leer/rss.xml") == []
    assert titles(client, "/themen/umwelt/rss.xml") == [article.title]


def test_no_date_is_told_within_the_second_of_a_change(client, article):
    """Another change in that second could not be told from it."""
    PageLogEntry.objects.update(timestamp=timezone.now() + timedelta(seconds=5))
    answer = client.get(RSS)
    assert "Last-Modified" not in answer
    later = http_date(timezone.now().timestamp() + 10)
    again = client.get(RSS, headers={"if-modified-since": later})
    assert again.status_code == 200


@pytest.mark.parametrize("address", ALL)
def test_head_says_what_get_says(client, article, address):
    some_time_ago()
    head, get = client.head(address), client.get(address)
    assert dict(head.headers) == dict(get.headers)
    assert not head.content


@pytest.mark.parametrize("address", ALL)
def test_a_compressed_feed_is_the_same(client, article, address):
    packed = client.get(address, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == client.get(address).content
    some_time_ago()
    packed = client.get(address, headers={"accept-encoding": "gzip"})
    again = client.get(address, headers={"if-none-match": packed["ETag"]})
    assert again.status_code == 304


def test_nothing_is_posted_to_a_feed(client, article):
    assert client.post(RSS).status_code == 405


@pytest.mark.parametrize("address", [RSS, ATOM])
def test_each_page_leads_to_the_others(client, newsroom, address):
    numbered(61)
    links = {
        link.rel: link.href for link in read(client, f"{address}?page=2").feed.links
    }
    assert links["self"] == f"{HOST}{address}?page=2"
    assert links["first"] == links["previous"] == f"{HOST}{address}"
    assert links["next"] == links["last"] == f"{HOST}{address}?page=3"
    assert titles(client, f"{address}?page=3") == ["Nummer 1"]
    assert "next" not in {
        link.rel for link in read(client, f"{address}?page=3").feed.links
    }


def test_the_whole_archive_is_reached_from_the_first_page(client, newsroom):
    numbered(61)
    address, found = JSON, []
    while address:
        feed = json_feed(client, address)
        found += [item["title"] for item in feed["items"]]
        address = feed.get("next_url", "").removeprefix(HOST)
    assert found == [f"Nummer {n}" for n in range(61, 0, -1)]


@pytest.mark.parametrize("address", ALL)
@pytest.mark.parametrize("number", ["2", "9999", "0", "-1", "eins", "", "1e9", "%00"])
def test_beyond_the_end_there_is_nothing(client, article, address, number):
    assert client.get(f"{address}?page={number}").status_code == 404


def test_without_a_hub_none_is_named(client, article):
    assert "hub" not in client.get(RSS)["Link"]
    assert "hubs" not in json_feed(client)


def test_the_hub_is_named_in_the_feed_and_beside_it(client, article, settings):
    settings.WEBSUB_HUB = HUB
    for address in ALL:
        link = client.get(address)["Link"]
        assert f'<{HUB}>; rel="hub"' in link
        assert re.findall(r'<([^>]*)>; rel="self"', link) == [f"{HOST}{address}"]
    for address in (RSS, ATOM):
        links = {link.rel: link.href for link in read(client, address).feed.links}
        assert (links["hub"], links["self"]) == (HUB, f"{HOST}{address}")
    assert json_feed(client)["hubs"] == [{"type": "WebSub", "url": HUB}]


def test_only_the_first_page_has_a_hub(client, newsroom, settings):
    settings.WEBSUB_HUB = HUB
    numbered(31)
    assert "hub" not in client.get(f"{RSS}?page=2")["Link"]
    feed = document(client, f"{RSS}?page=2")
    assert HUB not in {link.get("href") for link in feed.iterfind("channel/{*}link")}
