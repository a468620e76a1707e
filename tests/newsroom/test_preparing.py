"""What a draft will show is made when it is saved, and is nobody's to see until then."""

import os
import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django_q.models import OrmQ
from PIL import Image

from newsroom.preparing import PREPARE, prepare
from newsroom.share_cards import address_of
from syndication import kept_pictures
from syndication.drafting import post_for
from syndication.models import Channel
from syndication.networks import NETWORKS
from syndication.share_card import ShareCard, card_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(kept_pictures, "FOLDER", tmp_path / "made")
    return tmp_path / "made"


@pytest.fixture
def channels():
    return [
        factories.channel(network=network, name=network, attach=Channel.Attach.PICTURE)
        for network in NETWORKS
    ]


@pytest.fixture
def unmade(monkeypatch):
    """From now on nothing can be made."""

    def refuse():
        def made(*_what):
            raise AssertionError("It should have been kept.")

        monkeypatch.setattr("syndication.pictures._made", made)
        monkeypatch.setattr(ShareCard, "drawn", made)

    return refuse


def saved(**changes):
    article = factories.draft(**changes)
    return article, article.save_revision()


def test_saving_a_draft_asks_the_queue(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _article, revision = saved()
    asked = [one.task["args"] for one in OrmQ.objects.all() if one.func() == PREPARE]
    assert asked == [(revision.pk,)]


def test_going_live_makes_no_picture_any_more(channels, unmade):
    article, revision = saved(lead_image=factories.image())
    prepare(revision.pk)
    unmade()
    revision.publish()
    article.refresh_from_db()
    for channel in channels:
        assert post_for(article.story(), channel).picture


def test_going_live_draws_no_card_any_more(channels, unmade, client):
    article, revision = saved()
    prepare(revision.pk)
    unmade()
    revision.publish()
    assert client.get(article.url).status_code == 200
    assert len(default_storage.listdir("share")[1]) == 4
    article.refresh_from_db()
    instagram = next(one for one in channels if one.network == "instagram")
    assert post_for(article.story(), instagram).picture


@pytest.mark.parametrize("pictured", [True, False])
def test_nothing_is_public_before(channels, pictured):
    image = factories.image() if pictured else None
    before = files(default_storage)
    prepare(saved(lead_image=image)[1].pk)
    assert files(default_storage) == before


def files(storage, folder="") -> set[str]:
    if not storage.exists(folder):
        return set()
    folders, names = storage.listdir(folder)
    below = [files(storage, f"{folder}/{name}".lstrip("/")) for name in folders]
    return {f"{folder}/{name}" for name in names}.union(*below)


def test_other_words_have_another_card(channels):
    article, revision = saved(title="Der Park öffnet")
    prepare(revision.pk)
    first = address_of(card_of(article.story()))
    article.title = "Der Park bleibt zu"
    assert address_of(card_of(article.story())) != first


def test_another_file_under_the_same_name_is_another_picture(channels):
    image = factories.image(factories.picture((800, 450)))
    article, revision = saved(lead_image=image)
    prepare(revision.pk)
    channel = channels[0]
    before = post_for(article.story(), channel).picture
    red = BytesIO()
    Image.new("RGB", (800, 450), "red").save(red, "PNG")
    default_storage.delete(image.file.name)
    name = default_storage.save(image.file.name, ContentFile(red.getvalue()))
    assert name == image.file.name
    article.lead_image = type(image).objects.get(pk=image.pk)
    after = post_for(article.story(), channel).picture
    red, green, blue = Image.open(BytesIO(after.content)).getpixel((400, 200))
    assert after.content != before.content
    assert red > 200 > green + blue


def test_another_focal_point_is_another_cut(channels):
    image = factories.image(factories.picture((2000, 400)))
    article, revision = saved(lead_image=image)
    prepare(revision.pk)
    made = set(kept_pictures.FOLDER.iterdir())
    image.focal_point_x, image.focal_point_y = 10, 10
    image.focal_point_width = image.focal_point_height = 20
    article.lead_image = image
    instagram = next(one for one in channels if one.network == "instagram")
    post_for(article.story(), instagram)
    assert set(kept_pictures.FOLDER.iterdir()) > made


def test_a_draft_that_was_saved_again_is_left_to_the_last(channels, folder):
    article, first = saved(title="Alt")
    article.title = "Neu"
    article.save_revision()
    prepare(first.pk)
    assert not folder.exists()


def test_what_is_live_needs_nothing(channels, folder):
    article = factories.published()
    prepare(article.latest_revision_id)
    assert not folder.exists()


def test_what_nobody_has_used_for_days_goes(folder):
    kept_pictures.kept(("old",), lambda: b"old")
    (old,) = folder.iterdir()
    kept_pictures.kept(("new",), lambda: b"new")
    week_ago = time.time() - timedelta(days=8).total_seconds()
    os.utime(old, (week_ago, week_ago))
    kept_pictures.cache.clear()
    kept_pictures.sweep(timezone.now())
    assert [path.read_bytes() for path in folder.iterdir()] == [b"new"]


def test_a_full_disk_keeps_nothing_and_stops_nobody(folder):
    folder.write_text("no folder")
    assert kept_pictures.kept(("a",), lambda: b"picture") == b"picture"
