"""Which processes the supervisor ends, and which it must never touch."""

import subprocess
import sys

import pytest

from cityportal.cluster import ClusterGroup
from cityportal.lanes import Lane
from cityportal.supervisor import AnotherSupervisorError, alone
from tests.chaos.stand import ROOT, until

LANE = Lane("posts", workers=2, poll=0.05, nice=0)
HOLDS_THE_MARK = """
import fcntl, os, sys, time
mark = open(sys.argv[1], "a+")
fcntl.flock(mark, fcntl.LOCK_EX)
mark.truncate(0)
mark.write(str(os.getpid()))
mark.flush()
os.fork()
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def started():
    processes = []

    def start(code, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", code, *map(str, arguments)],
            stdout=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        processes.append(process)
        assert process.stdout.readline()
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()
        process.stdout.close()


def test_what_a_killed_supervisor_left_behind_is_ended(tmp_path, started):
    orphan = started(HOLDS_THE_MARK, tmp_path / "mark")
    assert ClusterGroup(tmp_path / "mark", LANE).kill()
    assert until(lambda: orphan.poll() is not None, 5)


def test_orphans_are_ended_though_the_first_of_them_has_died(tmp_path, started):
    orphan = started(HOLDS_THE_MARK, tmp_path / "mark")
    orphan.kill()
    orphan.wait()
    assert ClusterGroup(tmp_path / "mark", LANE).kill()
    assert not ClusterGroup(tmp_path / "mark", LANE).kill()


def test_a_stranger_who_has_got_the_number_of_an_ended_cluster_is_left_alone(
    tmp_path, started
):
    stranger = started("import time; print('here', flush=True); time.sleep(60)")
    (tmp_path / "mark").write_text(str(stranger.pid))
    assert not ClusterGroup(tmp_path / "mark", LANE).kill()
    assert stranger.poll() is None


def test_one_folder_has_one_supervisor(tmp_path, started):
    code = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "cityportal.settings"
import django; django.setup()
from cityportal.supervisor import alone
with alone(Path(sys.argv[1])):
    print("alone", flush=True)
    time.sleep(60)
"""
    first = started(code, tmp_path, ROOT)
    with pytest.raises(AnotherSupervisorError, match=str(first.pid)), alone(tmp_path):
        pass
    first.kill()
    first.wait()
    with alone(tmp_path):
        pass
