"""What is in a feed, whatever its format."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.core.cache import cache
from django.utils.dateparse import parse_datetime
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.models import ArticlePage, Topic
from newsroom.unprintable import printable
from tests.factories import published
from tests.newsroom.parts import body, picture_part, small_image

from .reading import (
    ALL,
    ATOM,
    HOST,
    JSON,
    NAMES,
    RSS,
    document,
    json_feed,
    numbered,
    read,
    titles,
)


def test_an_item_carries_the_whole_text_with_absolute_addresses(client, article):
    text = json_feed(client)["items"][0]["content_html"]
    assert f'<a href="{HOST}/newsroom/">Text</a> ]]&gt;.' in text
    assert "<h2>Mehr</h2>" in text
    assert "Bild: Stadt / Atelier" in text
    assert "Bild: Garten" in text
    assert 'alt="Ein Baum"' in text
    assert 'alt="Ein Beet"' in text
    assert '<a href="https://video.example.org/1">Film</a>' in text
    addresses = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert all(address.startswith("http") for address in addresses)
    assert not re.search(r"<script|<picture|style=|srcset|class=", text)
    rss, atom = document(client, RSS), document(client, ATOM)
    assert rss.find("channel/item/content:encoded", NAMES).text == text
    assert atom.find("atom:entry/atom:content", NAMES).text == text


@pytest.mark.parametrize("file", ["rss.xml", "atom.xml", "feed.json"])
def test_each_topic_has_a_feed_of_its_own(client, article, file):
    published(title="Etwas anderes")
    address = f"/themen/oeffentliches/{file}"
    assert titles(client, address) == [article.title]
    home = f"{HOST}/themen/oeffentliches/"
    if file == "feed.json":
        feed = json_feed(client, address)
        assert (feed["title"], feed["home_page_url"]) == (
            "Newsroom Stadt Dortmund – Öffentliches",
            home,
        )
    else:
        feed = read(client, address).feed
        assert feed.title == "Newsroom Stadt Dortmund – Öffentliches"
        assert feed.link == home


def test_there_is_no_feed_of_no_topic(client, newsroom):
    assert client.get("/themen/nichts/rss.xml").status_code == 404


@pytest.mark.parametrize("address", ALL)
def test_the_newest_come_first_and_thirty_are_enough(client, newsroom, address):
    numbered(32)
    assert titles(client, address) == [f"Nummer {n}" for n in range(32, 2, -1)]


def test_a_correction_does_not_bring_an_old_article_to_the_top(client, newsroom):
    numbered(2)
    page = ArticlePage.objects.get(title="Nummer 1").get_latest_revision_as_object()
    page.teaser = "Berichtigt."
    page.save_revision().publish()
    assert titles(client, RSS) == ["Nummer 2", "Nummer 1"]
    entry = read(client, ATOM).entries[1]
    assert entry.updated > entry.published


@pytest.mark.parametrize("address", ALL)
def test_an_urgent_article_is_labelled(client, address):
    published(title="Bombe", urgent=True)
    assert titles(client, address) == ["Eilmeldung: Bombe"]


def test_an_id_survives_another_slug_date_and_host(client, article, settings):
    page = article.get_latest_revision_as_object()
    page.slug, page.published_at = "neu", parse_datetime("2024-01-01T10:00Z")
    page.save_revision().publish()
    settings.PUBLIC_URL = "https://stadt.example"
    for address in (RSS, ATOM):
        (entry,) = read(client, address).entries
        assert entry.id == article.translation_key.urn
        assert entry.link == "https://stadt.example/newsroom/neu/"
    (item,) = json_feed(client)["items"]
    assert item["id"] == article.translation_key.urn


@pytest.mark.django_db(transaction=True)
def test_a_changed_slug_leaves_a_permanent_redirect(client, article):
    page = article.get_latest_revision_as_object()
    page.slug = "neu"
    page.save_revision().publish()
    answer = client.get("/newsroom/aussehen/")
    assert (answer.status_code, answer["Location"]) == (301, "/newsroom/neu/")


@pytest.mark.parametrize("file", ["rss.xml", "atom.xml", "feed.json"])
def test_the_feeds_of_a_renamed_topic_are_found_again(client, article, file):
    topic = Topic.objects.get(slug="umwelt")
    topic.slug = "natur"
    topic.save()
    answer = client.get(f"/themen/umwelt/{file}")
    assert (answer.status_code, answer["Location"]) == (301, f"/themen/natur/{file}")


@pytest.mark.parametrize("address", ALL)
def test_an_empty_feed_is_valid_and_stays_the_same(client, newsroom, address):
    assert titles(client, address) == []
    assert client.get(address).content == client.get(address).content


SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
AWKWARD = st.sampled_from(
    ["a\x0bb", "]]>", "<b>", "&amp;", "\ufffe", "😀", "</script><b>", "&#x27;", "ab"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(SIGNS, min_size=1, max_size=60) | AWKWARD)
def test_whatever_signs_a_text_has_the_feeds_stay_readable(client, article, text):
    ArticlePage.objects.update(title=text, teaser=text)
    Topic.objects.filter(slug="umwelt").update(name=text)
    cache.clear()
    for address in (RSS, ATOM, "/themen/umwelt/atom.xml"):
        ET.fromstring(client.get(address).content)
    (item,) = json_feed(client, JSON)["items"]
    (entry,) = ET.fromstring(client.get(ATOM).content).iterfind("{*}entry")
    plain = printable(text)
    assert item["title"] == plain
    assert (entry.findtext("{*}title") or "").split() == plain.split()


@pytest.mark.parametrize("count", [2, 12])
@pytest.mark.parametrize("address", [*ALL, "/themen/umwelt/rss.xml"])
def test_a_feed_takes_the_same_few_queries(
    client, newsroom, django_assert_max_num_queries, address, count, cold
):
    shown = small_image()
    topic = Topic.objects.create(name="Umwelt")
    for n in range(count):
        text = body(picture_part(shown))
        published(title=f"{n}", lead_image=shown, topics=[topic], body=text)
    client.get(address)
    cold()
    with django_assert_max_num_queries(12):
        client.get(address)
