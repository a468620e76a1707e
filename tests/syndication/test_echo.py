"""The echo of posts: counted gently, by one host, and never at the posts' expense."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from syndication import breaker, connecting, echo, tasks
from syndication.models import Announcement, Channel, Delivery, Echo
from syndication.networks.base import Reactions
from syndication.networks.budgets import Told
from syndication.networks.mastodon import Mastodon
from tests import factories
from tests.syndication.echoing import listened, posted
from tests.syndication.sending import delivery, work

pytestmark = pytest.mark.django_db
State = Delivery.State
MINUTES, HOURS, DAYS = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
POSTED = datetime(2026, 11, 2, 12, 3, tzinfo=UTC)


# --- when -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0 * HOURS, 10 * MINUTES),
        (10 * MINUTES, 1 * HOURS),
        # From then on every six hours, at the full quarter.
        (1 * HOURS, 7 * HOURS + 12 * MINUTES),
        (5 * DAYS, 5 * DAYS + 6 * HOURS + 12 * MINUTES),
        (14 * DAYS - 2 * HOURS, 14 * DAYS),
        (14 * DAYS, None),
        (99 * DAYS, None),
    ],
)
def test_a_post_is_asked_for_ever_more_seldom_for_14_days(age, expected):
    following = echo.next_time(POSTED, POSTED + age)
    assert following == (expected and POSTED + expected)


def test_a_post_is_asked_for_about_sixty_times():
    moment, times = POSTED, 0
    while moment := echo.next_time(POSTED, moment):
        times += 1
    assert 50 < times < 62


# --- which ----------------------------------------------------------------------------
@pytest.fixture
def channel():
    return factories.channel()


@pytest.fixture
def told(monkeypatch):
    """What the network tells, by remote id; `told.asked` is what it was asked for."""

    class Answers(dict):
        asked = []

    answers = Answers()

    def reactions(self, receipts):
        ids = [receipt.remote_id for receipt in receipts]
        answers.asked.append(ids)
        return {id: answers[id] for id in ids if id in answers}

    answers.asked = []
    monkeypatch.setattr(Mastodon, "reactions", reactions)
    return answers


@pytest.fixture
def handed():
    """The numbers of the channels that were handed to the queue."""
    return []


@pytest.fixture
def sweep(handed):
    """A sweep of a host that has swept nothing lately."""

    def sweep(now=None):
        cache.clear()
        echo.sweep(now or timezone.now(), lambda task, pk: handed.append(pk))

    return sweep


def test_what_went_out_is_asked_for_ten_minutes_later(channel):
    [sent] = posted(channel, ago=0 * HOURS)
    echo.begin(timezone.now())
    kept = Echo.objects.get()
    assert (kept.delivery, kept.channel, kept.remote_id) == (sent, channel, "r1")
    assert kept.next_at == sent.published_at + 10 * MINUTES
    echo.begin(timezone.now())  # and only once
    assert Echo.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.WITHDRAWN},
        {"state": State.CANCELLED},
        {"remote_id": ""},  # found by a person: only its address is known
        {"published_at": timezone.now() - 15 * DAYS},
        {"published_at": None},
    ],
)
def test_what_is_not_there_or_too_old_is_not_asked_for(channel, changes):
    posted(channel, **changes)
    echo.begin(timezone.now())
    assert not Echo.objects.exists()


@pytest.mark.parametrize("state", [State.BY_HAND, State.PENDING, State.IN_DOUBT])
def test_what_is_being_changed_is_there_all_the_while(channel, state):
    posted(channel, state=state, action=Delivery.Action.UPDATE)
    echo.begin(timezone.now())
    assert Echo.objects.exists()


def test_a_post_in_the_place_of_another_begins_anew(channel, told):
    [sent] = posted(channel)
    told |= {"r1": Reactions(9, 9, 9), "new": Reactions(0, 1, 0)}
    listened(channel)
    assert Echo.objects.get().replies == 9
    Delivery.objects.filter(pk=sent.pk).update(remote_id="new")
    listened(channel)
    kept = Echo.objects.get()
    assert (kept.remote_id, kept.replies, kept.favourites) == ("new", 0, 1)


def test_an_answer_that_comes_after_the_post_was_replaced_is_not_its_own(channel):
    [sent] = posted(channel)
    echo.begin(timezone.now())
    old = Echo.objects.get()
    Delivery.objects.filter(pk=sent.pk).update(remote_id="new")
    echo.begin(timezone.now())
    old.hear(Reactions(9, 9, 9), timezone.now(), None)
    assert Echo.objects.get().replies is None


# --- what is told ---------------------------------------------------------------------
def test_the_counts_are_kept_with_their_time(channel, told):
    posted(channel)
    told["r1"] = Reactions(3, 12, None)
    listened(channel)
    kept = Echo.objects.get()
    assert (kept.replies, kept.favourites, kept.shares) == (3, 12, None)
    assert timezone.now() - kept.fetched_at < 1 * MINUTES
    assert kept.next_at - timezone.now() > 5 * HOURS


def test_a_post_that_is_gone_keeps_its_counts_and_is_asked_for_once_more(channel, told):
    posted(channel)
    told["r1"] = Reactions(3, 12, 4)
    listened(channel)
    told.clear()
    listened(channel)
    kept = Echo.objects.get()
    assert (kept.gone, kept.replies) == (True, 3)
    assert kept.next_at
    listened(channel)
    assert Echo.objects.get().next_at is None
    assert len(told.asked) == 3


def test_a_post_that_was_missing_for_a_while_is_there_again(channel, told):
    posted(channel)
    listened(channel)
    assert Echo.objects.get().gone
    told["r1"] = Reactions(1, 1, 1)
    listened(channel)
    assert not Echo.objects.get().gone


def test_a_withdrawn_post_is_asked_for_no_more(channel, told):
    [sent] = posted(channel)
    echo.begin(timezone.now())
    Delivery.objects.filter(pk=sent.pk).update(state=State.WITHDRAWN)
    listened(channel)
    assert told.asked == []
    assert Echo.objects.get().next_at is None


def test_our_own_corrections_are_no_replies(channel, told):
    [sent] = posted(channel)
    correction = Announcement.objects.create(title="K", answers=sent.announcement)
    facts = {"useful_until": timezone.now(), "state": State.PUBLISHED}
    Delivery.objects.create(announcement=correction, channel=channel, **facts)
    told["r1"] = Reactions(3, 0, 0)
    listened(channel)
    assert Echo.objects.get().replies == 2


def test_nothing_of_any_person_is_kept():
    kept = {field.name for field in Echo._meta.get_fields()}
    assert kept == {
        *("delivery", "channel", "remote_id", "posted_at", "fetched_at", "next_at"),
        *("replies", "favourites", "shares", "gone"),
        *("replies_seen", "answered_at", "answered_by"),
    }


# --- gently ---------------------------------------------------------------------------
def test_fifty_posts_are_asked_for_in_three_calls_one_by_one(
    channel, told, sweep, handed
):
    posted(channel, 48)
    for _sweep in range(5):
        sweep()
        for pk in handed:
            tasks.listen(pk)
        handed.clear()
    assert [len(ids) for ids in told.asked] == [20, 20, 8]
    assert len({id for ids in told.asked for id in ids}) == 48


def test_one_channel_at_a_time_and_each_in_its_turn(told, sweep, handed):
    channels = [factories.channel(name=f"Kanal {number}") for number in range(3)]
    for channel in channels:
        posted(channel, 45)
    for _sweep in range(6):
        sweep()
        tasks.listen(handed[-1])
    assert handed == [channel.pk for channel in channels] * 2


def test_soon_after_one_another_nothing_is_handed_over(channel, sweep, handed):
    posted(channel)
    sweep()
    for _second in range(5):
        echo.sweep(timezone.now(), lambda task, pk: handed.append(pk))
    assert len(handed) == 1


def test_two_hosts_ask_once(channel, sweep, handed):
    posted(channel)
    sweep()
    sweep()  # with a memory of its own
    assert handed == [channel.pk]
    moment = timezone.now() + 1 * HOURS  # both have seen it due at the same moment
    assert [echo._taken(channel, moment) for _host in range(2)] == [True, False]


def test_a_task_that_was_lost_is_handed_over_again(channel, sweep, handed):
    posted(channel)
    sweep()
    sweep(timezone.now() + echo.TAKEN + 1 * MINUTES)
    assert len(handed) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"paused_at": timezone.now()},
        {"retired": True},
        {"throttled_until": timezone.now() + 1 * DAYS},
    ],
)
def test_a_channel_that_does_not_send_is_not_asked(
    channel, told, sweep, handed, changes
):
    posted(channel)
    sweep(timezone.now() - 1 * DAYS)
    Channel.objects.update(**changes)
    sweep()
    assert handed == []
    listened(channel)  # it was handed over just before
    assert told.asked == []


def test_one_pass_without_the_queue_asks_too(channel, told):
    posted(channel)
    call_command("deliver", verbosity=0)
    assert told.asked == [["r1"]]


def test_from_another_address_nothing_is_asked(channel, told):
    posted(channel)
    Channel.objects.update(connected_for="https://stadt.example.org")
    listened(channel)
    assert told.asked == []
    assert "stadt.example.org" in Channel.objects.get().echo_trouble


@pytest.mark.parametrize(("used", "calls"), [(149, 1), (150, 0)])
def test_half_of_the_limits_is_left_to_the_posts(channel, told, used, calls):
    posted(channel)
    now = timezone.now().timestamp()
    channel.note_rates({"requests": Told(300, used, now, now + 200)})
    channel.save()
    listened(channel)
    assert len(told.asked) == calls
    assert Channel.objects.get().echo_trouble == ""


def test_a_right_that_is_missing_is_told_without_any_request(sandbox):
    channel = factories.channel(network="threads")
    scopes = ["threads_basic", "threads_content_publish"]
    kept = {"access_token": "t", "user_id": "1", "scopes": scopes}
    channel.keep_credentials(kept)
    posted(channel)
    listened(channel)
    channel.refresh_from_db()
    assert "threads_manage_insights" in channel.echo_trouble
    assert channel.echo_at > timezone.now() + 20 * MINUTES
    assert Echo.objects.get().next_at < timezone.now()  # once it is there, at once


# --- nothing is had at the posts' expense -----------------------------------------------
FAULTS = [
    {"fault": "status", "status": 500},
    {"fault": "reset"},
    {"fault": "html"},
    {"fault": "throttle", "seconds": 7_200},
    {"fault": "status", "status": 422, "message": "Nein"},
    {"fault": "token_revoked"},
]


@pytest.mark.parametrize(
    "fault", FAULTS, ids=lambda fault: "-".join(map(str, fault.values()))
)
def test_no_failure_pauses_or_silences_the_channel(connected, sandbox, fault):
    channel = connected("mastodon")
    posted(channel)
    sandbox.fault("mastodon", method="GET", count=0, **fault)
    for _time in range(4):
        listened(channel)
    channel.refresh_from_db()
    assert (channel.paused_at, channel.throttled_until, channel.failures) == (
        None,
        None,
        0,
    )
    assert channel.echo_trouble
    assert channel.echo_at > timezone.now() + 20 * MINUTES
    assert Echo.objects.get().fetched_at is None
    sandbox.reset()
    Channel.objects.update(rates={})  # the limits that it told are over
    listened(channel)
    channel.refresh_from_db()
    assert channel.echo_trouble == ""


def test_the_wait_that_a_network_names_is_kept(connected, sandbox):
    channel = connected("mastodon")
    posted(channel)
    sandbox.fault("mastodon", method="GET", fault="throttle", seconds=3_000)
    listened(channel)
    wait = Channel.objects.get(pk=channel.pk).echo_at - timezone.now()
    assert 45 * MINUTES < wait < 51 * MINUTES


def test_a_batch_that_is_refused_holds_up_no_other(connected, sandbox, told):
    channel = connected("facebook")
    posted(channel, 30)
    sandbox.fault("facebook", method="GET", fault="status", status=400, code=100)
    listened(channel)
    waiting = Echo.objects.filter(next_at__lte=timezone.now())
    assert waiting.count() == 5


def test_our_own_mistake_is_logged_and_not_repeated_at_once(
    channel, monkeypatch, caplog
):
    posted(channel)
    monkeypatch.setattr(Mastodon, "reactions", lambda self, receipts: 1 / 0)
    listened(channel)
    assert "ZeroDivisionError" in caplog.text
    channel.refresh_from_db()
    assert channel.echo_at > timezone.now() + 20 * MINUTES


def test_a_note_of_the_limits_takes_away_no_newer_one(channel):
    here, there = Channel.objects.get(), Channel.objects.get()
    old = {"posts": Told(300, 9, 200.0), "requests": Told(300, 1, 100.0)}
    for one, told in ((there, {"requests": Told(300, 2, 150.0)}), (here, old)):
        with breaker.noted_beside(one):
            one.note_rates(told)
    used = {name: said["used"] for name, said in Channel.objects.get().rates.items()}
    assert used == {"posts": 9, "requests": 2}


def test_what_is_due_is_found_by_an_index(channel):
    if connection.vendor != "sqlite":
        pytest.skip("with so few rows PostgreSQL reads them all")
    now = timezone.now()
    due = Echo.objects.filter(channel=channel).due(now)
    assert "echo_due" in due.explain()
    assert "echo_due" in echo._due(now).explain()
    new = Delivery.objects.filter(published_at__gt=now)
    assert "delivery_published" in new.explain()


# --- on the networks themselves ---------------------------------------------------------
TOLD = {"instagram": (1, 2, None)}


def test_from_article_to_counts_on_every_network(connected, sandbox, network):
    channel = connected(network, attach="picture")
    factories.published()
    work(4)
    sent = delivery(channel=channel)
    assert sent.state == State.PUBLISHED
    post = sent.remote_id.rpartition("/")[2]
    for number, kind in enumerate(("reply", "favourite", "share"), 1):
        sandbox.react(network, post, kind, number)
    listened(channel)
    kept = Echo.objects.get()
    assert (kept.replies, kept.favourites, kept.shares) == TOLD.get(network, (1, 2, 3))
    assert Channel.objects.get().echo_trouble == ""


def test_a_check_tells_that_the_right_to_count_is_missing(connected):
    channel = connected("threads")
    scopes = ["threads_basic", "threads_content_publish"]
    channel.keep_credentials(channel.credentials() | {"scopes": scopes})
    assert "threads_manage_insights" in str(connecting.check(channel).notes)
