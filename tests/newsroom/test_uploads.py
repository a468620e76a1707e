"""A new file is indexed once, though the form and the queue both see to it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cityportal import index_tasks
from newsroom.images import NewsImage
from newsroom.searching.models import entries_of
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_queue_is_asked_only_when_the_form_has_indexed_the_picture(
    admin_client, monkeypatch
):
    indexed = []

    def enqueue(*_task):
        indexed.append(entries_of(NewsImage).exists())

    monkeypatch.setattr(index_tasks, "async_task", enqueue)
    admin_client.post(
        reverse("wagtailimages_chooser:create"),
        {
            "image-chooser-upload-file": SimpleUploadedFile(
                "a.png", factories.picture()
            ),
            "image-chooser-upload-title": "Park",
            "image-chooser-upload-description": "Bäume",
            "image-chooser-upload-credit": "Stadt",
            "image-chooser-upload-collection": "1",
        },
    )
    assert indexed
    assert all(indexed)
