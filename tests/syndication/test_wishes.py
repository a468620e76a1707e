"""What an editor wishes for single channels, and when: as it becomes deliveries."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from newsroom.images import NewsImage
from newsroom.models import ArticlePage, Topic
from syndication import outbox
from syndication.announcing import page_went_live
from syndication.models import Announcement, ChannelWish, Delivery
from tests import factories
from tests.syndication.sending import deliver, posts

pytestmark = pytest.mark.django_db
State = Delivery.State
HOUR = timedelta(hours=1)


@pytest.fixture
def channel():
    return factories.channel(announce_since=timezone.now() - 24 * HOUR)


@pytest.fixture
def other():
    since = timezone.now() - 24 * HOUR
    return factories.channel(name="Blau", network="bluesky", announce_since=since)


def wishing(page, channel, **wish):
    page.channel_wishes = [
        *(row for row in page.channel_wishes.all() if row.channel_id != channel.pk),
        ChannelWish(channel=channel, **wish),
    ]
    return page


def publish(page, **changes) -> ArticlePage:
    """As the editor's button does: the draft, then the page."""
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


def states(*channels) -> list:
    known = dict(Delivery.objects.values_list("channel", "state"))
    return [known.get(channel.pk) for channel in channels]


# --- going live -----------------------------------------------------------------


def test_a_channel_of_some_topics_gets_those_alone(channel, other):
    topic = Topic.objects.create(name="Rat")
    other.topics.add(topic)
    publish(factories.draft())
    assert states(channel, other) == [State.PENDING, None]
    about_it = factories.draft(title="Der Rat")
    about_it.topics = [topic]
    publish(about_it)
    assert Delivery.objects.filter(channel=other).count() == 1


def test_yes_and_no_stand_above_the_rule(channel, other):
    other.topics.add(Topic.objects.create(name="Rat"))
    page = wishing(factories.draft(), channel, send="no")
    publish(wishing(page, other, send="yes"))
    assert states(channel, other) == [None, State.PENDING]


def test_an_article_that_no_channel_takes_is_looked_at_once(channel, monkeypatch):
    channel.topics.add(Topic.objects.create(name="Rat"))
    publish(factories.draft())
    looked_at = []
    monkeypatch.setattr(outbox, "page_went_live", lambda *page: looked_at.append(page))
    outbox.reconcile(timezone.now())
    assert (looked_at, Delivery.objects.count()) == ([], 0)


def test_later_waits_for_its_hour_and_is_useful_two_days_from_then(channel):
    at = timezone.now() + 60 * HOUR
    publish(factories.draft(announce_when="later", announce_at=at, urgent=True))
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.not_before) == (State.PENDING, at)
    assert waiting.useful_until == at + 48 * HOUR
    assert not Delivery.objects.due(at - HOUR).exists()
    assert Delivery.objects.due(at).get() == waiting


def test_a_time_of_an_article_not_to_be_sent_later_does_not_count(channel):
    publish(factories.draft(announce_at=timezone.now() + HOUR))
    assert Delivery.objects.due(timezone.now()).exists()


def test_hold_is_held_with_the_reason(channel):
    publish(factories.draft(announce_when="hold"))
    held = Delivery.objects.get()
    assert held.state == State.HELD
    assert "erst jemand freigeben" in held.last_error


def test_later_without_an_hour_is_held(channel):
    publish(factories.draft(announce_when="later"))
    assert "nicht, wann" in Delivery.objects.get().last_error


def test_a_lost_signal_changes_nothing_of_it(channel, other, deaf):
    at = timezone.now() + HOUR
    page = wishing(factories.draft(), other, send="no")
    publish(page, announce_when="later", announce_at=at)
    outbox.reconcile(timezone.now())
    assert states(channel, other) == [State.PENDING, None]
    assert Delivery.objects.get().not_before == at


# --- publishing again -----------------------------------------------------------


def test_a_rule_alone_brings_no_old_article_to_a_channel(channel, other):
    topic = Topic.objects.create(name="Rat")
    other.topics.add(topic)
    page = publish(factories.draft())
    page.topics = [topic]
    publish(page)
    assert states(channel, other) == [State.PENDING, None]


@pytest.mark.parametrize("lost", [False, True])
def test_an_explicit_yes_does_also_by_the_sweep(channel, other, request, lost):
    other.topics.add(Topic.objects.create(name="Rat"))
    page = publish(factories.draft())
    if lost:
        request.getfixturevalue("deaf")
    at = timezone.now() + HOUR
    publish(wishing(page, other, send="yes"), announce_when="later", announce_at=at)
    outbox.reconcile(timezone.now())
    made = Delivery.objects.get(channel=other)
    assert (made.state, made.not_before) == (State.PENDING, at)


@pytest.mark.parametrize("lost", [False, True])
def test_an_old_article_goes_where_it_is_asked_for_alone(channel, other, request, lost):
    if lost:
        request.getfixturevalue("deaf")
    page = factories.draft(published_at=timezone.now() - 500 * HOUR)
    publish(wishing(page, other, send="yes"))
    outbox.reconcile(timezone.now())
    assert states(channel, other) == [None, State.PENDING]


@pytest.mark.parametrize("state", [State.PENDING, State.HELD, State.FAILED])
def test_a_no_cancels_what_was_never_sent(channel, other, state):
    page = publish(factories.draft())
    Delivery.objects.update(state=state)
    publish(wishing(page, channel, send="no"))
    assert states(channel, other) == [State.CANCELLED, state]
    publish(page, announce=False)
    assert states(channel, other) == [State.CANCELLED, State.CANCELLED]


@pytest.mark.parametrize("state", [State.PUBLISHED, State.IN_DOUBT, State.SENDING])
def test_what_was_sent_is_never_touched(channel, state):
    page = publish(factories.draft())
    before = Delivery.objects.get().not_before
    Delivery.objects.update(state=state, text="Ein neuer Park")
    at = timezone.now() + HOUR
    wishing(page, channel, send="no")
    publish(page, announce_when="later", announce_at=at)
    after = Delivery.objects.get()
    assert after.state in (state, State.PENDING)  # to be updated
    assert after.action == "update" or after.not_before == before


def test_what_may_have_been_sent_keeps_its_hour(channel):
    page = publish(factories.draft())
    Delivery.objects.update(text="Ein neuer Park")  # and was not seen there
    publish(page, announce_when="hold")
    assert Delivery.objects.get().state == State.PENDING


def test_no_arrow_of_a_wish_moves_what_may_have_been_sent(channel):
    publish(factories.draft())
    Delivery.objects.update(text="Ein neuer Park")  # since it was looked at
    waiting = Delivery.objects.get()
    assert not waiting.drop("Abgewählt.")
    assert not waiting.hold_back("Erst freigeben.")
    assert not waiting.reschedule(timezone.now() + HOUR, held=True)


def test_another_hour_moves_what_waits(channel):
    hours = [timezone.now() + number * HOUR for number in (1, 2)]
    page = factories.draft(announce_when="later")
    for at in hours:
        page = publish(page, announce_at=at)
    waiting = Delivery.objects.get()
    assert waiting.not_before == hours[1]
    assert waiting.useful_until == hours[1] + 48 * HOUR
    publish(page, announce_when="page")
    assert Delivery.objects.due(timezone.now()).exists()


def test_the_same_hour_leaves_a_wait_for_the_network_alone(channel):
    page = publish(factories.draft())
    pause = timezone.now() + HOUR
    Delivery.objects.update(not_before=pause)
    publish(page, title="Ein neuer, großer Park")
    assert Delivery.objects.get().not_before == pause


def test_no_longer_held_by_the_article_it_goes(channel):
    page = publish(factories.draft(announce_when="hold"))
    page = publish(page, title="Noch immer")
    assert Delivery.objects.get().state == State.HELD
    publish(page, announce_when="page")
    freed = Delivery.objects.get()
    assert (freed.state, freed.last_error) == (State.PENDING, "")


def test_what_a_person_holds_is_not_freed_by_another_hour(channel):
    page = publish(factories.draft())
    Delivery.objects.get().hold("Zurückgehalten von Ada.")
    publish(page, announce_when="later", announce_at=timezone.now() + HOUR)
    assert Delivery.objects.get().state == State.HELD


def test_what_waits_can_still_be_held(channel):
    page = publish(factories.draft())
    publish(page, announce_when="hold")
    assert Delivery.objects.get().state == State.HELD


def test_a_clock_set_back_moves_no_hour_that_an_editor_has_set(channel):
    at = timezone.now() + 5 * HOUR
    publish(factories.draft(announce_when="later", announce_at=at))
    publish(factories.draft(title="Ein anderer"))
    pause = timezone.now() + 2 * HOUR
    Delivery.objects.filter(announcement__when="page").update(not_before=pause)
    now = timezone.now()
    cache.set(outbox.SWEPT_AT, now + HOUR, None)
    outbox._heed_clock(now)
    moved, kept = Delivery.objects.order_by("not_before")
    assert kept.not_before == at
    assert moved.not_before < pause


def test_a_translation_is_not_announced_by_a_yes_either(channel, other):
    page = publish(wishing(factories.draft(), other, send="yes"))
    copy = page.create_alias(update_slug="alias", parent=page.get_parent())
    page_went_live(copy, timezone.now())
    assert Announcement.objects.get().page_id == page.pk


# --- sending ----------------------------------------------------------------------


@pytest.mark.parametrize("network", ["mastodon", "bluesky"])
@pytest.mark.django_db(transaction=True)
def test_own_text_and_hashtags_arrive(connected, sandbox, network):
    channel = connected(network)
    publish(wishing(factories.draft(), channel, text="Kommt alle! #Dortmund"))
    deliver()
    (post,) = posts(sandbox, channel)
    assert post["text"].startswith("Kommt alle! #Dortmund")
    assert Delivery.objects.get().state == State.PUBLISHED


@pytest.mark.django_db(transaction=True)
def test_no_picture_leaves_without_alternative_text(connected, sandbox):
    channel = connected("mastodon")
    image = factories.image(title="Teich")
    page = factories.draft(lead_image=image)
    page.save_revision()
    NewsImage.objects.update(description=" ")
    ArticlePage.objects.get(pk=page.pk).latest_revision.publish()  # in bulk, unasked
    deliver()
    failed = Delivery.objects.get()
    assert failed.state == State.FAILED
    assert "Das Bild „Teich“ hat keinen Alternativtext" in failed.last_error
    assert posts(sandbox, channel) == []


@pytest.mark.django_db(transaction=True)
def test_another_own_text_changes_the_post(connected, sandbox):
    channel = connected("mastodon")
    page = publish(factories.draft(social_text="Erst."))
    deliver()
    publish(page, social_text="Dann.")
    deliver()
    (post,) = posts(sandbox, channel)
    assert post["text"].startswith("Dann.")
