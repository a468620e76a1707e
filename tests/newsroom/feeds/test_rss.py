"""RSS 2.0: what the RSS profile and the W3C validator ask for."""

from .reading import HOST, NAMES, RSS, document, read

CONTENT = f"{{{NAMES['content']}}}encoded"


def test_an_item_has_all_that_a_reader_needs(client, article):
    (entry,) = read(client).entries
    assert entry.title == "So sieht's aus: Bürger*innen & <Bäume>"
    assert entry.link == f"{HOST}/newsroom/aussehen/"
    assert entry.summary == "Ein Satz über Bürger*innen."
    assert entry.published == "Tue, 18 Feb 2025 08:30:00 +0000"
    assert entry.author == "Newsroom Stadt Dortmund"
    assert {tag.term for tag in entry.tags} == {"Umwelt", "Öffentliches"}


def test_the_description_comes_before_the_text(client, article):
    names = [element.tag for element in document(client, RSS).find("channel/item")]
    assert names.index("description") < names.index(CONTENT)


def test_an_item_has_its_picture_with_description_and_credit(client, article):
    picture = document(client, RSS).find("channel/item/media:content", NAMES)
    assert picture.get("url").startswith(f"{HOST}/media/images/")
    assert picture.get("type") == "image/jpeg"
    assert (picture.get("width"), picture.get("height")) == ("1200", "630")
    assert picture.find("media:description", NAMES).text == "Ein Baum"
    assert picture.find("media:credit", NAMES).text == "Stadt / Atelier"


def test_the_feed_names_itself_and_its_language(client, article):
    channel = document(client, RSS).find("channel")
    (itself,) = channel.findall("atom:link", NAMES)
    assert itself.attrib == {"rel": "self", "href": f"{HOST}{RSS}"}
    assert channel.find("language").text == "de-DE"
    assert channel.find("link").text == f"{HOST}/"


def test_the_image_of_the_feed_has_the_feeds_title_and_link(client, article):
    channel = document(client, RSS).find("channel")
    image = channel.find("image")
    assert image.find("url").text.endswith(".png")
    for name in ("title", "link"):
        assert image.find(name).text == channel.find(name).text


def test_the_id_is_no_address(client, article):
    (guid,) = document(client, RSS).findall("channel/item/guid")
    assert guid.attrib == {"isPermaLink": "false"}
    assert guid.text == article.translation_key.urn


def test_the_feed_is_styled_without_the_language_that_browsers_drop(client, article):
    content = client.get(RSS).content
    assert b'<?xml-stylesheet type="text/css" href="/static/css/feed.css"?>' in content
    assert b"xsl" not in content
