"""When a lane of the queue counts as dead though its processes live."""

import os
import time

import pytest

from cityportal.lanes import Lane, Signs
from cityportal.watch import BEAT, MISSED, STARTING, Watch

LANE = Lane("posts", workers=2, poll=0.05, nice=0)


class Cluster:
    """As the watch sees it; its processes live all the time."""

    lane = LANE

    def __init__(self):
        self.signs, self.starts = Signs(LANE.workers), 0

    def start(self):
        self.signs.forget()
        self.starts += 1

    def is_led(self):
        return True

    def kill(self):
        return True


class Clock:
    def __init__(self):
        self.now = 1_000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock.monotonic)
    return clock


@pytest.fixture
def watch(clock):
    watch = Watch(Cluster())
    watch.start()
    return watch


@pytest.fixture
def after(watch, clock):
    """So many seconds later, with a look each second; whether it was made anew."""

    def passed(seconds, task=lambda: None):
        before = watch.cluster.starts
        for _second in range(seconds):
            clock.now += 1
            task()
            watch.look()
        return watch.cluster.starts > before

    return passed


@pytest.fixture
def works(watch):
    signs = watch.cluster.signs

    def do_a_task():
        signs._begins()
        signs._ends()
        signs._is_done()

    return do_a_task


def test_who_answers_is_left_alone(after, works, watch):
    assert not after(200, works)
    assert watch.answers


def test_who_has_begun_and_falls_silent_is_made_anew_within_15_seconds(after, works):
    after(10, works)
    assert not after(7)
    assert after(8)


def test_a_busy_machine_has_a_minute_to_begin(after, watch):
    assert not after(int(STARTING) - 2)
    assert not watch.answers
    assert after(4)


def test_a_task_that_nobody_strikes_off_is_no_answer(after, works, watch):
    after(10, works)
    assert after(15, watch.cluster.signs._begins)


def test_tasks_that_end_are_no_answer_when_none_is_begun(after, works, watch):
    after(10, works)
    assert after(15, watch.cluster.signs._is_done)


def test_while_all_workers_are_at_work_nothing_is_learnt(
    after, works, watch, monkeypatch
):
    after(10, works)
    for worker in (11, 12):
        monkeypatch.setattr(os, "getpid", lambda worker=worker: worker)
        watch.cluster.signs._begins()
    assert not after(100)
    watch.cluster.signs._ends()
    assert after(15)


def test_who_died_at_work_is_not_at_work_for_ever(after, works, watch, monkeypatch):
    after(10, works)
    for worker in (11, 12):
        monkeypatch.setattr(os, "getpid", lambda worker=worker: worker)
        watch.cluster.signs._begins()
    assert after(200)


def test_a_new_one_is_not_judged_by_the_answers_of_the_old(after, works):
    after(10, works)
    after(15)
    assert not after(int(STARTING) - 10)


def test_the_questions_come_often_enough_for_the_promise():
    assert BEAT * (MISSED + 2) + 1 < 15
