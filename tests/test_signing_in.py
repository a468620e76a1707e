"""Who tries passwords is stopped, and stops nobody else."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import settings as defaults
from django.contrib.auth import get_user_model
from django.test import RequestFactory
from django.utils import timezone

from cityportal.signing_in import address_of
from tests.factories import section

ADMIN, READERS = "/admin/login/", "/_util/login/"
PASSWORD = "ein-langes-Passwort-fuer-Tests"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def editor(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    section()
    return get_user_model().objects.create_superuser("redaktion", password=PASSWORD)


def sign_in(client, password, name="redaktion", page=ADMIN, address="192.0.2.1"):
    form = {"username": name, "password": password}
    return client.post(page, form, REMOTE_ADDR=address)


def fail(client, times=defaults.AXES_FAILURE_LIMIT, **facts):
    return [sign_in(client, "falsch", **facts) for _try in range(times)]


@pytest.mark.parametrize("page", [ADMIN, READERS])
def test_after_five_wrong_passwords_the_right_one_does_not_help_either(client, page):
    answers = fail(client, page=page)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    answer = sign_in(client, PASSWORD, page=page)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "in 15 Minuten" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "_auth_user_id" not in client.session


def test_the_page_reads_english_for_who_prefers_it(client):
    fail(client, page=f"/en{READERS}")
    text = sign_in(client, PASSWORD, page=f"/en{READERS}").content.decode()
    assert "15 minutes" in text


def test_four_are_forgiven(client):
    fail(client, 4)
    assert sign_in(client, PASSWORD).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_others_sign_in_meanwhile(client):
    get_user_model().objects.create_superuser("leitung", password=PASSWORD)
    fail(client)
    assert sign_in(client, PASSWORD, address="192.0.2.2").status_code == 302
    assert sign_in(client, PASSWORD, name="leitung").status_code == 302


def test_a_name_that_nobody_has_is_closed_the_same_way(client):
    answers = fail(client, name="niemand")
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]


def test_after_a_quarter_of_an_hour_it_is_open_again(client):
    fail(client)
    earlier = timezone.now() - timedelta(minutes=16)
    AccessAttempt.objects.update(attempt_time=earlier)
    assert sign_in(client, PASSWORD).status_code == 302


def test_trying_on_does_not_close_it_for_longer(client):
    fail(client)
    soon_over = timezone.now() - timedelta(minutes=14)
    AccessAttempt.objects.update(attempt_time=soon_over)
    fail(client, 3)
    assert AccessAttempt.objects.get().attempt_time == soon_over


def test_nobody_is_noted_who_signs_in(client):
    sign_in(client, PASSWORD)
    assert not AccessLog.objects.exists()


def test_no_password_is_noted(client):
    fail(client)
    (attempt,) = AccessAttempt.objects.values()
    assert not any("falsch" in str(value) for value in attempt.values())


@pytest.mark.parametrize(
    ("proxies", "noted", "address"),
    [
        (0, "203.0.113.5", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.1, 203.0.113.5", "203.0.113.5"),
        (2, "198.51.100.1, 203.0.113.5, 192.0.2.9", "203.0.113.5"),
        (1, "unknown", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
    ],
)
def test_behind_our_own_servers_the_readers_address_counts(
    settings, proxies, noted, address
):
    settings.PROXIES = proxies
    headers = {"x-forwarded-for": noted} if noted else {}
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers=headers)
    assert address_of(request) == address
