"""Renditions are made by the queue when a picture is uploaded, not by a reader."""

import pytest
from django_q.models import OrmQ

from newsroom.images import (
    MAKE_RENDITIONS,
    NewsRendition,
    ask_for_renditions,
    make_renditions,
)
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_upload_asks_the_queue_for_renditions(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        image = factories.image()
    assert asked() == [(image.pk,)]


def test_many_pictures_wait_for_each_other_and_not_before_everything_else(
    django_capture_on_commit_callbacks,
):
    first, second = factories.image(), factories.image()
    with django_capture_on_commit_callbacks(execute=True):
        ask_for_renditions(first.pk, second.pk)
    assert asked() == [(first.pk, second.pk)]
    with django_capture_on_commit_callbacks(execute=True):
        make_renditions(*asked().pop())
    assert asked().pop() == (second.pk,)
    assert first.renditions.exists()
    assert not second.renditions.exists()


def asked() -> list[tuple]:
    """The pictures whose renditions the queue shall make, task by task."""
    queued = [waiting.task for waiting in OrmQ.objects.order_by("pk")]
    return [task["args"] for task in queued if task["func"] == MAKE_RENDITIONS]


def test_readers_find_every_rendition_made(client):
    image = factories.image(factories.picture((2000, 1200)))
    make_renditions(image.pk)
    made = set(NewsRendition.objects.values_list("filter_spec", flat=True))
    body = [{"type": "picture", "value": {"image": image.pk, "caption": "Park"}}]
    article = factories.published(lead_image=image, body=body)
    other = factories.published(title="Ein anderer", lead_image=image)
    for path in (article.url, other.url, article.get_parent().url, "/feed/rss.xml"):
        assert client.get(path).status_code == 200
    assert set(NewsRendition.objects.values_list("filter_spec", flat=True)) == made


def test_a_picture_that_is_gone_again_is_no_failure():
    make_renditions(17)
