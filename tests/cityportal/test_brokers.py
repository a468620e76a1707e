"""A queue that is down, silent or locked: editors publish, and nothing is lost."""

import json
import socket
import time
from contextlib import ExitStack

import psycopg
import pytest
from django.utils import timezone
from django_q.conf import Conf

from cityportal.brokers import Bounded
from newsroom.models import ArticlePage
from newsroom.searching.models import entries_of
from syndication import announcing, outbox, waking
from syndication.models import Delivery
from tests import factories
from tests.chaos.stand import Stand, free_port

BOUND = 0.25 + 0.15  # seconds for a wake-up, and for a machine that is busy


@pytest.fixture(autouse=True)
def _rested(monkeypatch):
    monkeypatch.setattr(Bounded, "_resting_until", 0.0)


@pytest.fixture
def redis_at(settings, monkeypatch):
    def at(port):
        settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
        monkeypatch.setattr(Conf, "BROKER_CLASS", "cityportal.brokers.BoundedRedis")

    return at


@pytest.fixture
def open_sockets():
    with ExitStack() as sockets:
        yield sockets.enter_context


def refuses(_open):
    return free_port()


def accepts_and_says_nothing(open_sockets):
    return open_sockets(socket.create_server(("127.0.0.1", 0))).getsockname()[1]


def does_not_even_connect(open_sockets):
    """As if every packet were dropped: nobody takes what waits to be let in."""
    full = open_sockets(socket.create_server(("127.0.0.1", 0), backlog=0))
    for _number in range(3):
        waiting = open_sockets(socket.socket())
        waiting.setblocking(False)
        waiting.connect_ex(full.getsockname())
    return full.getsockname()[1]


SILENCES = [refuses, accepts_and_says_nothing, does_not_even_connect]


@pytest.mark.parametrize("silence", SILENCES)
@pytest.mark.django_db(transaction=True)
def test_an_article_is_published_and_indexed_though_redis_is_down(
    redis_at, open_sockets, silence
):
    factories.channel()
    redis_at(silence(open_sockets))
    page = factories.published()
    assert ArticlePage.objects.get(pk=page.pk).live
    assert entries_of(ArticlePage).filter(object_id=page.pk).exists()
    assert Delivery.objects.get().state == Delivery.State.PENDING


@pytest.mark.parametrize("silence", SILENCES)
def test_to_wake_the_queue_takes_a_quarter_of_a_second_at_most_and_once(
    redis_at, open_sockets, silence
):
    redis_at(silence(open_sockets))
    began = time.monotonic()
    waking.wake(5)
    assert time.monotonic() - began < BOUND
    began = time.monotonic()
    waking.wake(5)
    assert time.monotonic() - began < 0.05


@pytest.mark.django_db(transaction=True)
def test_an_error_in_the_signals_handler_stops_nobody_and_the_sweep_makes_good(
    monkeypatch,
):
    factories.channel()

    def broken(*_arguments):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(announcing, "page_went_live", broken)
        page = factories.published()
    assert page.live
    assert not Delivery.objects.exists()
    outbox.sweep(timezone.now())
    assert Delivery.objects.count() == 1


# --- in a stand: with a database that another process can lock --------------------
PUBLISH = """
import json, time
from django_q.models import OrmQ
from newsroom.models import ArticlePage
from newsroom.searching.models import entries_of
from syndication import waking
from syndication.models import Delivery
from tests import factories

began = time.monotonic()
waking.wake()
waking_seconds = time.monotonic() - began
page = factories.published()
print(json.dumps({
    "live": ArticlePage.objects.get(pk=page.pk).live,
    "waking": waking_seconds,
    "indexed": entries_of(ArticlePage).filter(object_id=page.pk).exists(),
    "deliveries": Delivery.objects.count(),
    "seconds": time.monotonic() - began,
}))
"""
LOCKED_FOR_2_S = """
import subprocess, sys
from django.conf import settings
from tests import factories
factories.section(), factories.channel()
locker = '''
import sqlite3, sys, time
rows = sqlite3.connect(sys.argv[1], isolation_level=None)
rows.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(2)
rows.execute("COMMIT")
'''
place = str(settings.DATABASES["default"]["NAME"])
subprocess.Popen([sys.executable, "-c", locker, place], stdout=subprocess.PIPE).stdout.readline()
"""


@pytest.mark.timeout(300)  # as below, migrating a store may take its time
def test_on_sqlite_a_lock_of_two_seconds_loses_nothing(tmp_path):
    stand = Stand.build(tmp_path / "tree", {})
    told = json.loads(stand.shell(LOCKED_FOR_2_S + PUBLISH))
    assert told["seconds"] > 1
    assert told["live"]
    assert told["deliveries"] == 1


@pytest.mark.timeout(300)
def test_on_postgres_a_locked_queue_stops_no_editor(stand_on_postgres):
    stand = stand_on_postgres
    stand.shell("from tests import factories as f; f.section(), f.channel()")
    with psycopg.connect(stand.environment["DATABASE_URL"]) as other:
        other.execute("LOCK TABLE django_q_ormq IN ACCESS EXCLUSIVE MODE")
        told = json.loads(stand.shell(PUBLISH))
    assert told["waking"] < BOUND + 0.2  # the connection is made meanwhile
    assert told["live"]
    assert told["indexed"]
    assert told["deliveries"] == 1
