"""Summer time, clocks that jump, and a worker that was away for days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import Revision

from newsroom.models import ArticlePage
from syndication import outbox, scheduling
from syndication.models import Channel, Delivery
from syndication.waits import USEFUL_FOR, WAITS
from tests import factories
from tests.syndication.people import person
from tests.syndication.sending import State

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
MINUTES = timedelta(minutes=10)


@pytest.fixture
def clock(monkeypatch):
    """Set the clock that everything reads."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def channel():
    return factories.channel(announce_since=datetime(2026, 1, 1, tzinfo=UTC))


def schedule(moment):
    page = factories.draft(go_live_at=moment)
    page.save_revision().publish()
    assert not ArticlePage.objects.get(pk=page.pk).live
    return page


def waiting(channel, **changes):
    factories.published()
    Delivery.objects.update(**changes)
    return Delivery.objects.get()


# Half past two is once too few in spring, and once too many in autumn.
@pytest.mark.parametrize(
    "moment",
    [
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # 1:30, an hour before there is none
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # 3:30; 2:30 is left out
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # 2:30 for the first time
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),  # 2:30 for the second time
    ],
    ids=["spring before", "spring after", "autumn first", "autumn second"],
)
def test_what_is_scheduled_in_these_nights_goes_once_and_at_its_moment(
    clock, channel, moment
):
    clock(moment - timedelta(hours=3))
    page = schedule(moment)
    clock(moment - timedelta(seconds=1))
    assert scheduling.publish_due(timezone.now()) == 0
    for minutes in range(0, 180, 10):
        clock(moment + timedelta(minutes=minutes))
        scheduling.publish_due(timezone.now())
        outbox.sweep(timezone.now())
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.first_published_at == moment
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.not_before) == (State.PENDING, moment)
    assert delivery.useful_until - moment == timedelta(hours=48)


@pytest.mark.parametrize(
    "wall_clock", ["2027-03-28 02:30", "2027-10-31 02:30"], ids=["none", "two"]
)
def test_the_form_refuses_an_hour_that_there_is_not_or_that_there_is_twice(
    wall_clock,
):
    form = ArticlePage.get_edit_handler().get_form_class()
    with pytest.raises(ValidationError) as refused:
        form.base_fields["go_live_at"].clean(wall_clock)
    assert "Europe/Berlin" in str(refused.value)
    taken = form.base_fields["go_live_at"].clean(wall_clock.replace("02:", "04:"))
    assert taken == datetime.fromisoformat(wall_clock).replace(hour=4, tzinfo=BERLIN)


def test_what_waits_over_the_change_waits_as_long_as_was_meant(clock, channel):
    before = datetime(2027, 10, 31, 0, 50, tzinfo=UTC)
    clock(before)
    waiting(channel, not_before=before + MINUTES, useful_until=before + USEFUL_FOR)
    assert not Delivery.objects.due(before + MINUTES - timedelta(seconds=1)).exists()
    assert Delivery.objects.due(before + MINUTES).exists()


def test_a_clock_set_back_by_an_hour_does_not_stop_sending_for_an_hour(channel):
    now = timezone.now()
    outbox.sweep(now)
    waiting(channel, not_before=now + MINUTES)
    back = now - timedelta(hours=1)
    outbox.sweep(back)
    assert not Delivery.objects.due(back + MINUTES - timedelta(minutes=1)).exists()
    assert Delivery.objects.due(back + MINUTES).exists()


def test_what_was_due_stays_due_when_the_clock_is_set_back(channel):
    now = timezone.now()
    outbox.sweep(now)
    waiting(channel, not_before=now - timedelta(seconds=1))
    back = now - timedelta(hours=1)
    outbox.sweep(back)
    assert Delivery.objects.due(back).exists()


def test_a_silent_channel_is_not_silent_for_longer_when_the_clock_is_set_back(channel):
    now = timezone.now()
    outbox.sweep(now)
    channel.throttle(now + MINUTES)
    outbox.sweep(now - timedelta(hours=1))
    assert Channel.objects.get().throttled_until == now + MINUTES - timedelta(hours=1)


def test_clocks_that_differ_a_little_change_nothing(channel):
    now = timezone.now()
    outbox.sweep(now)
    waiting(channel, not_before=now + MINUTES)
    outbox.sweep(now - timedelta(seconds=5))
    assert Delivery.objects.get().not_before == now + MINUTES


def test_a_lease_from_the_future_blocks_no_channel(channel):
    """The worker died, and the clock was set back before anybody noticed."""
    now = timezone.now()
    delivery = waiting(channel)
    assert delivery.claim(now + timedelta(hours=1), WAITS.lease)
    outbox.sweep(now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.leased_until) == (State.IN_DOUBT, None)


def test_a_lease_of_now_is_left_alone(channel):
    now = timezone.now()
    delivery = waiting(channel)
    assert delivery.claim(now, WAITS.lease)
    outbox.sweep(now)
    assert Delivery.objects.get().state == State.SENDING


def test_a_clock_set_forward_lets_nothing_stale_go(channel):
    now = timezone.now()
    waiting(channel)
    outbox.sweep(now + timedelta(days=3))
    assert Delivery.objects.get().state == State.HELD


def test_what_waited_while_the_worker_was_away_is_held(clock, channel):
    friday = timezone.now()
    waiting(channel)
    clock(friday + timedelta(days=3))
    outbox.sweep(timezone.now())
    assert Delivery.objects.get().state == State.HELD
    assert not Delivery.objects.due(timezone.now()).exists()


def test_what_should_have_gone_live_while_the_worker_was_away_is_not_announced_unasked(
    clock, channel
):
    friday = timezone.now()
    page = schedule(friday + timedelta(hours=1))
    clock(friday + timedelta(days=3))
    assert scheduling.publish_due(timezone.now()) == 1
    outbox.sweep(timezone.now())
    assert ArticlePage.objects.get(pk=page.pk).live
    delivery = Delivery.objects.get()
    assert delivery.state == State.HELD
    assert "sollte schon am" in delivery.last_error
    assert delivery.retry(timezone.now())
    assert Delivery.objects.due(timezone.now()).exists()


def test_what_is_an_hour_late_is_announced(clock, channel):
    friday = timezone.now()
    schedule(friday + timedelta(hours=1))
    clock(friday + timedelta(hours=2))
    scheduling.publish_due(timezone.now())
    assert Delivery.objects.get().state == State.PENDING


def test_an_editor_who_publishes_it_after_all_is_asked_nothing(clock, channel):
    friday = timezone.now()
    page = schedule(friday + timedelta(hours=1))
    clock(friday + timedelta(days=3))
    with LogContext(user=person()):
        Revision.objects.for_instance(page).get().publish()
    assert Delivery.objects.get().state == State.PENDING
