"""One date, set at the first go-live, by which everything is sorted."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from newsroom.models import ArticlePage
from tests.factories import draft, image, published

DATES = {
    "2025-02-18": "Di 18. Februar 2025",
    "2025-02-14": "Fr 14. Februar 2025",
    "2025-02-10": "Mo 10. Februar 2025",
    "2025-01-30": "Do 30. Januar 2025",
    "2025-01-13": "Mo 13. Januar 2025",
    "2024-12-13": "Fr 13. Dezember 2024",
    "2024-12-12": "Do 12. Dezember 2024",
    "2024-12-06": "Fr 6. Dezember 2024",
    "2024-11-26": "Di 26. November 2024",
    "2024-11-15": "Fr 15. November 2024",
    "2024-11-13": "Mi 13. November 2024",
    "2024-11-11": "Mo 11. November 2024",
    "2026-03-02": "Mo 2. März 2026",
    "2026-08-01": "Sa 1. August 2026",
    "2026-10-04": "So 4. Oktober 2026",
}


def reread(page) -> ArticlePage:
    return ArticlePage.objects.get(pk=page.pk)


def republish(page, **changes) -> ArticlePage:
    page = reread(page).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return reread(page)


@pytest.mark.parametrize(("day", "text"), DATES.items())
def test_dates_are_written_the_german_way(client, day, text):
    published(title="Tag", published_at=parse_datetime(f"{day}T12:30:00+00:00"))
    for address in ["/newsroom/", "/newsroom/tag/"]:
        page = client.get(address).content.decode()
        assert f"{text}</time>" in page
        assert f'<time datetime="{day}T' in page


def test_the_machine_readable_date_has_the_offset_of_its_season():
    template = Template("{% load news %}{{ at|iso }}")
    for at, expected in {
        "2025-02-18T08:05:09.123456+00:00": "2025-02-18T09:05:09+01:00",
        "2025-07-01T08:05:00+00:00": "2025-07-01T10:05:00+02:00",
    }.items():
        assert template.render(Context({"at": parse_datetime(at)})) == expected


def test_the_first_go_live_sets_the_date():
    page = draft()
    assert page.published_at is None
    before = timezone.now()
    page.save_revision().publish()
    assert before <= reread(page).published_at <= timezone.now()


def test_saving_a_draft_sets_no_date():
    page = draft()
    page.save_revision()
    assert reread(page).published_at is None


def test_a_scheduled_draft_gets_its_date_when_it_goes_live():
    page = draft()
    page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = page.save_revision()
    revision.publish()
    assert reread(page).published_at is None
    content = revision.content
    content["go_live_at"] = (timezone.now() - timedelta(seconds=1)).isoformat()
    revision.content = json.loads(json.dumps(content))
    revision.save()
    revision.publish()
    assert abs(reread(page).published_at - timezone.now()) < timedelta(seconds=5)


def test_publishing_again_keeps_the_date():
    page = published()
    assert republish(page, title="Neu").published_at == page.published_at


def test_unpublishing_and_publishing_again_keeps_the_date():
    page = published()
    page.unpublish()
    assert republish(page).published_at == page.published_at


def test_an_older_draft_does_not_take_the_date_back():
    page = draft()
    old = page.save_revision()
    page.save_revision().publish()
    at = reread(page).published_at
    old.publish()
    assert reread(page).published_at == at


def test_the_form_shows_the_date_although_the_draft_has_none():
    page = published()
    revision = reread(page).latest_revision
    assert revision.content["published_at"] is None
    assert revision.as_object().published_at == page.published_at


def test_a_date_of_the_past_is_kept_at_the_first_go_live():
    at = parse_datetime("2019-05-01T10:00:00+02:00")
    assert published(published_at=at).published_at == at


def test_a_date_can_be_moved_into_the_past():
    at = parse_datetime("2019-05-01T10:00:00+02:00")
    assert republish(published(), published_at=at).published_at == at


def test_a_date_in_the_future_is_refused():
    page = draft(published_at=timezone.now() + timedelta(minutes=5))
    with pytest.raises(ValidationError, match="liegt in der Zukunft"):
        page.full_clean()


def test_a_copy_gets_a_date_of_its_own():
    page = published(published_at=parse_datetime("2019-05-01T10:00:00+02:00"))
    copy = page.copy(update_attrs={"slug": "kopie"}, keep_live=False)
    assert reread(copy).published_at is None


def test_an_alias_has_the_date_of_its_original():
    page = published(published_at=parse_datetime("2019-05-01T10:00:00+02:00"))
    alias = page.create_alias(update_slug="alias")
    republish(page, teaser="Neu")
    assert reread(alias).teaser == "Neu"
    assert reread(alias).published_at == page.published_at


def test_a_page_put_live_by_an_import_has_a_date():
    assert draft(live=True).published_at is not None


def test_same_dates_are_sorted_by_the_newer_page_first(client):
    at = parse_datetime("2025-02-18T09:00:00+01:00")
    for title in ("Erster", "Zweiter", "Dritter"):
        published(title=title, published_at=at)
    text = client.get("/newsroom/").content.decode()
    assert text.index("Dritter") < text.index("Zweiter") < text.index("Erster")


def test_a_changed_text_is_told_to_readers(client):
    page = published(title="Park")
    assert "Aktualisiert" not in client.get("/newsroom/park/").content.decode()
    changed = republish(page, teaser="Am Sonntag wird gepflanzt.")
    assert changed.changed_at > page.published_at
    text = client.get("/newsroom/park/").content.decode()
    assert "Aktualisiert: " in text
    assert (
        '"dateModified": "'
        + timezone.localtime(changed.changed_at).isoformat(timespec="seconds")
        in text
    )


def test_a_caption_that_was_wrong_is_a_change(client):
    page = published(title="Park", lead_image=image(), lead_caption="Der Stadtgarten")
    assert republish(page, lead_caption="Der Westpark").changed_at


def test_publishing_the_same_text_again_is_no_change(client):
    page = published(title="Park", body=json.dumps([{"type": "heading", "value": "A"}]))
    assert republish(page).changed_at is None
    assert "Aktualisiert" not in client.get("/newsroom/park/").content.decode()


def test_a_draft_alone_is_no_change():
    page = published(title="Park")
    page.title = "Anders"
    page.save_revision()
    assert reread(page).changed_at is None
