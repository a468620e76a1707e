"""What waits for a person reaches the mailbox: soon, once, and whatever breaks."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from syndication import alarms, mails, outbox, tasks
from syndication.models import Channel, Delivery, Mail
from tests import factories
from tests.syndication.sending import State, delivery

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def channel():
    return factories.channel(announce_since=timezone.now() - timedelta(days=1))


@pytest.fixture
def waiting(channel):
    factories.published()
    return delivery()


def failed(one, error="Text zu lang"):
    """Along the arrows that a worker goes."""
    assert one.claim(timezone.now(), 60)
    assert one.fail(error)
    return one


def tick(after=MINUTE):
    """What the worker does each second, so long after now; the queue at once."""
    now = timezone.now() + after
    cache.clear()
    alarms.sweep(now)
    mails.hand_over_due(now, lambda task: tasks.send_mails())


def mail_is_due():
    Mail.objects.update(due_at=timezone.now())


def test_a_failure_is_mailed_with_all_that_is_needed(mail_server, waiting, settings):
    failed(waiting)
    tick()
    (letter,) = mail_server.received
    text = letter.get_content()
    assert letter["To"] == "technik@stadt.example"
    assert letter["Subject"] == "Newsroom: 1 Beitrag wartet auf jemanden"
    for words in (
        "Mastodon: fehlgeschlagen, nicht gesendet",
        "Grund: Text zu lang",
        "Was zu tun ist: Beheben Sie den Grund, dann „Erneut versuchen“.",
        "- Ein neuer Park",
        f"{settings.PUBLIC_URL}/admin/deliveries/inspect/{waiting.pk}/",
    ):
        assert words in text
    assert "a-token-for-tests" not in text


def test_it_is_told_once(mail_server, waiting):
    failed(waiting)
    for minutes in range(1, 10):
        tick(minutes * MINUTE)
    assert len(mail_server.received) == 1


def test_a_minute_is_waited_for_what_else_comes(mail_server, waiting):
    failed(waiting)
    tick(after=timedelta(seconds=30))
    assert mail_server.received == []
    tick()
    assert len(mail_server.received) == 1


def test_200_failures_are_one_mail_with_each_of_them(mail_server, channel):
    factories.imported(200)
    outbox.sweep(timezone.now())
    assert Delivery.objects.count() == 200
    for one in Delivery.objects.select_related("channel"):
        failed(one)
    tick()
    tick(5 * MINUTE)
    (letter,) = mail_server.received
    assert "200 Beiträge warten" in letter["Subject"]
    text = letter.get_content()
    assert text.count("Was zu tun ist") == 1
    for one in Delivery.objects.all():
        assert f"/deliveries/inspect/{one.pk}/" in text


def test_what_is_tried_again_and_fails_again_is_told_again(mail_server, waiting):
    failed(waiting)
    tick()
    assert waiting.retry(timezone.now())
    failed(waiting, "Noch immer zu lang")
    tick()
    assert len(mail_server.received) == 2
    assert "Noch immer" in mail_server.received[1].get_content()


def test_what_is_settled_within_the_minute_is_not_told(mail_server, waiting):
    failed(waiting)
    waiting.cancel()
    tick()
    assert mail_server.received == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": State.HELD}, "zurückgehalten"),
        ({"state": State.IN_DOUBT, "looks_left": 0}, "ungewiss, bitte nachsehen"),
        ({"state": State.BY_HAND, "action": "update"}, "von Hand zu ändern"),
        ({"state": State.PUBLISHED, "outdated": True}, "zeigt aber einen älteren"),
    ],
)
def test_each_state_that_waits_for_a_person_is_told(
    mail_server, waiting, fields, words
):
    Delivery.objects.update(**fields)
    tick()
    assert words in mail_server.received[0].get_content()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.PENDING, "last_error": "Gerade nicht möglich."},
        {"state": State.IN_DOUBT, "looks_left": 2},
        {"state": State.SENDING},
        {"state": State.WITHDRAWN},
    ],
)
def test_what_repairs_itself_is_not_told(mail_server, waiting, fields):
    Delivery.objects.update(**fields)
    tick(5 * MINUTE)
    assert mail_server.received == []


def test_what_came_too_late_is_told(mail_server, waiting):
    late = timezone.now() + timedelta(days=3)
    Delivery.hold_overdue(late)
    tick(timedelta(days=3, minutes=1))
    assert "zurückgehalten" in mail_server.received[0].get_content()


def test_a_paused_channel_is_told_with_its_reason(mail_server, channel):
    channel.pause("Das Passwort gilt nicht mehr.")
    tick()
    tick(5 * MINUTE)
    (letter,) = mail_server.received
    assert letter["Subject"] == "Newsroom: 1 Kanal angehalten"
    assert "„Mastodon“ ist angehalten: Das Passwort" in letter.get_content()
    assert f"/admin/channels/inspect/{channel.pk}/" in letter.get_content()


def test_what_waits_on_a_paused_channel_is_told_with_it(mail_server, waiting):
    waiting.channel.pause("Gesperrt")
    tick()
    factories.published(title="Noch ein Park")
    tick(5 * MINUTE)
    (letter,) = mail_server.received
    assert letter["Subject"] == "Newsroom: 1 Kanal angehalten"


def test_a_channel_that_is_paused_again_is_told_again(mail_server, channel):
    channel.pause("Gesperrt")
    tick()
    channel.resume()
    channel.pause("Wieder gesperrt")
    tick()
    assert "Wieder gesperrt" in mail_server.received[1].get_content()


def test_a_mail_server_that_is_down_loses_nothing(mail_server, waiting):
    mail_server.refusing = True
    failed(waiting)
    tick()
    (kept,) = Mail.objects.all()
    assert kept.attempts == 1
    assert kept.due_at > timezone.now() + MINUTE
    mail_is_due()
    tick()
    mail_server.refusing = False
    assert Mail.objects.get().due_at > timezone.now() + 5 * MINUTE  # longer each time
    mail_is_due()
    tick()
    assert len(mail_server.received) == 1
    assert not Mail.objects.exists()


def test_nobody_there_at_all_is_no_error(mail_server, waiting, settings):
    settings.MAILERS["default"]["OPTIONS"]["port"] = 9
    failed(waiting)
    tick()
    assert Mail.objects.get().attempts == 1


def test_a_second_try_has_the_same_key(mail_server, waiting):
    """Its first was taken, and we died before we could note that."""
    failed(waiting)
    alarms.tell(timezone.now() + MINUTE)
    kept = Mail.objects.get()
    kept.send()
    tick()
    first, second = mail_server.received
    assert first["Message-ID"] == second["Message-ID"]


def test_two_workers_send_a_mail_once(mail_server):
    Mail.write("Betreff", "Text")
    both = [Mail.objects.get() for _worker in "ab"]
    now = timezone.now()
    assert [one.claim(now) for one in both] == [True, False]


def test_two_workers_tell_it_once(mail_server, waiting, monkeypatch):
    """The second has seen that it is time, too, before the first had told."""
    failed(waiting)
    now = timezone.now() + MINUTE
    monkeypatch.setattr(alarms, "_is_time", lambda now: True)
    assert [alarms.tell(now) for _worker in "ab"] == [True, False]
    assert Mail.objects.count() == 1


def test_without_a_mailbox_it_is_told_once_there_is_one(mail_server, waiting, settings):
    settings.OPERATIONS_MAILBOX = ""
    failed(waiting)
    tick()
    assert not Mail.objects.exists()
    settings.OPERATIONS_MAILBOX = "technik@stadt.example"
    tick()
    assert len(mail_server.received) == 1


def test_a_name_with_a_line_break_does_not_break_the_header(mail_server):
    Mail.write("Der Zugang zu „A\nBcc: x@y“", "Text")
    tick()
    assert "Bcc: x@y" in mail_server.received[0]["Subject"]


def test_the_console_shows_it(waiting, settings, capsys):
    backend = "django.core.mail.backends.console.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend}}
    settings.OPERATIONS_MAILBOX = "technik@stadt.example"
    failed(waiting)
    tick()
    shown = capsys.readouterr().out
    assert "Beheben Sie den Grund, dann „Erneut versuchen“." in shown


def test_many_more_deliveries_ask_no_more_questions(
    mail_server, channel, django_assert_max_num_queries
):
    factories.imported(30)
    outbox.sweep(timezone.now())
    for one in Delivery.objects.select_related("channel"):
        failed(one)
    Channel.objects.get().pause("Gesperrt")
    with django_assert_max_num_queries(10):
        alarms.tell(timezone.now() + MINUTE)
