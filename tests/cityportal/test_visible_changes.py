"""Which writes to the database raise the pages' number."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.signals import connection_created
from django.utils import timezone

from cityportal import visible_changes
from newsroom.models import ArticlePage, Topic
from syndication.models import Announcement, Channel, Delivery
from tests.factories import channel, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch, django_capture_on_commit_callbacks):
    """`told(do)`: what was raised by it, on commit."""
    raised = []
    monkeypatch.setattr(
        visible_changes, "raise_changes", lambda: raised.append("changes")
    )
    monkeypatch.setattr(visible_changes, "raise_links", lambda: raised.append("links"))

    def of(act) -> set[str]:
        raised.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return set(raised)

    return of


def test_what_readers_see_is_told_however_it_is_written(told):
    page, topic = published(), Topic.objects.create(name="Natur")
    for act in (
        lambda: ArticlePage.objects.update(title="Neu"),
        lambda: page.topics.through.objects.create(articlepage=page, topic=topic),
        lambda: Topic.objects.bulk_create([Topic(name="A", slug="a")]),
        lambda: Topic.objects.bulk_update([topic], ["name"]),
        lambda: Topic.objects.filter(slug="a").delete(),
        lambda: connection.cursor().execute("UPDATE newsroom_topic SET name='Wald'"),
        lambda: page.move(page.get_parent(), pos="first-child"),
        lambda: page.unpublish(),
    ):
        assert "changes" in told(act)


def test_what_readers_do_not_see_is_not_told(told):
    page, user = published(), User.objects.create(username="ada")
    sender = channel()
    for act in (
        lambda: page.save_revision(),
        lambda: Session.objects.create(session_key="a", expire_date=timezone.now()),
        lambda: User.objects.filter(pk=user.pk).update(last_login=timezone.now()),
        lambda: Channel.objects.filter(pk=sender.pk).update(failures=1),
        lambda: ArticlePage.objects.filter(title="Fehlt").update(title="Neu"),
        lambda: list(ArticlePage.objects.all()),
    ):
        assert not told(act)


def test_a_title_beside_unseen_columns_is_told(told):
    page = published()
    page.title, page.draft_title = "Neu", "Neu"
    assert told(lambda: page.save(update_fields=["title", "draft_title"]))


def test_the_link_of_a_post_is_told_and_its_way_there_is_not(told):
    sender = channel()
    announcement = Announcement.objects.get(page=published())
    Delivery.objects.all().delete()
    now = timezone.now()
    delivery = Delivery.objects.create(
        announcement=announcement,
        channel=sender,
        useful_until=now + timedelta(hours=1),
        not_before=now,
    )
    here = Delivery.objects.filter(pk=delivery.pk)
    assert not told(lambda: here.filter(state="pending").update(state="sending"))
    link = {"state": "published", "url": "http://127.0.0.1/1"}
    assert told(lambda: here.update(**link)) == {"links"}
    left = here.filter(state="published")
    assert told(lambda: left.update(state="pending")) == {"links"}


def test_what_is_rolled_back_is_not_told(told):
    def act():
        with transaction.atomic():
            Topic.objects.create(name="Wasser")
            transaction.set_rollback(True)

    assert not told(act)


def test_the_connection_that_makes_databases_is_left_alone():
    """With it `manage.py test` and others make one on PostgreSQL; none is there yet."""
    kind = type(connections[DEFAULT_DB_ALIAS])
    maker = kind(connection.settings_dict, alias=NO_DB_ALIAS)
    connection_created.send(sender=kind, connection=maker)
    assert maker.execute_wrappers == []
    assert connection.execute_wrappers
