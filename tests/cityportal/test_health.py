"""/health/: what a watchdog reads."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import override_settings
from django.utils import timezone

from syndication.models import Delivery, Heartbeat
from tests import factories

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def beaten():
    def beat(seconds_ago=0, host="web1"):
        moment = timezone.now() - timedelta(seconds=seconds_ago)
        Heartbeat.objects.create(host=host, beaten_at=moment)

    return beat


def test_all_is_well_with_a_fresh_heartbeat(client, beaten):
    beaten(seconds_ago=3)
    answer = client.get("/health/")
    assert answer.status_code == 200
    told = answer.json()
    assert told.pop("heartbeat_age") == pytest.approx(3, abs=2)
    assert told == {
        "healthy": True,
        "database": True,
        "worker": True,
        "oldest_due_age": None,
        "in_doubt": 0,
        "held": 0,
        "failed": 0,
        "open_tasks": 0,
        "paused_channels": 0,
    }


@pytest.mark.parametrize("seconds_ago", [None, 90])
def test_a_worker_that_never_beat_or_no_more_is_told_with_503(
    client, beaten, seconds_ago
):
    if seconds_ago:
        beaten(seconds_ago)
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["worker"] is False


def test_one_living_worker_of_several_is_enough(client, beaten):
    beaten(seconds_ago=9_000, host="gone")
    beaten(host="alive")
    assert client.get("/health/").status_code == 200


def test_a_database_that_does_not_answer_is_told_with_503(client, beaten):
    beaten()

    def broken(execute, *call):
        raise OperationalError

    with connection.execute_wrapper(broken):
        answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json() == {"healthy": False, "database": False, "worker": False}


def test_what_waits_for_the_worker_or_for_a_person_is_counted(client, beaten):
    beaten()
    factories.channel(name="Eins")
    late = timezone.now() - timedelta(minutes=5)
    for title in ("A", "B", "C"):
        factories.published(title=title)
    deliveries = Delivery.objects.order_by("pk")
    states = (State.PENDING, State.IN_DOUBT, State.HELD)
    for delivery, state in zip(deliveries, states, strict=True):
        Delivery.objects.filter(pk=delivery.pk).update(
            state=state, not_before=late, looks_left=0
        )
    told = client.get("/health/").json()
    assert told["oldest_due_age"] == pytest.approx(300, abs=5)
    assert (told["in_doubt"], told["held"], told["open_tasks"]) == (1, 1, 0)


def test_what_a_paused_channel_keeps_is_not_overdue(client, beaten):
    beaten()
    channel = factories.channel()
    factories.published()
    channel.pause("Kaputt")
    told = client.get("/health/").json()
    assert told["paused_channels"] == 1
    assert told["oldest_due_age"] is None


def test_it_tells_no_names_is_never_kept_and_needs_no_cookie(client, beaten):
    beaten(host="geheimer-rechner")
    factories.channel(name="Kanal X").pause("Passwort falsch")
    factories.published(title="Geheimes Vorhaben")
    answer = client.get("/health/")
    for word in ("geheim", "Geheim", "Kanal", "Passwort"):
        assert word not in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_it_costs_three_queries(client, beaten, django_assert_num_queries):
    beaten()
    factories.channel()
    factories.published()
    with django_assert_num_queries(3):
        client.get("/health/")


def test_it_is_asked_without_encryption_on_the_machine_itself(client, beaten):
    with override_settings(SECURE_SSL_REDIRECT=True):
        beaten()
        assert client.get("/").status_code == 301
        assert client.get("/health/").status_code == 200


def test_it_only_answers_those_who_read(client):
    assert client.post("/health/").status_code == 405
