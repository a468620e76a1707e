"""Copies for the networks that fetch pictures by themselves."""

import re
from datetime import UTC, timedelta

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.utils import timezone

from syndication import public_pictures
from syndication.networks.base import Picture
from syndication.public_pictures import published

PICTURE = Picture(b"a picture", "image/jpeg", 4, 3, "Bäume")


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.PUBLIC_URL = "https://stadt.example"


def names():
    return default_storage.listdir("out")[1]


def swept(**later):
    """So long after the day began on which copies were made."""
    cache.clear()
    day = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0)
    public_pictures.sweep(day + timedelta(**later))
    return names()


def test_a_copy_has_an_absolute_ascii_address_that_nobody_guesses():
    address = published(PICTURE).url
    assert re.fullmatch(
        r"https://stadt\.example/media/out/[-0-9]{11}[0-9a-f]{40}\.jpg", address
    )
    with default_storage.open(f"out/{names()[0]}") as file:
        assert file.read() == PICTURE.content


def test_another_site_would_give_it_another_address(settings):
    here = published(PICTURE).url
    settings.SECRET_KEY = "another"
    assert published(PICTURE).url != here


def test_trying_again_makes_no_second_copy():
    assert published(PICTURE) == published(PICTURE)
    assert len(names()) == 1


def test_a_copy_lives_for_two_days_after_it_was_last_told():
    published(PICTURE)
    assert len(swept(hours=71)) == 1  # told at the end of that day


def test_after_that_it_goes():
    published(PICTURE)
    assert swept(hours=73) == []


def test_the_folder_is_looked_through_once_in_an_hour():
    published(PICTURE)
    assert swept(hours=1)
    public_pictures.sweep(timezone.now() + timedelta(hours=100))
    assert len(names()) == 1


def test_sweeping_before_anything_was_copied_is_no_trouble():
    cache.clear()
    public_pictures.sweep(timezone.now())
