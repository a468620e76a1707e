"""What an editor sees of the echo, and her word that replies are answered."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from syndication import echo, echo_words
from syndication.models import Channel, Delivery, Echo
from syndication.networks.base import Reactions
from tests import factories
from tests.syndication.echoing import posted
from tests.syndication.people import RIGHTS, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    return factories.channel()


@pytest.fixture
def editor(client):
    client.force_login(person(*RIGHTS))
    return client


def heard(channel, *told) -> list[Echo]:
    """Posts of which the network has told this."""
    posted(channel, len(told))
    now = timezone.now()
    echo.begin(now)
    kept = list(Echo.objects.filter(channel=channel).order_by("pk"))
    for one, counts in zip(kept, told, strict=True):
        one.hear(Reactions(*counts), now, now + timedelta(hours=6))
        one.refresh_from_db()
    return kept


def page(client, name, *args, **query) -> BeautifulSoup:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def plain(text) -> str:
    return " ".join(text.split())


def words(soup) -> str:
    return plain(soup.get_text(" "))


def titles(client, **query) -> list[str]:
    rows = page(client, "echo:index", **query).select("td.title")
    return [words(row) for row in rows]


def tick(client, one, **fields):
    data = {"replies": one.replies} | fields
    return client.post(reverse("echo:answer", args=[one.pk]), data, follow=True)


# --- the words ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ((3, 12, 4), "3 Antworten · 12 Favoriten · 4-mal geteilt"),
        ((1, 1, 1), "1 Antwort · 1 Favorit · 1-mal geteilt"),
        ((0, 2, None), "0 Antworten · 2 Favoriten"),
        ((None, 2, 0), "2 Favoriten · 0-mal geteilt"),
        ((0, 0, None), "noch keine Reaktion"),
        ((None, None, None), "das Netzwerk nennt keine Zahlen"),
    ],
)
def test_counts_are_said_as_one_says_them(channel, told, expected):
    [one] = heard(channel, told)
    assert plain(echo_words.counts(one)) == expected


def test_what_is_gone_is_said_with_its_last_counts(channel):
    seen, unseen = heard(channel, (3, 0, 0), (0, 0, 0))
    for one in (seen, unseen):
        one.hear(None, timezone.now(), None)
        one.refresh_from_db()
    last = "3 Antworten · 0 Favoriten · 0-mal geteilt · nicht mehr da"
    assert plain(echo_words.counts(seen)) == last
    assert echo_words.counts(unseen) == "im Netzwerk nicht mehr da"


def test_a_line_tells_its_time_and_of_another_day_the_day(channel):
    [one] = heard(channel, (3, 0, 0))
    assert re.search(r", Stand \d\d:\d\d$", echo_words.line(one.delivery))
    Echo.objects.update(fetched_at=timezone.now() - timedelta(days=2))
    other = Delivery.objects.select_related("echo").get()
    assert re.search(r", Stand \d+\. \w+, \d\d:\d\d$", echo_words.line(other))


def test_of_a_post_that_was_replaced_nothing_is_said(channel):
    heard(channel, (3, 0, 0))
    Delivery.objects.update(remote_id="new")
    assert echo_words.line(Delivery.objects.get()) == ""


# --- where it is shown ----------------------------------------------------------------
LINE = "3 Antworten · 12 Favoriten · 4-mal geteilt, Stand"


def test_the_deliveries_show_it(editor, channel):
    [one] = heard(channel, (3, 12, 4))
    assert LINE in words(page(editor, "deliveries:index"))
    shown = page(editor, "deliveries:inspect", one.pk)
    assert LINE in words(shown)
    assert shown.select_one(f'form[action="{reverse("echo:answer", args=[one.pk])}"]')


def test_the_edit_view_of_an_article_shows_it(admin_client, channel):
    [one] = heard(channel, (3, 12, 4))
    article = factories.published()
    delivery = Delivery.objects.filter(pk=one.pk)
    announcement = delivery.get().announcement
    announcement.page, announcement.subject = article, "erste"
    announcement.save()
    shown = page(admin_client, "wagtailadmin_pages:edit", article.pk)
    assert LINE in words(shown)


def test_before_it_was_counted_a_delivery_says_from_when(editor, channel):
    [sent] = posted(channel, ago=timedelta(0))
    assert "Echo" not in page(editor, "deliveries:inspect", sent.pk).select("h2")
    echo.begin(timezone.now())
    assert "wird ab" in words(page(editor, "deliveries:inspect", sent.pk))


def test_the_list_begins_with_what_nobody_has_answered(editor, channel):
    _quiet, answered, _loud = heard(channel, (0, 9, 9), (9, 0, 0), (2, 0, 0))
    tick(editor, answered)
    expected = ["Meldung 2", "Meldung 1", "Meldung 0"]
    assert titles(editor) == expected


def test_the_list_is_filtered_and_searched(editor, channel):
    heard(channel, (0, 0, 0), (2, 0, 0))
    other = factories.channel(name="Anderer")
    heard(other, (1, 0, 0))
    assert len(titles(editor)) == 3
    assert titles(editor, channel=other.pk) == ["Meldung 0"]
    assert titles(editor, channel=channel.pk, replies="open") == ["Meldung 1"]
    assert titles(editor, channel=channel.pk, replies="none") == ["Meldung 0"]
    assert titles(editor, q="dung 1") == ["Meldung 1"]


@pytest.mark.parametrize("key", ["told", "favourites", "shares", "fetched_at"])
def test_the_list_is_sorted_as_one_likes(editor, channel, key):
    heard(channel, (1, 1, 1), (2, 2, 2))
    assert len(titles(editor, ordering=f"-{key}")) == 2


@pytest.mark.parametrize(
    "changes",
    [{"state": Delivery.State.WITHDRAWN}, {"remote_id": "new"}],
)
def test_what_is_there_no_more_is_not_listed(editor, channel, changes):
    heard(channel, (2, 0, 0))
    Delivery.objects.update(**changes)
    assert titles(editor) == []


def test_after_14_days_it_is_not_listed(editor, channel):
    heard(channel, (2, 0, 0))
    Echo.objects.update(posted_at=timezone.now() - timedelta(days=14, minutes=1))
    assert titles(editor) == []


def test_the_list_tells_why_a_channel_has_no_counts(editor, channel):
    heard(channel, (None, None, None))
    Channel.objects.update(echo_trouble="Es fehlt ein Recht.")
    assert "Es fehlt ein Recht." in words(page(editor, "echo:index"))


# --- her word -------------------------------------------------------------------------
def test_a_tick_is_kept_with_her_name_and_in_the_audit_log(editor, channel):
    [one] = heard(channel, (3, 0, 0))
    answer = tick(editor, one)
    assert "Als beantwortet vermerkt." in answer.content.decode()
    assert "von redaktion" in words(page(editor, "echo:index"))
    entry = ModelLogEntry.objects.get(action="syndication.answer")
    assert (entry.object_id, entry.user.username) == (str(one.pk), "redaktion")


def test_who_has_a_full_name_is_called_by_it(editor, channel):
    User.objects.filter(username="redaktion").update(
        first_name="Rita", last_name="Redaktion"
    )
    [one] = heard(channel, (3, 0, 0))
    tick(editor, one)
    assert "von Rita Redaktion" in words(page(editor, "echo:index"))


def test_replies_that_come_later_are_new(editor, channel):
    [one] = heard(channel, (3, 0, 0))
    tick(editor, one)
    one.hear(Reactions(5, 0, 0), timezone.now(), None)
    assert "5 (2 neue)" in words(page(editor, "echo:index"))
    assert titles(editor, replies="open") == ["Meldung 0"]
    tick(editor, Echo.objects.get())
    assert titles(editor, replies="open") == []


def test_what_came_between_her_look_and_her_tick_stays_open(editor, channel):
    [one] = heard(channel, (3, 0, 0))
    one.hear(Reactions(4, 0, 0), timezone.now(), None)
    tick(editor, one)
    assert Echo.objects.get().new_replies == 1


def test_a_tick_is_taken_back(editor, channel):
    [one] = heard(channel, (3, 0, 0))
    tick(editor, one)
    editor.post(reverse("echo:reopen", args=[one.pk]))
    one.refresh_from_db()
    assert (one.answered_at, one.answered_by, one.new_replies) == (None, None, 3)
    assert ModelLogEntry.objects.filter(action="syndication.reopen").exists()
    editor.post(reverse("echo:reopen", args=[one.pk]))  # once is enough
    assert ModelLogEntry.objects.filter(action="syndication.reopen").count() == 1


@pytest.mark.parametrize("replies", ["", "0", "-1", "99", "viele", "9" * 40])
def test_a_number_that_cannot_be_ticks_nothing(editor, channel, replies):
    [one] = heard(channel, (3, 0, 0))
    assert tick(editor, one, replies=replies).status_code == 200
    assert Echo.objects.get().answered_at is None


def test_the_way_back_is_the_list_as_it_was_and_never_another_site(editor, channel):
    [one] = heard(channel, (3, 0, 0))
    for wanted, expected in (
        ("/admin/echo/?replies=open", "/admin/echo/?replies=open"),
        ("https://anders.example/", reverse("deliveries:inspect", args=[one.pk])),
    ):
        data = {"replies": 3, "next": wanted}
        answer = editor.post(reverse("echo:answer", args=[one.pk]), data)
        assert answer["Location"] == expected


@pytest.mark.parametrize("name", ["echo:answer", "echo:reopen"])
def test_a_tick_needs_the_right_a_post_and_a_token(client, channel, name):
    [one] = heard(channel, (3, 0, 0))
    url = reverse(name, args=[one.pk])
    user = person("view_delivery")
    client.force_login(user)
    answer = client.post(url, {"replies": 3})
    assert answer.status_code == 403
    assert "fehlt Ihnen das Recht" in answer.content.decode()
    assert not page(client, "echo:index").select("td form")
    assert client.get(url).status_code == 405
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(user)
    assert forged.post(url, {"replies": 3}).status_code == 403
    assert Echo.objects.get().answered_at is None


def test_who_may_see_no_deliveries_sees_no_echo(client, channel):
    client.force_login(person())
    assert client.get(reverse("echo:index")).status_code == 302
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("echo:index") not in menu


def test_an_echo_can_be_made_or_deleted_by_nobody(admin_client, channel):
    [one] = heard(channel, (3, 0, 0))
    for address in ("new/", f"edit/{one.pk}/", f"delete/{one.pk}/"):
        assert admin_client.get(f"/admin/echo/{address}").status_code == 404


@pytest.mark.parametrize("name", ["echo:index", "deliveries:index"])
def test_many_rows_take_as_many_queries_as_few(editor, channel, name):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page(editor, name)
        return len(seen)

    heard(channel, (1, 1, 1), (2, 2, 2))
    queries()
    few = queries()
    heard(factories.channel(name="Viele"), *[(number, 1, 1) for number in range(15)])
    assert queries() == few
