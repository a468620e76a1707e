"""Renditions are made by the queue when a picture is uploaded, not by a reader."""

import re
from pathlib import Path

import pytest
from django_q.models import OrmQ

from newsroom.images import (
    IN_TEASERS,
    MAKE_RENDITIONS,
    SHOWN,
    NewsRendition,
    ask_for_renditions,
    make_renditions,
)
from newsroom.memory import give_memory_back
from newsroom.models import ArticlePage
from newsroom.pictures import load_pictures
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


def test_what_encoders_needed_is_given_back():
    image = factories.image()
    make_renditions(image.pk)
    left = private_megabytes()
    give_memory_back()
    assert left - private_megabytes() < 10


def private_megabytes() -> int:
    told = Path("/proc/self/smaps_rollup").read_text()
    return int(re.search(r"Private_Dirty: +(\d+)", told)[1]) // 1024


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
    for path in ("/", article.url, other.url, article.get_parent().url):
        page = client.get(path).content.decode()
        assert page.count("<picture>") == page.count("image/avif") > 0
        assert page.count("<picture>") == page.count("image/webp")
    assert client.get("/feed/rss.xml").status_code == 200
    assert set(NewsRendition.objects.values_list("filter_spec", flat=True)) == made


def test_a_teaser_loads_what_it_shows_and_an_article_all():
    image = factories.image(factories.picture((1700, 1000)))
    make_renditions(image.pk)
    shown, other = (
        factories.published(title=title, lead_image=image) for title in "AB"
    )
    load_pictures([], [], [other])
    assert loaded(other) == set(IN_TEASERS)
    other = ArticlePage.objects.get(pk=other.pk)
    load_pictures([], [shown], [other])
    assert loaded(shown) == set(SHOWN)


def loaded(article: ArticlePage) -> set[str]:
    return {made.filter_spec for made in article.lead_image.prefetched_renditions}


def test_a_picture_that_is_gone_again_is_no_failure():
    make_renditions(17)


def test_a_reader_who_comes_before_the_queue_waits_for_one_jpeg_alone(client):
    article = factories.published(lead_image=factories.image())
    page = client.get(article.url).content.decode()
    assert "<picture>" in page
    assert "image/avif" not in page
    kinds = NewsRendition.objects.values_list("filter_spec", flat=True)
    assert sorted(kind for kind in kinds if kind.startswith("format")) == [
        "format-jpeg|width-1080"
    ]


def test_no_width_is_offered_twice_though_the_picture_is_small(client):
    image = factories.image(factories.picture((600, 400)))
    make_renditions(image.pk)
    page = client.get(factories.published(lead_image=image).url).content.decode()
    for widths in re.findall('srcset="([^"]*)"', page):
        listed = [each.split()[-1] for each in widths.split(", ")]
        assert listed == sorted(set(listed), key=listed.index)
    assert "480w" in page
    assert "600w" in page
