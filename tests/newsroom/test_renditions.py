"""Renditions are made by the queue when a picture is uploaded, not by a reader."""

import pytest
from django_q.models import OrmQ

from cityportal import index_tasks
from newsroom.images import NewsRendition, make_renditions
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_upload_asks_the_queue_for_renditions(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        image = factories.image()
    asked = [queued.task["args"] for queued in OrmQ.objects.all()]
    assert (make_renditions.module_path, (image.pk,), {}) in asked


def test_readers_find_every_rendition_made(client):
    image = factories.image(factories.picture((2000, 1200)))
    index_tasks.run(make_renditions.module_path, [image.pk], {})
    made = set(NewsRendition.objects.values_list("filter_spec", flat=True))
    body = [{"type": "picture", "value": {"image": image.pk, "caption": "Park"}}]
    article = factories.published(lead_image=image, body=body)
    other = factories.published(title="Ein anderer", lead_image=image)
    for path in (article.url, other.url, article.get_parent().url, "/feed/rss.xml"):
        assert client.get(path).status_code == 200
    assert set(NewsRendition.objects.values_list("filter_spec", flat=True)) == made


def test_a_picture_that_is_gone_again_is_no_failure():
    index_tasks.run(make_renditions.module_path, [17], {})
