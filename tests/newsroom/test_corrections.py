"""What an article had wrong, told on its page and in its feed."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from newsroom.corrections import CorrectionsBlock, corrections_of
from newsroom.metadata import local_iso
from newsroom.models import ArticlePage
from tests.factories import published

from .parts import linked_data

TEXT = "Die Sperrung beginnt am Dienstag, nicht am Montag."


def correct(page, text=TEXT, at=None, kind="correction", **changes) -> ArticlePage:
    page = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    entry = {"text": text, "at": at or timezone.now()}
    page.corrections.append((kind, entry))
    return publish(page, **changes)


def publish(page, **changes) -> ArticlePage:
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


def told(client, article) -> list[tuple[str, str]]:
    """What the byline says of changes, and when they were."""
    byline = client.get(article.url).content.decode().partition("</h1>")[2]
    change = r'(Korrigiert|Aktualisiert):.*?<time datetime="([^"]*)"'
    return re.findall(change, byline)


@pytest.fixture
def article(db):
    return published(title="Sperrung", slug="sperrung")


def test_a_correction_is_on_the_page_with_its_time(client, article):
    correct(article)
    page = client.get(article.url).content.decode()
    assert TEXT in page
    assert page.count("Korrigiert") == 1
    assert "Aktualisiert" not in page


def test_without_one_the_page_speaks_of_none(client, article):
    assert "Korrigiert" not in client.get(article.url).content.decode()


def test_an_important_update_is_above_the_text_and_no_correction(client, article):
    correct(article, "Die Straße ist wieder frei.", kind="update")
    page = client.get(article.url).content.decode()
    assert page.index("Die Straße ist wieder frei.") < page.index("article__text")
    assert page.count("Aktualisierung</h2>") == 1
    assert "Korrigiert" not in page
    assert "Aktualisiert:" in page


def test_the_newest_update_comes_first(client, article):
    correct(article, "Die Straße ist halb frei.", kind="update")
    correct(article, "Die Straße ist wieder frei.", kind="update")
    page = client.get(article.url).content.decode()
    assert page.index("ist wieder frei.") < page.index("ist halb frei.")


@pytest.mark.parametrize("address", ["rss.xml", "atom.xml", "feed.json"])
def test_feeds_say_that_an_article_has_an_update_and_keep_its_place(
    client, article, address
):
    published(title="Neuer")
    before = client.get(f"/feed/{address}").content.decode()
    correct(article, "Die Straße ist wieder frei.", kind="update")
    after = client.get(f"/feed/{address}").content.decode()
    assert "Aktualisiert: Sperrung" in after
    assert "Aktualisiert" not in before
    assert after.index("Neuer") < after.index("Aktualisiert: Sperrung")
    assert "Die Straße ist wieder frei." in after


def test_a_later_change_is_told_after_the_correction(client, article):
    corrected = correct(article)
    changed = publish(corrected, teaser="Ab Mittwoch ist alles frei.")
    first, second = told(client, changed)
    assert first == ("Korrigiert", local_iso(corrections_of(changed)[0].at))
    assert second == ("Aktualisiert", local_iso(changed.changed_at))
    page = client.get(changed.url).content.decode()
    assert linked_data(page)["dateModified"] == local_iso(changed.changed_at)
    assert told(client, publish(changed)) == [first, second]


def test_an_earlier_change_is_told_before_the_correction(client, article):
    changed = publish(article, teaser="Die Sperrung beginnt.")
    corrected = correct(changed, teaser="Die Sperrung beginnt am Dienstag.")
    assert told(client, corrected) == [
        ("Aktualisiert", local_iso(changed.changed_at)),
        ("Korrigiert", local_iso(corrections_of(corrected)[0].at)),
    ]


def test_a_correction_that_was_taken_back_is_a_change(client, article):
    changed = publish(correct(article), corrections=[])
    assert told(client, changed) == [("Aktualisiert", local_iso(changed.changed_at))]


def test_a_correction_moves_the_date_of_change_in_the_feed(client, article):
    before = client.get("/feed/rss.xml")
    corrected = correct(article)
    after = client.get("/feed/rss.xml", headers={"if-none-match": before["ETag"]})
    assert corrected.changed_at > corrected.published_at
    assert after.status_code == 200


def test_an_entry_keeps_its_key_through_later_revisions(article):
    first = corrections_of(correct(article))
    second = corrections_of(correct(article, "Noch etwas."))
    assert [one.text for one in second] == [TEXT, "Noch etwas."]
    assert second[0].key == first[0].key
    assert second[0].key != second[1].key


def test_entries_are_told_in_the_order_of_their_times(article):
    correct(article)
    earlier = timezone.now() - timedelta(hours=1)
    entries = corrections_of(correct(article, "Früher.", at=earlier))
    assert [one.text for one in entries] == ["Früher.", TEXT]


def test_a_correction_of_tomorrow_is_refused():
    tomorrow = timezone.now() + timedelta(days=1)
    block = CorrectionsBlock()
    value = block.to_python(
        [{"type": "correction", "value": {"text": TEXT, "at": tomorrow.isoformat()}}]
    )
    with pytest.raises(ValidationError):
        block.clean(value)
