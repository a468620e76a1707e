"""The host that sends may be a little behind the one that publishes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.models import ArticlePage
from syndication import announcing
from syndication.models import Announcement
from syndication.networks.base import TemporaryError
from syndication.readiness import PageLeftError, public_page
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ahead():
    """Published by a clock that is three seconds ahead of ours."""
    factories.channel(announce_since=timezone.now() - timedelta(days=1))
    page = factories.published()
    ahead = timezone.now() + timedelta(seconds=3)
    ArticlePage.objects.filter(pk=page.pk).update(published_at=ahead)
    return page


def test_a_page_of_a_moment_ahead_is_not_taken_for_one_that_has_left(ahead):
    announcing.note_visibility(Announcement.objects.all(), timezone.now())
    assert Announcement.objects.get().wanted


def test_it_is_sent_later_and_not_given_up(ahead):
    with pytest.raises(TemporaryError):
        public_page(ahead)
    ahead.unpublish()
    with pytest.raises(PageLeftError):
        public_page(ahead)


def test_to_find_one_page_no_other_is_read(django_assert_num_queries):
    page = factories.published()
    factories.imported(3)
    with django_assert_num_queries(1):
        assert public_page(page) == page
