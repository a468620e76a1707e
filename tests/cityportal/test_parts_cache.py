"""What pages have in common is kept until a change, and never past one."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from django.core.cache import caches
from django.db import transaction

from cityportal import page_number, visible_changes
from newsroom.models import Topic
from newsroom.parts import is_kept, kept

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_number(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    page_number.shared_number.cache_clear()
    caches["parts"].clear()
    yield
    page_number.shared_number.cache_clear()


@pytest.fixture
def make() -> Callable[[], int]:
    """How often it was made."""
    made: Iterator[int] = count(1)
    return lambda: next(made)


def test_a_part_is_made_once(make):
    assert not is_kept("part")
    assert [kept("part", make), kept("part", make)] == [1, 1]
    assert is_kept("part")
    assert kept("another", make) == 2


def test_it_is_made_anew_after_a_change(make):
    kept("part", make)
    Topic.objects.create(name="Natur")
    assert not is_kept("part")
    assert kept("part", make) == 2


def test_a_change_while_it_is_made_makes_it_old(make):
    def interrupted():
        visible_changes.raise_changes()
        return make()

    assert kept("part", interrupted) == 1
    assert not is_kept("part")
    assert kept("part", make) == 2


def test_what_a_transaction_sees_is_kept_for_nobody(make):
    kept("part", make)
    with transaction.atomic():
        assert not is_kept("part")
        assert [kept("part", make), kept("new", make)] == [2, 3]
    assert kept("part", make) == 1
    assert not is_kept("new")


def test_where_the_number_cannot_be_read_nothing_is_kept(make, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.VAR_DIR = tmp_path / "file"
    assert [kept("part", make), kept("part", make)] == [1, 2]
    assert not is_kept("part")


def test_there_is_a_bound(make):
    most = caches["parts"]._max_entries
    for number in range(most + 1):
        kept(f"part:{number}", make)
    assert len(caches["parts"]._cache) <= most
