"""Link cards: what the sandbox reads of a page, and when it does."""

import time

import pytest

from syndication.sandbox.page_metadata import read_metadata

from .clients import mastodon, picture
from .site import PAGE, Site, serving


@pytest.fixture
def client(sandbox):
    return mastodon(sandbox)


def card_of(client, status, seconds=3.0):
    """The card of a post, as soon as there is one; None after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        card = client.status(status.id).card
        if card:
            return card
        time.sleep(0.05)
    return None


def test_a_post_gets_the_card_of_its_first_link(client, site):
    status = client.status_post(f"Neu: {site.url}/a und {site.url}/b")
    card = card_of(client, status)
    assert (card.title, card.description) == ("Neuer Platz & Park", "Ein Teaser")
    assert (card.provider_name, card.language) == ("Stadt Dortmund", "de")
    assert card.image_description == "Der Platz am Morgen"
    assert card.width * card.height <= 230_400
    assert [path for path, _ in site.asked] == ["/a", "/bild.jpg"]
    assert site.asked[0][1].startswith("Mastodon/4.6.5 (http.rb/")


def test_posts_json_and_the_timeline_show_the_card(sandbox, client, site):
    status = client.status_post(f"Neu: {site.url}/a")
    card_of(client, status)
    (post,) = [post for post in sandbox.posts("mastodon") if post["id"] == status.id]
    assert post["link"] == f"{site.url}/a"
    assert post["card"]["thumb"]["alt"] == "Der Platz am Morgen"
    assert post["media"] == []


def test_a_post_with_a_picture_gets_no_card(client, site):
    media = client.media_post(picture(), "image/jpeg")
    status = client.status_post(f"Bild: {site.url}/a", media_ids=[media.id])
    other = client.status_post(f"Danach: {site.url}/b")
    assert card_of(client, other, 0.3) is None
    assert client.status(status.id).card is None
    assert "/a" not in [path for path, _ in site.asked]


def test_a_card_with_an_image_is_fetched_once_and_one_without_each_time(client, site):
    site.page("/ohne", PAGE.replace("og:image", "og:no"))
    for path, times in (("/a", 1), ("/ohne", 2)):
        for _ in range(2):
            assert card_of(client, client.status_post(f"{site.url}{path}"))
        assert [asked for asked, _ in site.asked].count(path) == times


def test_three_redirects_are_followed_and_not_four(client, site):
    site.redirect("/4", "/3")
    site.redirect("/3", f"{site.url}/2")
    site.redirect("/2", "/1")
    site.redirect("/1", "/a")
    assert card_of(client, client.status_post(f"{site.url}/3"))
    assert card_of(client, client.status_post(f"{site.url}/4"), 0.5) is None


def test_a_redirect_leads_to_no_other_address(client, site):
    """127.0.0.2 stands for any host beyond 127.0.0.1."""
    with serving(Site("127.0.0.2")) as other:
        other.page("/a")
        site.redirect("/weg", f"{other.url}/a")
        assert card_of(client, client.status_post(f"{site.url}/weg"), 0.5) is None
        assert other.asked == []


@pytest.mark.parametrize("path", ["/fehlt", "/text", "/titellos", "/kaputt"])
def test_what_is_no_page_gives_no_card(client, site, path):
    site.page("/text", kind="text/plain")
    site.page("/titellos", "<p>Nichts</p>")
    site.pages["/kaputt"] = (
        200,
        {"Content-Type": "text/html", "Content-Encoding": "gzip"},
        b"nicht gepackt",
    )
    assert card_of(client, client.status_post(f"{site.url}{path}"), 0.4) is None


def test_a_broken_image_leaves_the_card_without_one(client, site):
    site.pages["/bild.jpg"] = (200, {"Content-Type": "image/jpeg"}, b"kein Bild")
    card = card_of(client, client.status_post(f"{site.url}/a"))
    assert (card.title, card.image) == ("Neuer Platz & Park", None)


def test_an_edit_with_another_link_changes_the_card(client, site):
    site.page("/b", PAGE.replace("Neuer Platz", "Alter Platz"))
    status = client.status_post(f"{site.url}/a")
    assert card_of(client, status).title == "Neuer Platz & Park"
    client.status_update(status.id, f"{site.url}/b")
    assert card_of(client, status).title == "Alter Platz & Park"


def test_structured_data_wins_over_open_graph():
    article = (
        '<script type="application/ld+json">[{"@type": "Thing"}, {"@type": "NewsArticle",'
        ' "headline": "Kopfzeile", "description": "Kurz", "inLanguage": "en-GB",'
        ' "publisher": {"name": "Haus"}, "datePublished": "2025-02-18"}]</script>'
    )
    found = read_metadata(f"<head>{article}</head>{PAGE}".encode())
    assert found["title"] == "Kopfzeile"
    assert found["description"] == "Kurz"
    assert (found["provider"], found["language"]) == ("Haus", "en")
    assert found["published_at"] == "2025-02-18"
    assert found["image"] == "/bild.jpg"


def test_a_plain_page_has_its_title_and_description():
    page = b'<title> Nur \n</title><meta name="description" content="Kurz">'
    found = read_metadata(page)
    assert (found["title"], found["description"], found["image"]) == ("Nur", "Kurz", "")


def test_broken_structured_data_is_passed_over():
    page = b'<script type="application/ld+json">{nein</script><title>T</title>'
    assert read_metadata(page)["title"] == "T"
