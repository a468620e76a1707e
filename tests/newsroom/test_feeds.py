"""RSS: valid, complete, with ids that stay, told apart by content."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import feedparser
import pytest
from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import http_date
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry, PageLogEntry

from newsroom.models import ArticlePage, Topic
from tests.factories import published

from .parts import body, picture_part, small_image

RSS = "/feed/rss.xml"
HOST = "http://127.0.0.1:8000"
NAMES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "atom": "http://www.w3.org/2005/Atom",
}


def read(client, address=RSS) -> feedparser.FeedParserDict:
    answer = client.get(address)
    assert answer.status_code == 200
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def items(client, address=RSS) -> list[ET.Element]:
    return ET.fromstring(client.get(address).content).findall("channel/item")


def some_time_ago(seconds=60):
    """As if what has happened just now had happened earlier."""
    just_now = timezone.now() - timedelta(seconds=20)
    for log in (PageLogEntry, ModelLogEntry):
        log.objects.filter(timestamp__gt=just_now).update(
            timestamp=F("timestamp") - timedelta(seconds=seconds)
        )


@pytest.fixture
def article(newsroom):
    return published(
        title="So sieht's aus: Bürger*innen & <Bäume>",
        slug="aussehen",
        kicker="Stadtgrün",
        teaser="Ein Satz über Bürger*innen.",
        lead_image=small_image(description="Ein Baum", credit="Stadt / Atelier"),
        topics=[Topic.objects.create(name=name) for name in ("Umwelt", "Öffentliches")],
        published_at=parse_datetime("2025-02-18T09:30:00+01:00"),
        body=body(
            ("paragraph", '<p>Der <a href="/newsroom/">Text</a> ]]&gt;.</p>'),
            ("heading", "Mehr"),
            picture_part(small_image(description="Ein Beet", credit="Garten")),
            ("embed", {"title": "Film", "url": "https://video.example.org/1"}),
        ),
    )


def test_an_item_has_all_that_a_reader_needs(client, article):
    (entry,) = read(client).entries
    assert entry.title == "So sieht's aus: Bürger*innen & <Bäume>"
    assert entry.link == f"{HOST}/newsroom/aussehen/"
    assert entry.summary == "Ein Satz über Bürger*innen."
    assert entry.published == "Tue, 18 Feb 2025 08:30:00 +0000"
    assert entry.author == "Newsroom Stadt Dortmund"
    assert {tag.term for tag in entry.tags} == {"Umwelt", "Öffentliches"}


def test_an_item_carries_the_whole_text_with_absolute_addresses(client, article):
    (item,) = items(client)
    text = item.find("content:encoded", NAMES).text
    assert f'<a href="{HOST}/newsroom/">Text</a> ]]&gt;.' in text
    assert "<h2>Mehr</h2>" in text
    assert "Bild: Stadt / Atelier" in text
    assert "Bild: Garten" in text
    assert 'alt="Ein Beet"' in text
    assert '<a href="https://video.example.org/1">Film</a>' in text
    addresses = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert all(address.startswith("http") for address in addresses)
    assert not re.search(r"<script|style=|srcset", text)


def test_the_description_comes_before_the_text(client, article):
    (item,) = items(client)
    names = [element.tag for element in item]
    text = f"{{{NAMES['content']}}}encoded"
    assert names.index("description") < names.index(text)


def test_an_item_has_its_picture_with_description_and_credit(client, article):
    (item,) = items(client)
    picture = item.find("media:content", NAMES)
    assert picture.get("url").startswith(f"{HOST}/media/images/")
    assert picture.get("type") == "image/jpeg"
    assert picture.find("media:description", NAMES).text == "Ein Baum"
    assert picture.find("media:credit", NAMES).text == "Stadt / Atelier"


def test_the_feed_names_itself_and_its_language(client, article):
    feed = read(client).feed
    assert feed.language == "de-DE"
    assert {"rel": "self", "href": f"{HOST}{RSS}"}.items() <= feed.links[1].items()
    answer = client.get(RSS)
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_each_topic_has_a_feed_of_its_own(client, article):
    published(title="Etwas anderes")
    feed = read(client, "/themen/oeffentliches/rss.xml")
    assert len(feed.entries) == 1
    assert feed.feed.title == "Newsroom Stadt Dortmund – Öffentliches"
    assert feed.feed.link == f"{HOST}/themen/oeffentliches/"


def test_the_newest_come_first_and_thirty_are_enough(client, newsroom):
    for n in range(1, 33):
        at = parse_datetime("2025-01-01T10:00Z") + timedelta(days=n)
        published(title=f"Nummer {n}", published_at=at)
    assert [entry.title for entry in read(client).entries] == [
        f"Nummer {n}" for n in range(32, 2, -1)
    ]


def test_an_urgent_article_is_labelled(client):
    published(title="Bombe", urgent=True)
    assert read(client).entries[0].title == "Eilmeldung: Bombe"


def test_an_id_survives_another_slug_date_and_host(client, article, settings):
    (before,) = read(client).entries
    page = article.get_latest_revision_as_object()
    page.slug, page.published_at = "neu", parse_datetime("2024-01-01T10:00Z")
    page.save_revision().publish()
    settings.PUBLIC_URL = "https://stadt.example"
    (after,) = read(client).entries
    assert after.id == before.id == article.translation_key.urn
    assert after.guidislink is False
    assert after.link == "https://stadt.example/newsroom/neu/"


@pytest.mark.django_db(transaction=True)
def test_a_changed_slug_leaves_a_permanent_redirect(client, article):
    page = article.get_latest_revision_as_object()
    page.slug = "neu"
    page.save_revision().publish()
    answer = client.get("/newsroom/aussehen/")
    assert (answer.status_code, answer["Location"]) == (301, "/newsroom/neu/")


def test_who_has_the_content_gets_304(client, article):
    some_time_ago()
    answer = client.get(RSS)
    by_etag = client.get(RSS, headers={"if-none-match": answer["ETag"]})
    by_date = client.get(RSS, headers={"if-modified-since": answer["Last-Modified"]})
    assert (by_etag.status_code, by_date.status_code) == (304, 304)
    assert by_etag["ETag"] == answer["ETag"]
    assert not by_etag.content


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


@pytest.mark.parametrize("change", [unpublish, delete, correct, retag])
def test_a_change_is_sent_to_who_has_the_old_content(client, article, change):
    published(title="Bleibt")
    some_time_ago()
    old = client.get(RSS)
    change(ArticlePage.objects.get(pk=article.pk))
    some_time_ago(30)
    for headers in (
        {"if-none-match": old["ETag"]},
        {"if-modified-since": old["Last-Modified"]},
    ):
        assert client.get(RSS, headers=headers).status_code == 200


def test_no_date_is_told_within_the_second_of_a_change(client, article):
    """Another change in that second could not be told from it."""
    PageLogEntry.objects.update(timestamp=timezone.now() + timedelta(seconds=5))
    answer = client.get(RSS)
    assert "Last-Modified" not in answer
    later = http_date(timezone.now().timestamp() + 10)
    again = client.get(RSS, headers={"if-modified-since": later})
    assert again.status_code == 200


def test_head_says_what_get_says(client, article):
    some_time_ago()
    head, get = client.head(RSS), client.get(RSS)
    assert dict(head.headers) == dict(get.headers)
    assert not head.content


def test_an_empty_feed_is_valid_and_stays_the_same(client, newsroom):
    assert read(client).entries == []
    assert client.get(RSS).content == client.get(RSS).content


SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
AWKWARD = st.sampled_from(["a\x0bb", "]]>", "<b>", "&amp;", "\ufffe", "😀"])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(SIGNS, min_size=1, max_size=60) | AWKWARD)
def test_whatever_signs_a_text_has_the_feed_stays_readable(client, article, text):
    ArticlePage.objects.update(title=text, teaser=text)
    ET.fromstring(client.get(RSS).content)


@pytest.mark.parametrize("count", [2, 12])
def test_a_feed_takes_the_same_few_queries(
    client, newsroom, django_assert_max_num_queries, count, cold
):
    shown = small_image()
    topic = Topic.objects.create(name="Umwelt")
    for n in range(count):
        text = body(picture_part(shown))
        published(title=f"{n}", lead_image=shown, topics=[topic], body=text)
    client.get(RSS)
    cold()
    with django_assert_max_num_queries(8):
        client.get(RSS)


def test_no_stylesheet_language_is_used_that_browsers_drop(client, article):
    assert b"text/xsl" not in client.get(RSS).content
