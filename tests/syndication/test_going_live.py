"""What shall be sent: embargoes, once, and what a lost signal missed."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ
from wagtail.models import Locale, PageViewRestriction, Revision

from newsroom.models import ArticlePage
from syndication import announcing, outbox, scheduling
from syndication.models import Announcement, Delivery
from syndication.waits import USEFUL_FOR
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    return factories.channel(announce_since=timezone.now() - timedelta(days=1))


def scheduled(**changes):
    page = factories.draft(go_live_at=timezone.now() + timedelta(hours=1), **changes)
    page.save_revision().publish()
    return page


def come_due():
    """The hour passes for everything that is scheduled."""
    now = timezone.now()
    for revision in Revision.objects.exclude(approved_go_live_at=None):
        revision.content["go_live_at"] = now.isoformat()
        revision.approved_go_live_at = now
        revision.save()


def restrict(page):
    return PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )


def test_going_live_writes_one_announcement_and_one_delivery_per_channel(channel):
    other = factories.channel(name="Bluesky", network="bluesky")
    page = factories.published()
    announcement = Announcement.objects.get(page=page)
    assert announcement.title == "Ein neuer Park"
    assert {d.channel for d in announcement.deliveries.all()} == {channel, other}


def test_going_live_wakes_the_queue(channel, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        factories.published()
    tasks = [queued.func() for queued in OrmQ.objects.all()]
    assert tasks.count("syndication.tasks.deliver_due") == 1


def test_publishing_again_after_a_typo_announces_nothing(channel):
    page = factories.published()
    page.title = "Ein neuer Park!"
    page.save_revision().publish()
    assert Delivery.objects.count() == 1


def test_an_article_that_is_not_to_be_announced_is_not(channel):
    factories.published(announce=False)
    assert not Delivery.objects.exists()


def test_a_draft_that_is_only_scheduled_announces_nothing(channel):
    scheduled()
    assert scheduling.publish_due(timezone.now()) == 0
    outbox.reconcile(timezone.now())
    assert not Delivery.objects.exists()


def test_a_scheduled_draft_is_announced_when_its_time_has_come(channel):
    scheduled()
    come_due()
    assert scheduling.publish_due(timezone.now()) == 1
    assert Delivery.objects.count() == 1


def test_one_page_that_cannot_be_published_holds_up_none(channel, caplog):
    broken, sound = scheduled(title="Erst"), scheduled(title="Dann")
    come_due()
    revision = Revision.objects.get(object_id=str(broken.pk))
    revision.content["body"] = 17
    revision.save()
    assert scheduling.publish_due(timezone.now()) == 1
    assert set(ArticlePage.objects.live()) == {sound}
    assert "cannot be published" in caplog.text


def test_one_page_that_cannot_tell_its_story_holds_up_none(channel, caplog):
    broken, sound = factories.published(teaser="", title="A"), factories.published()
    Delivery.objects.all().delete()
    Announcement.objects.all().delete()
    faulty = '[{"type": "paragraph", "value": 17}]'  # as an import may leave it
    with connection.cursor() as cursor:
        update = "UPDATE newsroom_articlepage SET body = %s WHERE page_ptr_id = %s"
        cursor.execute(update, [faulty, broken.pk])
    outbox.reconcile(timezone.now())
    assert Delivery.objects.get().announcement.page_id == sound.pk
    assert "cannot be announced" in caplog.text


def test_what_has_expired_is_taken_down(channel):
    page = factories.published()
    ArticlePage.objects.update(expire_at=timezone.now())
    assert scheduling.unpublish_expired(timezone.now()) == 1
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)
    assert Delivery.objects.get().state == Delivery.State.CANCELLED


def test_an_alias_announces_nothing(channel):
    page = factories.published()
    page.create_alias(update_slug="alias", parent=page.get_parent())
    outbox.reconcile(timezone.now())
    assert Delivery.objects.count() == 1


def test_a_translation_announces_nothing(channel):
    page = factories.published()
    english = Locale.objects.get_or_create(language_code="en")[0]
    copy = page.copy_for_translation(english, copy_parents=True)
    copy.save_revision().publish()
    outbox.reconcile(timezone.now())
    assert Delivery.objects.count() == 1


def test_a_private_page_is_announced_when_it_becomes_public(channel):
    page = factories.draft()
    restriction = restrict(page)
    page.save_revision().publish()
    assert not Delivery.objects.exists()
    restriction.delete()
    assert Delivery.objects.count() == 1


def test_a_page_in_a_private_section_announces_nothing(channel):
    restrict(factories.section())
    factories.published()
    outbox.reconcile(timezone.now())
    assert not Delivery.objects.exists()


def test_an_import_announces_nothing(channel):
    factories.draft(live=True)
    outbox.reconcile(timezone.now())
    assert not Delivery.objects.exists()


def test_an_old_article_announces_nothing_when_it_goes_live_again(channel):
    factories.published(published_at=timezone.now() - USEFUL_FOR - timedelta(hours=1))
    outbox.reconcile(timezone.now())
    assert not Delivery.objects.exists()


def test_a_new_channel_does_not_post_the_archive():
    page = factories.published()
    factories.channel()
    page.save_revision().publish()
    outbox.reconcile(timezone.now())
    assert not Delivery.objects.exists()


def test_an_editor_sends_an_old_article_to_a_new_channel_by_hand():
    page = factories.published()
    late = factories.channel()
    assert announcing.send_by_hand(page, late, timezone.now())
    assert Delivery.objects.get().channel == late
    assert not announcing.send_by_hand(page, late, timezone.now())


def test_nothing_private_is_sent_by_hand(channel):
    page = factories.draft()
    assert not announcing.send_by_hand(page, channel, timezone.now())


def test_a_retired_channel_gets_nothing_a_paused_one_waits():
    since = timezone.now() - timedelta(days=1)
    factories.channel(name="Alt", retired=True, announce_since=since)
    paused = factories.channel(name="Pause", announce_since=since)
    paused.pause("Kein Zugang")
    factories.published()
    assert Delivery.objects.get().channel == paused


def test_the_sweep_finds_what_a_lost_signal_missed(channel, deaf):
    factories.published()
    assert not Delivery.objects.exists()
    outbox.reconcile(timezone.now())
    outbox.reconcile(timezone.now())
    assert Delivery.objects.count() == 1


def test_publishing_succeeds_when_the_announcement_cannot_be_written(
    channel, monkeypatch, caplog
):
    def broken(page, now):
        raise RuntimeError("no table")

    monkeypatch.setattr(announcing, "page_went_live", broken)
    assert factories.published().live
    assert "sweep has to find" in caplog.text


def test_unpublishing_cancels_what_waits(channel):
    factories.published().unpublish()
    delivery = Delivery.objects.get()
    assert delivery.state == Delivery.State.CANCELLED
    assert "öffentlich" in delivery.last_error


def test_deleting_a_page_keeps_the_record(channel):
    page = factories.published()
    user = User.objects.create_superuser("chef")
    page.delete(user=user)
    delivery = Delivery.objects.get()
    assert delivery.announcement.page is None
    assert delivery.announcement.title == "Ein neuer Park"
    assert delivery.state == Delivery.State.CANCELLED


def test_deleting_a_private_page_is_no_error(channel, caplog):
    page = factories.draft()
    restrict(page)
    page.delete(user=User.objects.create_superuser("chef"))
    assert "sweep has to find" not in caplog.text
