"""Many articles at once drain as fast as the networks let us, and no faster."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from syndication import delivering, outbox
from syndication.models import Delivery
from tests import factories
from tests.syndication.sending import QUICK, State, delivery

pytestmark = pytest.mark.django_db(transaction=True)


def publish_at_once(number, **facts):
    factories.imported(number, **facts)
    outbox.reconcile(timezone.now())


def send_for(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end and waiting():
        delivering.deliver_due(QUICK)
        time.sleep(0.05)


def waiting():
    return Delivery.objects.filter(state=State.PENDING).count()


def refused(sandbox, network, since):
    return [one for one in sandbox.requests(network, since) if one["limited"]]


def test_sixty_pictures_pass_the_limit_of_thirty_without_being_refused(
    sandbox, connected
):
    sandbox.settings("mastodon", window_factor=360)  # 30 uploads in 5 seconds
    connected("mastodon", attach="picture")
    small = factories.picture((640, 360))
    image, since = factories.image(small), sandbox.last_request()
    publish_at_once(60, lead_image=image)
    send_for(3)
    before = Delivery.objects.filter(state=State.PUBLISHED).count()
    assert waiting()
    publish_at_once(1, lead_image=image, urgent=True)
    send_for(30)
    urgent = delivery(announcement__urgent=True)
    earlier = Delivery.objects.filter(published_at__lt=urgent.published_at)
    assert earlier.count() == before
    assert Delivery.objects.filter(state=State.PUBLISHED).count() == 61
    assert not refused(sandbox, "mastodon", since)


def test_a_quota_that_slides_is_used_without_being_refused(sandbox, connected):
    sandbox.settings("threads", posts_per_day=5, window_factor=14_400)  # 6 seconds
    connected("threads")
    since = sandbox.last_request()
    publish_at_once(10)
    send_for(30)
    moments = sorted(one.published_at for one in Delivery.objects.all())
    assert len(moments) == 10
    # Of five, one is left to what is urgent.
    for first, fifth in zip(moments, moments[4:], strict=False):
        assert fifth - first > timedelta(seconds=5)
    assert not refused(sandbox, "threads", since)


def test_with_the_real_windows_what_will_be_too_late_is_held_at_once(connected):
    connected("instagram")
    publish_at_once(100)
    outbox.sweep(timezone.now())
    assert Delivery.objects.filter(state=State.HELD).count() == 10
    delivery = Delivery.objects.filter(state=State.HELD).first()
    assert "nimmt so viele Beiträge auf einmal nicht an" in delivery.last_error
    assert delivery.useful_until > timezone.now() + timedelta(hours=47)
