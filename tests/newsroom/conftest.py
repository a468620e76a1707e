import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches

from newsroom.roles import CHIEFS, equip
from tests.factories import section


def forget():
    for cache in caches.all(initialized_only=False):
        cache.clear()


@pytest.fixture(autouse=True)
def nothing_cached(db, settings, tmp_path):
    """Wagtail caches site roots and renditions by ids, which begin anew in each test."""
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path
    forget()


@pytest.fixture
def cold():
    """Called, it empties the caches: a page must be quick without them, too."""
    return forget


@pytest.fixture
def newsroom():
    """The section that articles are in, at /newsroom/."""
    return section()


@pytest.fixture
def editor(newsroom):
    """May all that the Chefredaktion may, on the front page and below; no workflow."""
    user = get_user_model().objects.create_user("redaktion", password="x")
    user.groups.add(equip(CHIEFS, [newsroom.get_parent()]))
    return user


@pytest.fixture
def desk(client, editor):
    """A browser in which the editor is signed in."""
    client.force_login(editor)
    return client


@pytest.fixture
def chief(admin_client):
    return admin_client
