"""JSON Feed 1.1."""

from .reading import HOST, JSON, json_feed


def test_the_feed_says_who_speaks(client, article):
    feed = json_feed(client)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{HOST}{JSON}"
    assert feed["home_page_url"] == f"{HOST}/"
    assert feed["language"] == "de-DE"
    assert feed["authors"] == [{"name": "Newsroom Stadt Dortmund", "url": f"{HOST}/"}]
    assert feed["icon"].endswith("/static/img/icon-512.png")
    assert feed["favicon"].endswith("/static/img/icon-64.png")
    assert "author" not in feed


def test_an_item_has_all_that_a_reader_needs(client, article):
    (item,) = json_feed(client)["items"]
    assert item["id"] == article.translation_key.urn
    assert item["url"] == f"{HOST}/newsroom/aussehen/"
    assert item["title"] == "So sieht's aus: Bürger*innen & <Bäume>"
    assert item["summary"] == "Ein Satz über Bürger*innen."
    assert item["date_published"] == "2025-02-18T09:30:00+01:00"
    assert item["date_modified"] == item["date_published"]
    assert set(item["tags"]) == {"Umwelt", "Öffentliches"}
    assert item["image"].startswith(f"{HOST}/media/images/")
    assert "<h2>Mehr</h2>" in item["content_html"]
