"""What pages say of themselves to link cards and search engines."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image
from wagtail.models import Site

from newsroom.models import ArticlePage, Topic
from newsroom.site_settings import SiteSettings
from tests.factories import image, published
from tests.newsroom.parts import linked_data, meta, small_image

HOST = "http://127.0.0.1:8000"
LISTS = ["/", "/newsroom/", "/themen/", "/themen/natur/"]
PAGES = [*LISTS, "/newsroom/park/"]
FEED = re.compile(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">')


@pytest.fixture(autouse=True)
def park(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    topic = Topic.objects.create(name="Natur")
    return published(title="Park", slug="park", kicker="Grün", topics=[topic])


@pytest.fixture
def city():
    return SiteSettings.for_site(Site.objects.get())


def text_of(client, address="/newsroom/park/") -> str:
    return client.get(address).content.decode()


def opened(address: str) -> Image.Image:
    with default_storage.open(address.removeprefix(f"{HOST}/media/")) as file:
        return Image.open(BytesIO(file.read()))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_address_and_one_card(client, address):
    text = text_of(client, address)
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', text) == [
        f"{HOST}{address}"
    ]
    assert meta(text, "og:url") == [f"{HOST}{address}"]
    for name in ("title", "type", "site_name", "description"):
        assert all(meta(text, f"og:{name}")), name
        assert len(meta(text, f"og:{name}")) == 1, name
    assert meta(text, "og:locale") == ["de_DE"]
    assert meta(text, "robots") == ["max-image-preview:large"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_always_has_a_picture_for_its_card(client, address):
    text = text_of(client, address)
    assert meta(text, "og:image:type") == ["image/jpeg"]
    assert meta(text, "og:image:width") == ["1200"]
    assert meta(text, "og:image:height") == ["630"]
    assert all(meta(text, "og:image:alt"))
    (picture,) = meta(text, "og:image")
    assert meta(text, "twitter:image") == [picture]
    assert meta(text, "twitter:card") == ["summary_large_image"]
    assert opened(picture).size == (1200, 630)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_leads_to_the_feeds(client, address):
    feeds = FEED.findall(text_of(client, address))
    assert feeds[:3] == [
        ("application/rss+xml", f"{HOST}/feed/rss.xml"),
        ("application/atom+xml", f"{HOST}/feed/atom.xml"),
        ("application/feed+json", f"{HOST}/feed/feed.json"),
    ]


@pytest.mark.parametrize("address", ["/themen/natur/", "/newsroom/park/"])
def test_what_has_a_topic_leads_to_its_feeds(client, address):
    feeds = FEED.findall(text_of(client, address))
    assert feeds[3:] == [
        ("application/rss+xml", f"{HOST}/themen/natur/rss.xml"),
        ("application/atom+xml", f"{HOST}/themen/natur/atom.xml"),
        ("application/feed+json", f"{HOST}/themen/natur/feed.json"),
    ]


@pytest.mark.parametrize("address", ["/", "/newsroom/park/"])
def test_a_page_names_the_citys_accounts(client, city, address):
    city.profiles = [
        ("profile", {"network": "Mastodon", "account": "@stadt", "url": url})
        for url in ("https://social.example/@stadt", "https://video.example/stadt")
    ]
    city.fediverse_creator = "@stadt@social.example"
    city.save()
    text = text_of(client, address)
    assert re.findall(r'<link rel="me" href="([^"]*)">', text) == [
        "https://social.example/@stadt",
        "https://video.example/stadt",
    ]
    assert meta(text, "fediverse:creator") == ["@stadt@social.example"]


def test_an_article_says_when_and_about_what(client, park):
    text = text_of(client)
    assert meta(text, "article:published_time") == meta(text, "article:modified_time")
    assert meta(text, "article:section") == ["Newsroom"]
    assert meta(text, "article:tag") == ["Natur"]
    later = park.published_at + timedelta(days=1)
    ArticlePage.objects.update(changed_at=later)
    text = text_of(client)
    assert meta(text, "article:published_time") < meta(text, "article:modified_time")


def test_linked_data_is_what_search_engines_and_mastodon_read(client, park):
    data = linked_data(text_of(client))
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == "Park"
    assert data["inLanguage"] == "de-DE"
    assert data["dateModified"] >= data["datePublished"]
    assert data["author"] == [data["publisher"]]
    publisher = data["publisher"]
    assert publisher["@type"] == "Organization"
    assert (publisher["name"], publisher["url"]) == (
        "Newsroom Stadt Dortmund",
        f"{HOST}/",
    )
    assert publisher["logo"]["url"] == f"{HOST}/static/img/icon-512.png"


def test_the_citys_own_logo_is_the_publishers(client, city):
    city.logo = image()
    city.save()
    logo = linked_data(text_of(client))["publisher"]["logo"]["url"]
    assert opened(logo).format == "PNG"
    assert opened(logo).size == (512, 512)


@pytest.mark.parametrize("with_picture", [True, False])
def test_the_picture_is_there_in_three_ratios(client, with_picture):
    shown = image() if with_picture else None
    published(title="Bild", slug="bild", lead_image=shown)
    pictures = linked_data(text_of(client, "/newsroom/bild/"))["image"]
    ratios = [width / height for width, height in (opened(p).size for p in pictures)]
    assert [round(ratio, 2) for ratio in ratios] == [1, 1.33, 1.78]


def test_a_date_set_later_than_the_last_change_does_not_turn_time_round(client, park):
    earlier = park.published_at - timedelta(days=1)
    ArticlePage.objects.update(changed_at=earlier)
    data = linked_data(text_of(client))
    assert data["dateModified"] == data["datePublished"]


@pytest.mark.parametrize(
    "title", ["</script><b>", "a & b", "\u2028 <!--", "'\"&quot;", "Bürger*innen"]
)
def test_linked_data_has_no_entities_and_no_way_out(client, title):
    published(title=title, slug="zeichen", lead_image=small_image(description=title))
    text = text_of(client, "/newsroom/zeichen/")
    script = re.search(r"<script type=\"application/ld\+json\">(.*?)</script>", text)[1]
    assert unescape(script) == script
    assert linked_data(text)["headline"] == title
    assert meta(text, "og:title") == meta(text, "og:image:alt") == [title]


def test_a_preview_is_not_for_search_engines(client, admin_client, park):
    draft = park.get_latest_revision_as_object()
    request = draft.make_preview_request(preview_mode="")
    assert '<meta name="robots" content="noindex">' in request.content.decode()
    shown = admin_client.get(f"/admin/pages/{park.pk}/view_draft/").content.decode()
    assert '<meta name="robots" content="noindex">' in shown
