"""Where an article is talked about, and how it is passed on: links, nothing more."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from syndication.models import Announcement, Delivery
from syndication.posts import posts_of
from tests.factories import channel, draft, published


@pytest.fixture
def article(db):
    return published(title="Bürger*innen & „Parks“", slug="park")


def post(page, state=Delivery.State.PUBLISHED, url="https://social.example/1", **facts):
    """A delivery of this page in that state."""
    told = Announcement.objects.get_or_create(page=page, defaults={"title": page.title})
    Delivery.objects.create(
        announcement=told[0],
        channel=channel(**facts),
        state=state,
        url=url,
        useful_until=timezone.now(),
    )


def page(client) -> str:
    return client.get("/newsroom/park/").content.decode()


def test_readers_are_led_to_the_posts_on_the_networks(client, article):
    post(article, name="Stadt", url="https://social.example/1")
    post(article, name="Bluesky", network="bluesky", url="https://bsky.example/2")
    links = re.findall(
        r'<a class="u-syndication" rel="syndication" .*?</a>', page(client)
    )
    assert links == [
        '<a class="u-syndication" rel="syndication" href="https://bsky.example/2">'
        "Auf Bluesky diskutieren</a>",
        '<a class="u-syndication" rel="syndication" href="https://social.example/1">'
        "Auf Mastodon diskutieren <span>(Stadt)</span></a>",
    ]


@pytest.mark.parametrize(
    ("state", "url"),
    [
        (Delivery.State.PENDING, ""),
        (Delivery.State.FAILED, "https://social.example/1"),
        (Delivery.State.IN_DOUBT, "https://social.example/1"),
        (Delivery.State.PUBLISHED, ""),
    ],
)
def test_what_is_not_out_there_is_not_linked(client, article, state, url):
    post(article, state, url)
    assert posts_of(article) == []
    assert "diskutieren" not in page(client)


@pytest.mark.parametrize("state", ["pending", "sending", "by_hand"])
def test_a_post_that_is_to_be_changed_is_out_there_meanwhile(client, article, state):
    post(article)
    update = Delivery.Action.UPDATE
    Delivery.objects.update(state=state, action=update)
    assert [post.url for post in posts_of(article)] == ["https://social.example/1"]


def test_others_posts_are_not_shown(client, article):
    other = published(title="Anderes")
    post(other)
    assert posts_of(article) == []


def test_the_posts_of_all_channels_take_one_query(article, django_assert_num_queries):
    for number in range(5):
        post(article, name=f"Kanal {number}")
    with django_assert_num_queries(1):
        assert len(posts_of(article)) == 5


def test_what_was_never_saved_has_no_posts(db):
    post(published(title="Gelöscht"))
    Announcement.objects.update(page=None)
    new = draft()
    new.pk = None
    assert posts_of(new) == []


def test_an_article_is_passed_on_by_plain_links(client, article):
    text = page(client)
    part = re.search(r'<section class="sharing".*?</section>', text, re.DOTALL)[0]
    addresses = [unescape(href) for href in re.findall('href="([^"]*)"', part)]
    mail, mastodon, bluesky, facebook, short = addresses
    asked = parse_qs(urlsplit(mail).query)
    assert asked["subject"] == ["Bürger*innen & „Parks“"]
    assert asked["body"][0].endswith("http://127.0.0.1:8000/newsroom/park/")
    assert "+" not in mail
    assert not urlsplit(mastodon).query
    assert "newsroom/park/" in bluesky
    assert parse_qs(urlsplit(facebook).query)["u"] == [article.full_url]
    assert short == f"http://127.0.0.1:8000/n/{article.pk}"
    assert "<script" not in part
    assert "<img" not in part
