"""How the channels are, as the admin shows it, and what may be done there."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from syndication.models import Channel, Delivery, Mail
from syndication.networks.budgets import Told
from tests import factories
from tests.syndication.people import RIGHTS, person
from tests.syndication.test_pacing import waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(person(*RIGHTS))
    return client


@pytest.fixture
def channel():
    return factories.channel()


def text_of(client, name="channel_health:index", *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    return " ".join(page.select_one("main").get_text(" ").split())


def buttons(client):
    page = client.get(reverse("channel_health:index")).content
    found = BeautifulSoup(page, "html.parser").select("main form button")
    return [button["formaction"].split("/")[-3] for button in found]


def test_a_channel_that_is_well_says_so(editor, channel):
    checked = timezone.now() - timedelta(hours=2)
    Channel.objects.update(checked_at=checked)
    text = text_of(editor)
    for words in (
        "Bereit. Es ist nichts zu tun.",
        "läuft nicht ab",
        "in Ordnung",
        "noch 300 von 300 Anfragen",
        "noch nichts",
    ):
        assert words in text
    assert buttons(editor) == ["check", "pause"]


def test_days_left_are_counted(editor, channel):
    Channel.objects.update(expires_at=timezone.now() + timedelta(days=6, hours=2))
    text = text_of(editor)
    assert "noch 6 Tage, bis" in text
    assert "Verbinden Sie den Kanal vorher neu." in text


def test_a_pause_says_why_and_offers_the_ways_out(editor, channel):
    channel.pause("Das Passwort gilt nicht mehr.")
    text = text_of(editor)
    assert "Angehalten: Das Passwort gilt nicht mehr. Beheben" in text
    assert "dann „Fortsetzen“" in text
    assert buttons(editor) == ["resume", "check"]
    assert "Neu verbinden" in text


def test_what_is_left_of_a_quota_is_told_with_its_end(editor, channel):
    now = timezone.now().timestamp()
    channel.note_rates({"uploads": Told(25, 22, now, now + 600, 1800)})
    channel.save()
    end = timezone.localtime(timezone.now() + timedelta(seconds=600))
    assert f"noch 3 von 25 Bildern bis {end:%H:%M}" in text_of(editor)


def test_what_waits_what_failed_and_what_went_out(editor, channel):
    first = waiting(channel, 3)[0]
    Delivery.objects.filter(pk=first.pk).update(
        state="published", published_at=timezone.now(), url="http://127.0.0.1/post"
    )
    channel.note_failure("Gerade nicht möglich.")
    text = text_of(editor)
    assert "2 warten, voraussichtlich bis" in text
    assert str(first.announcement) in text
    assert "Gerade nicht möglich." in text
    channel.pause("Gesperrt")
    assert "2 warten" in text_of(editor)


def test_a_silent_channel_says_until_when(editor, channel):
    channel.throttle(timezone.now() + timedelta(minutes=30))
    assert "von selbst weiter" in text_of(editor)
    assert "try_now" in [verb.replace("-", "_") for verb in buttons(editor)]


def test_a_retired_channel_is_not_there(editor, channel):
    Channel.objects.update(retired=True)
    assert "noch kein Kanal verbunden" in text_of(editor)


def test_a_check_from_here_leads_back_here(editor, connected, wire):
    channel = connected("mastodon")
    here = reverse("channel_health:index")
    url = reverse("channels:check", args=[channel.pk])
    assert editor.post(url, {"next": here}).url == here
    assert editor.post(url, {"next": "https://elsewhere.example/"}).url == reverse(
        "channels:inspect", args=[channel.pk]
    )


def test_a_failed_check_is_on_the_home_page_too(admin_client, channel):
    assert "Zustand der Kanäle" not in text_of(admin_client, "wagtailadmin_home")
    Channel.objects.update(check_error="Gerade nicht möglich.")
    text = text_of(admin_client, "wagtailadmin_home")
    assert "Die letzte Prüfung ist nicht gelungen: Gerade nicht möglich." in text


def test_a_mail_that_nobody_takes_is_told(admin_client, settings):
    settings.OPERATIONS_MAILBOX = "technik@stadt.example"
    Mail.objects.create(subject="1 Kanal angehalten", body="x", attempts=2)
    for page in ("channel_health:index", "wagtailadmin_home"):
        assert "„1 Kanal angehalten“" in text_of(admin_client, page)


def test_who_only_may_look_has_no_buttons(client, channel):
    client.force_login(person("view_channel"))
    text_of(client)
    assert buttons(client) == []


def test_it_is_closed_to_others_with_a_sentence(client, channel):
    client.force_login(person())
    answer = client.get(reverse("channel_health:index"))
    assert answer.status_code == 403
    assert "fehlt Ihnen das Recht" in answer.content.decode()
    answer = client.post(reverse("channels:check", args=[channel.pk]))
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["channel_health:index", "channels:index"])
def test_many_channels_ask_no_more_questions_than_few(editor, name, channel):
    url = reverse(name)
    waiting(channel, 2)
    editor.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        editor.get(url)
    for number in range(8):
        waiting(factories.channel(name=f"Kanal {number}"), 3)
    with CaptureQueriesContext(connection) as many:
        editor.get(url)
    assert len(many) == len(few)
