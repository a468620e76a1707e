"""When an account may act again: rules without database, network and clock."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.networks import NETWORKS
from syndication.networks.budgets import DAY, HOUR, MINUTE, Budget, Told
from syndication.rates import Allowance, Use, Waiting, allowances, opens, schedule

NOW = 1_800_000_000.0
PUBLISH, PICTURE = frozenset({"publish"}), frozenset({"publish", "picture"})
UPDATE, WITHDRAW = frozenset({"update"}), frozenset({"withdraw"})
UPLOADS = Budget("uploads", 30, 30 * MINUTE, {"picture": 1})
POSTS = Budget("posts", 50, DAY, {"publish": 1})


def uses(number, at=NOW, apart=0.0, acts=PICTURE):
    return [Use(at + index * apart, acts) for index in range(number)]


def wait(budget, told=None, used=(), acts=PICTURE, urgent=False, now=NOW):
    """The seconds until the acts may be begun."""
    return Allowance(budget, told, used).opens(acts, urgent, now) - now


def test_who_has_done_nothing_may_begin_at_once():
    assert wait(UPLOADS) == 0


def test_the_last_tenth_is_left_to_what_is_urgent():
    assert wait(UPLOADS, used=uses(26)) == 0
    assert wait(UPLOADS, used=uses(27)) == 30 * MINUTE
    assert wait(UPLOADS, used=uses(29), urgent=True) == 0
    assert wait(UPLOADS, used=uses(30), urgent=True) == 30 * MINUTE


def test_one_unit_comes_back_after_the_other():
    used = uses(30, at=NOW - 10 * MINUTE, apart=1)
    assert wait(UPLOADS, used=used, urgent=True) == 20 * MINUTE
    assert wait(UPLOADS, used=used) == 20 * MINUTE + 3


@pytest.mark.parametrize("acts", [UPDATE, WITHDRAW, PUBLISH])
def test_what_a_budget_has_nothing_to_do_with_is_not_stopped_by_it(acts):
    assert wait(UPLOADS, used=uses(30), acts=acts) == 0


def test_what_was_told_is_believed_whatever_we_have_counted():
    told = Told(30, 0, at=NOW, until=NOW + 60)
    assert wait(UPLOADS, told, uses(30, at=NOW - 5)) == 0


def test_a_window_that_is_used_up_opens_when_the_network_says_so():
    told = Told(30, 30, at=NOW - 5, until=NOW + 60)
    assert wait(UPLOADS, told) == wait(UPLOADS, told, urgent=True) == 60


def test_what_we_have_done_since_comes_on_top():
    told = Told(30, 20, at=NOW - 5, until=NOW + 60)
    assert wait(UPLOADS, told, uses(6, at=NOW - 1)) == 0
    assert wait(UPLOADS, told, uses(7, at=NOW - 1)) == 60


def test_after_its_end_a_window_is_as_good_as_new():
    told = Told(30, 30, at=NOW - 120, until=NOW - 60)
    assert wait(UPLOADS, told) == 0
    assert wait(UPLOADS, told, uses(27, at=NOW - 30)) == 30 * MINUTE - 30


def test_no_window_is_believed_to_last_longer_than_it_can():
    told = Told(30, 30, at=NOW, until=NOW + 365 * DAY)
    assert wait(UPLOADS, told) == 30 * MINUTE
    shorter = Told(30, 30, at=NOW, until=NOW + 365 * DAY, seconds=3)
    assert wait(UPLOADS, shorter) == 3


def test_the_limit_that_was_told_is_the_one_that_counts():
    assert wait(UPLOADS, Told(100, 40, at=NOW, until=NOW + 60)) == 0


def test_a_quota_that_slides_knows_our_own_posts_and_waits_for_those_of_others():
    ours = uses(40, at=NOW - DAY + 60, apart=1, acts=PUBLISH)
    told = Told(50, 45, at=NOW - 10, seconds=DAY)  # five are of somebody else
    assert wait(POSTS, told, ours, acts=PUBLISH) == 60
    others = Told(50, 45, at=NOW - 10, seconds=DAY)
    assert wait(POSTS, others, acts=PUBLISH) == DAY - 10


def test_of_our_own_posts_no_more_count_than_the_quota_says():
    ours = uses(50, at=NOW - HOUR, acts=PUBLISH)  # some of them have failed
    assert wait(POSTS, Told(50, 10, at=NOW, seconds=DAY), ours, acts=PUBLISH) == 0


def test_a_limit_of_one_is_not_all_reserve():
    assert wait(Budget("posts", 1, DAY, {"publish": 1}), acts=PUBLISH) == 0
    assert wait(Budget("posts", 1, DAY, {"publish": 3}), acts=PUBLISH) == 0


def test_an_act_that_costs_nothing_waits_all_the_same():
    usage = Budget("usage", 100, HOUR, {"publish": 0})
    for used, seconds in ((89, 0), (90, 300), (100, 300)):
        told = Told(100, used, at=NOW, until=NOW + 300)
        assert wait(usage, told, acts=PUBLISH) == seconds
        assert wait(usage, told, acts=PUBLISH, urgent=True) == (
            300 if used == 100 else 0
        )


def test_all_budgets_must_let_it_go():
    told = {
        "uploads": Told(30, 30, at=NOW, until=NOW + 60),
        "posts": Told(300, 300, at=NOW, until=NOW + 90),
    }
    allowed = allowances(NETWORKS["mastodon"].budgets({}), told, [])
    assert opens(allowed, PICTURE, False, NOW) == NOW + 90
    assert opens(allowed, WITHDRAW, False, NOW) == NOW
    assert opens([], PICTURE, False, NOW) == NOW


@pytest.mark.parametrize(
    ("network", "acts", "hours"),
    [
        ("mastodon", PICTURE, 9),  # 27 pictures in half an hour
        ("mastodon", PUBLISH, 3),  # 270 posts in three hours
        ("bluesky", PICTURE, 0),
        ("facebook", PICTURE, 0),
        ("threads", PICTURE, 48),  # 225 posts in a day
        ("instagram", PICTURE, 11 * 24),  # 45 posts in a day
    ],
)
def test_five_hundred_at_once_take_their_time(network, acts, hours):
    allowed = allowances(NETWORKS[network].budgets({}), {}, [])
    moments = list(schedule(allowed, [Waiting(acts)] * 500, NOW))
    assert moments == sorted(moments)
    by_itself = 500 * 2.0
    assert hours * HOUR <= moments[-1] - NOW <= hours * HOUR + by_itself


def test_what_is_urgent_uses_the_reserve_in_a_schedule_too():
    allowed = [Allowance(UPLOADS, None, uses(27))]
    plan = [Waiting(PICTURE, urgent=True), Waiting(PICTURE)]
    first, second = schedule(allowed, plan, NOW)
    assert (first - NOW, second - NOW) == (0, 30 * MINUTE)


def test_what_waits_for_another_reason_does_not_hold_up_the_rest():
    plan = [Waiting(PUBLISH, not_before=NOW + HOUR), Waiting(PUBLISH)]
    late, soon = schedule([], plan, NOW)
    assert (late - NOW, soon - NOW) == (HOUR, 2)


class Server:
    """A network that counts for itself: windows aligned to the clock, or sliding."""

    def __init__(self, limit, seconds, slides):
        self.limit, self.seconds, self.slides = limit, seconds, slides
        self.taken = []

    def used(self, now):
        start = (
            now - self.seconds if self.slides else now // self.seconds * self.seconds
        )
        return sum(
            1 for at in self.taken if (at > start if self.slides else at >= start)
        )

    def take(self, now):
        """What an answer tells; None if this was one too many."""
        if self.used(now) >= self.limit:
            return None
        self.taken.append(now)
        end = None if self.slides else (now // self.seconds + 1) * self.seconds
        return Told(self.limit, self.used(now), now, end, self.seconds)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    limit=st.integers(2, 40),
    slides=st.booleans(),
    lost=st.sampled_from([0.0, 0.3, 1.0]),
)
def test_no_network_has_to_refuse_even_if_what_it_tells_is_lost(
    seed, limit, slides, lost
):
    chance = random.Random(seed)
    server, budget = Server(limit, 600, slides), Budget("x", limit, 600, {"publish": 1})
    now, told, ours, waited = NOW, None, [], Counter()
    for _act in range(150):
        urgent = chance.random() < 0.2
        allowance = Allowance(budget, told, ours)
        moment = allowance.opens(PUBLISH, urgent, now)
        waited[urgent] += moment - now
        now = moment + chance.choice([0.0, 0.5, 20.0])
        ours.append(Use(now, PUBLISH))
        answer = server.take(now + 0.1)
        assert answer, "One too many."
        if chance.random() >= lost:
            told = answer
        now += 0.2
    assert waited[False] + waited[True] > 0
