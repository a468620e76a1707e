"""`manage.py worker` as a real process tree: it starts, is killed, is told to stop."""

import os
import signal
import time

import pytest
import requests

from cityportal.lanes import lanes
from tests.chaos.stand import Stand, listens, until

WORKER = ("manage.py", "worker")
FORGET = "from syndication.models import Heartbeat; Heartbeat.objects.all().delete()"
HEART = "from syndication.models import Heartbeat; print(Heartbeat.objects.exists())"
# The workers of all lanes, what moves their tasks, and the supervisor.
FULL = sum(lane.workers for lane in lanes()) + 8


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return Stand.build(tmp_path_factory.mktemp("stand") / "tree", {})


@pytest.fixture
def stand(built):
    yield built
    for process in built.living():
        os.kill(process, signal.SIGKILL)


@pytest.fixture
def worker(stand):
    with stand.running(*WORKER) as process:
        assert until(lambda: len(stand.living()) > FULL)
        yield process


def kill(*numbers):
    for number in numbers:
        os.kill(number, signal.SIGKILL)


def children(number):
    with open(f"/proc/{number}/task/{number}/children") as children:
        return [int(child) for child in children.read().split()]


def descendants(number):
    """With itself."""
    return {number}.union(*map(descendants, children(number)))


def test_a_cluster_does_not_outlive_its_supervisor(stand, worker):
    kill(worker.pid)
    worker.wait()
    assert until(lambda: not stand.living(), 5)


def test_orphans_that_nobody_guards_are_ended_by_the_next_worker(stand, worker):
    kill(worker.pid, *children(worker.pid))
    worker.wait()
    orphans = stand.living()
    assert orphans
    with stand.running(*WORKER, log="next"):
        assert until(lambda: "a supervisor that was killed" in stand.log("next"))
        assert until(lambda: not orphans & stand.living(), 10)
        assert until(lambda: len(stand.living()) > FULL)


def test_what_makes_pictures_leaves_the_processor_to_readers(stand, worker):
    niceness = {
        leader: {os.getpriority(os.PRIO_PROCESS, each) for each in descendants(leader)}
        for leader in children(worker.pid)
    }
    own = os.getpriority(os.PRIO_PROCESS, worker.pid)
    assert sorted(map(tuple, niceness.values())) == [(own,), (min(own + 10, 19),)]


def test_a_second_worker_says_so_and_leaves_the_first_alone(stand, worker):
    with stand.running(*WORKER, log="second") as second:
        assert second.wait(30) == 1
    assert f"A worker runs on this host already, process {worker.pid}" in stand.log(
        "second"
    )
    assert worker.poll() is None


def test_a_cluster_whose_first_process_is_killed_is_made_anew(stand, worker):
    leader, other = children(worker.pid)
    before, group = stand.living(), descendants(leader)
    kill(leader)
    assert until(lambda: len(stand.living() - before) > 6, 10)
    assert stand.living() & before == before - group
    assert other in stand.living()


@pytest.mark.parametrize("lane", [0, 1])
def test_a_lane_that_hangs_is_made_anew_within_15_seconds(stand, worker, lane):
    run(stand, FORGET)  # that another worker has had one
    assert until(lambda: run(stand, HEART) == "True", pause=1)
    group = descendants(children(worker.pid)[lane])
    for number in group:
        os.kill(number, signal.SIGSTOP)
    began = time.monotonic()
    assert until(lambda: not group & stand.living(), 20)
    assert until(lambda: len(stand.living()) > FULL)
    assert time.monotonic() - began < 15


def test_an_idle_worker_stops_at_once_and_leaves_nothing_behind(stand, worker):
    began = time.monotonic()
    worker.terminate()
    assert worker.wait(30) == 0
    assert time.monotonic() - began < 10
    assert not stand.living()


def test_a_worker_that_has_hardly_begun_stops_at_once(stand):
    with stand.running(*WORKER) as worker:
        assert until(lambda: children(worker.pid), pause=0.001)
        began = time.monotonic()
        worker.terminate()
        assert worker.wait(30) == 0
        assert time.monotonic() - began < 10
    assert not stand.living()


@pytest.fixture
def slow_network(stand):
    """A sandbox that carries out each post and then keeps its answer for 5 s."""
    with stand.running("-m", "syndication.sandbox", *sandbox(stand), log="sandbox"):
        assert until(lambda: listens(stand.sandbox_port))
        with stand.serving():
            run(stand, "scene.prepare(['mastodon'])")
            fault = {"network": "mastodon", "fault": "slow", "seconds": 5, "count": 9}
            fault |= {"method": "POST", "path": "/api/v1/statuses"}
            requests.post(f"{stand.sandbox_url}/faults", json=fault, timeout=5)
            yield


def sandbox(stand):
    port, folder = str(stand.sandbox_port), str(stand.folder / "var" / "sandbox")
    return "--port", port, "--data", folder


def run(stand, line):
    code = f"from tests.chaos import scene; from tests import factories; {line}"
    return stand.shell(code).strip()


def posts(stand):
    return requests.get(f"{stand.sandbox_url}/posts.json", timeout=5).json()["posts"]


def test_told_to_stop_it_finishes_what_it_sends_and_begins_nothing(stand, slow_network):
    run(stand, "[factories.published(title=f'Park {n}') for n in range(3)]")
    with stand.running(*WORKER) as worker:
        assert until(lambda: posts(stand))
        began = time.monotonic()
        worker.terminate()
        assert worker.wait(30) == 0
        assert time.monotonic() - began > 2
    assert run(stand, "print(scene.states())") == "published pending pending"
    assert len(posts(stand)) == 1
