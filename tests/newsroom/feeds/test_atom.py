"""Atom: RFC 4287."""

from django.utils.dateparse import parse_datetime

from newsroom.models import ArticlePage

from .reading import ATOM, HOST, NAMES, document, read

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def test_an_entry_has_all_that_a_reader_needs(client, article):
    (entry,) = read(client, ATOM).entries
    assert entry.id == article.translation_key.urn
    assert entry.title == "So sieht's aus: Bürger*innen & <Bäume>"
    assert entry.link == f"{HOST}/newsroom/aussehen/"
    assert entry.summary == "Ein Satz über Bürger*innen."
    assert entry.published == "2025-02-18T08:30:00+00:00"
    assert entry.updated == entry.published
    assert {(tag.term, tag.label) for tag in entry.tags} == {
        ("oeffentliches", "Öffentliches"),
        ("umwelt", "Umwelt"),
    }


def test_the_feed_has_author_language_and_itself(client, article):
    feed = document(client, ATOM)
    assert feed.get(LANG) == "de-DE"
    assert feed.find("atom:author/atom:name", NAMES).text == "Newsroom Stadt Dortmund"
    links = {
        link.get("rel"): link.get("href") for link in feed.findall("atom:link", NAMES)
    }
    assert links == {"alternate": f"{HOST}/", "self": f"{HOST}{ATOM}"}
    assert feed.find("atom:id", NAMES).text == f"{HOST}{ATOM}"


def test_a_corrected_text_is_told_by_its_date_and_stays_in_its_place(client, article):
    changed = parse_datetime("2025-03-01T12:00:00Z")
    ArticlePage.objects.update(changed_at=changed)
    (entry,) = read(client, ATOM).entries
    assert entry.updated == "2025-03-01T12:00:00+00:00"
    assert entry.published == "2025-02-18T08:30:00+00:00"
    assert read(client, ATOM).feed.updated == entry.updated


def test_the_text_is_escaped_html(client, article):
    content = document(client, ATOM).find("atom:entry/atom:content", NAMES)
    assert content.get("type") == "html"
    assert "<h2>Mehr</h2>" in content.text
