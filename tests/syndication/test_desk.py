"""The desk: what an editor sees of the last days, and does right there."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from newsroom.models import ArticlePage
from syndication.models import Announcement, Channel, Delivery
from syndication.stages import WHICH
from tests import factories

from . import evenings
from .people import RIGHTS, person

pytestmark = pytest.mark.django_db
State, Action = Delivery.State, Delivery.Action
LONG_AGO = timezone.now() - timedelta(days=40)


@pytest.fixture
def editor(client):
    client.force_login(person(*RIGHTS, publishes=True))
    return client


@pytest.fixture
def reader(client):
    """Who may look, and no more."""
    client.force_login(person("view_delivery"))
    return client


@pytest.fixture
def channels():
    return evenings.channels()


@pytest.fixture
def delivery(channels):
    """On the first channel; its article is on all of them."""
    factories.published()
    return Delivery.objects.get(channel=channels[0])


def announced(title, **changes):
    """An article on the channels that there are, each of its deliveries so."""
    page = factories.published(title=title)
    Delivery.objects.filter(announcement__page=page).update(**changes)
    return page


def desk(client, name="desk:index", **asked):
    answer = client.get(reverse(name), asked)
    assert answer.status_code == 200, answer
    return BeautifulSoup(answer.content, "html.parser")


def titles(page):
    return [row.a.text for row in page.select("tbody .desk__article")]


def places(page):
    found = page.select("tbody tr:not(.desk__article)")
    return [row.select_one(".desk__place").contents[0] for row in found]


def counts(page):
    return {
        tab["class"][1].removeprefix("desk__tab--"): int(tab.span.text)
        for tab in page.select(".desk__tab")
    }


def words(part):
    return " ".join(part.get_text(" ", strip=True).split())


# --- what is seen -----------------------------------------------------------------


def test_each_article_has_a_row_for_each_channel_with_state_and_next_step(
    editor, delivery
):
    Delivery.objects.filter(pk=delivery.pk).update(
        state=State.FAILED, last_error="Der Text ist zu lang."
    )
    page = desk(editor)
    assert titles(page) == ["Ein neuer Park"]
    assert sorted(places(page)) == sorted(
        channel.name for channel in Channel.objects.all()
    )
    row = words(page.find(id=f"delivery_{delivery.pk}_title").parent)
    assert "fehlgeschlagen, nicht gesendet" in row
    assert "Beheben Sie den Grund" in row
    assert "Der Text ist zu lang." in row
    assert "Erneut versuchen" in row


def test_every_delivery_is_in_exactly_one_stage(channels):
    factories.published()
    Channel.objects.filter(pk=channels[4].pk).update(retired=True)
    Channel.objects.filter(pk=channels[3].pk).update(paused_at=timezone.now())
    for state in State:
        for looks in (0, 1):
            for outdated in (False, True):
                Delivery.objects.update(
                    state=state, looks_left=looks, outdated=outdated
                )
                total = sum(Delivery.objects.in_stage(stage).count() for stage in WHICH)
                assert total == len(channels)
                counted = Delivery.objects.count_stages()
                assert sum(counted.values()) == len(channels)


def test_the_tabs_count_and_narrow_down(editor, delivery):
    others = Delivery.objects.exclude(pk=delivery.pk)
    others.update(state=State.PUBLISHED, published_at=timezone.now())
    assert counts(desk(editor)) == {
        **dict.fromkeys(["needs", "doubt", "going", "over"], 0),
        "all": 5,
        "waiting": 1,
        "live": 4,
    }
    assert places(desk(editor, stage="waiting")) == [str(delivery.channel)]
    assert len(places(desk(editor, stage="live"))) == 4


def test_a_correction_stands_below_its_article(editor, delivery):
    first = delivery.announcement
    answer = Announcement.objects.create(
        page=first.page, title="Korrektur", subject="1", answers=first
    )
    Delivery.objects.create(
        announcement=answer, channel=delivery.channel, useful_until=timezone.now()
    )
    page = desk(editor)
    assert titles(page) == ["Ein neuer Park"]
    assert f"{delivery.channel} (Nachtrag)" in places(page)


def test_old_and_ended_is_left_out_old_and_open_is_not(editor, channels):
    live = {"state": State.PUBLISHED, "published_at": LONG_AGO}
    announced("Alt und veröffentlicht", **live)
    announced("Alt und offen", state=State.HELD)
    Announcement.objects.update(changed_at=LONG_AGO)
    announced("Neu", **live)
    assert titles(desk(editor)) == ["Neu", "Alt und offen"]
    assert "Alt und veröffentlicht" in titles(desk(editor, period="all"))
    assert "Alt und veröffentlicht" in titles(desk(editor, q="alt und veröff"))
    assert titles(desk(editor, period="1")) == ["Neu"]


def test_what_was_tried_again_today_is_shown_however_old_its_article(editor, channels):
    announced("Alt", state=State.PUBLISHED, published_at=timezone.now())
    Announcement.objects.update(changed_at=LONG_AGO)
    assert titles(desk(editor)) == ["Alt"]
    assert titles(desk(editor, period="1")) == ["Alt"]


def test_between_two_days(editor, channels):
    announced("Damals", state=State.PUBLISHED, published_at=LONG_AGO)
    Announcement.objects.update(changed_at=LONG_AGO)
    announced("Heute")
    day = timezone.localdate(LONG_AGO)
    around = {
        "between_from": day - timedelta(days=1),
        "between_to": day + timedelta(days=1),
    }
    assert titles(desk(editor, **around)) == ["Damals"]
    assert titles(desk(editor, between_from=timezone.localdate())) == ["Heute"]


def test_by_channel_and_by_title(editor, delivery):
    announced("Rathaus")
    page = desk(editor, channel=delivery.channel_id)
    assert set(places(page)) == {str(delivery.channel)}
    assert titles(desk(editor, q="rathaus")) == ["Rathaus"]
    assert "Dazu gibt es keine Auslieferung." in words(desk(editor, q="Hafen"))


def test_by_who_published_or_owns_the_article(editor, channels):
    mine, other = User.objects.create_user("a"), User.objects.create_user("b")
    owned = announced("Meiner")
    ArticlePage.objects.filter(pk=owned.pk).update(owner=mine)
    sent = announced("Von mir veröffentlicht")
    PageLogEntry.objects.log_action(sent, "wagtail.publish", user=mine)
    foreign = announced("Fremd")
    ArticlePage.objects.filter(pk=foreign.pk).update(owner=other)
    page = desk(editor, editor=mine.pk)
    assert set(titles(page)) == {"Meiner", "Von mir veröffentlicht"}
    named = {label.text.strip() for label in page.select("#id_editor label")}
    assert {"a", "b"} <= named


def test_an_article_that_was_deleted_is_still_there(editor, delivery):
    delivery.announcement.page.delete()
    page = desk(editor)
    assert "Ein neuer Park" in words(page.select_one(".desk__article"))
    assert page.select(".desk__article a") == []


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({}, "In den letzten 7 Tagen ist nichts angekündigt worden"),
        ({"stage": "needs"}, "Nichts wartet auf Sie."),
        ({"stage": "doubt"}, "Nichts ist ungewiss"),
        ({"stage": "waiting"}, "Was geplant ist, steht unter"),
        ({"stage": "going"}, "Gerade wird nichts gesendet."),
    ],
)
def test_an_empty_desk_says_something(editor, asked, text):
    assert text in words(desk(editor, **asked))


@pytest.mark.parametrize(
    "asked",
    [
        {"stage": "nonsense"},
        {"stage": "\0"},
        {"channel": "x"},
        {"channel": "999999999999999999999999"},
        {"editor": "-1"},
        {"period": "7 OR 1=1"},
        {"between_from": "31.02.2026", "between_to": "bald"},
        {"p": "-3"},
        {"p": "x"},
        {"q": "\0"},
        {"q": "%' --"},
        {"q": "x" * 5_000},
    ],
)
@pytest.mark.parametrize("name", ["desk:index", "desk:index_results"])
def test_nonsense_is_answered_without_a_traceback(editor, delivery, name, asked):
    assert editor.get(reverse(name), asked).status_code == 200


def test_articles_are_paged(editor, channels):
    for number in range(21):
        announced(f"Artikel {number}")
    first, second = desk(editor), desk(editor, p=2)
    assert (len(titles(first)), titles(second)) == (20, ["Artikel 0"])
    assert "21 Artikel" in words(first.select_one(".pagination"))


# --- what is done -----------------------------------------------------------------


def button(page, label):
    return next(one for one in page.select("button[formaction]") if label in one.text)


def press(client, page, label):
    """As the browser does: the form that the button belongs to, at its own address."""
    pressed = button(page, label)
    assert page.find(id=pressed["form"])["method"] == "post"
    return client.post(pressed["formaction"], follow=True)


def test_a_button_acts_and_leads_back_to_the_same_place(editor, delivery):
    Delivery.objects.update(state=State.FAILED)
    answer = press(editor, desk(editor, stage="needs"), "Erneut versuchen")
    address, _status = answer.redirect_chain[-1]
    anchor = f"#article-{delivery.announcement_id}"
    assert address == f"{reverse('desk:index')}?stage=needs{anchor}"
    assert "Wird erneut versucht." in answer.content.decode()
    assert Delivery.objects.filter(state=State.PENDING).count() == 1


def test_the_part_that_keeps_itself_up_to_date_leads_back_to_the_whole(
    editor, delivery
):
    page = desk(editor, "desk:index_results", stage="waiting")
    address = button(page, "Zurückhalten")["formaction"]
    assert f"next={reverse('desk:index')}%3Fstage%3Dwaiting%23article" in address


def test_nobody_is_led_to_another_site(editor, delivery):
    hold = reverse("deliveries:hold", args=[delivery.pk])
    answer = editor.post(f"{hold}?next=https://example.com/")
    assert answer.url == reverse("deliveries:inspect", args=[delivery.pk])


def test_what_has_moved_on_meanwhile_says_where_it_is(editor, delivery):
    page = desk(editor, stage="waiting")
    Delivery.objects.update(state=State.SENDING)
    answer = press(editor, page, "Zurückhalten")
    assert (
        "Das ist nicht mehr möglich: wird gerade gesendet." in answer.content.decode()
    )


def test_what_cannot_be_undone_is_asked_about_first(editor, delivery):
    now = timezone.now()
    Delivery.objects.update(state=State.PUBLISHED, published_at=now, text="Park")
    page = desk(editor)
    labels = [words(one) for one in page.select("button[formaction]")]
    assert not [label for label in labels if "zurückziehen" in label]
    link = next(one for one in page.select("a") if "zurückziehen" in one.text)
    question = editor.get(link["href"])
    assert "Das betrifft 1 Auslieferung:" in question.content.decode()
    assert Delivery.objects.filter(state=State.PUBLISHED).count() == 5


def test_who_may_not_publish_is_not_offered_to_withdraw(client, delivery):
    client.force_login(person(*RIGHTS))
    now = timezone.now()
    Delivery.objects.update(state=State.PUBLISHED, published_at=now, text="Park")
    links = desk(client).select(".desk__verbs a")
    assert not [link for link in links if "zurückziehen" in link.text]


def test_an_address_is_entered_on_the_page_of_the_delivery(editor, delivery):
    Delivery.objects.update(state=State.IN_DOUBT, looks_left=0, text="Park")
    link = next(one for one in desk(editor).select("a") if "Adresse" in one.text)
    page = BeautifulSoup(editor.get(link["href"]).content, "html.parser")
    fields = {one["name"]: one["value"] for one in page.select("input[name=next]")}
    address = {"url": f"{delivery.channel.server}/@stadt/1"}
    resolve = reverse("deliveries:resolve", args=[delivery.pk])
    wrong = editor.post(resolve, fields | {"url": "https://example.com/1"})
    assert "next=" in wrong.url
    assert editor.post(resolve, fields | address).url == fields["next"]


def test_a_channel_that_is_retired_while_deliveries_wait(editor, delivery):
    Channel.objects.filter(pk=delivery.channel_id).update(retired=True)
    row = desk(editor, stage="needs").find(id=f"delivery_{delivery.pk}_title").parent
    assert "wartet: der Kanal ist stillgelegt" in words(row)
    assert "Auf dem Kanal geht nichts mehr hinaus" in words(row)
    assert "Abbrechen" in words(row)


PAUSED = (
    ": der Kanal ist angehalten (Das Passwort gilt nicht mehr), fortsetzen kann ihn die "
    "Technik"
)


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"state": State.PENDING}, "wartet"),
        ({"state": State.IN_DOUBT, "looks_left": 2}, "ungewiss, wird geprüft"),
    ],
)
def test_a_channel_that_is_paused_while_deliveries_wait(
    editor, delivery, changes, standing
):
    Delivery.objects.filter(pk=delivery.pk).update(**changes)
    delivery.channel.pause("Das Passwort gilt nicht mehr.")
    row = desk(editor, stage="needs").find(id=f"delivery_{delivery.pk}_title").parent
    assert f"{standing}{PAUSED}" in words(row)
    assert "Wer Kanäle ändern darf (die Technik), behebt den Grund" in words(row)
    delivery.channel.resume()
    assert places(desk(editor, stage="needs")) == []


def test_a_post_that_a_retired_channel_cannot_withdraw_is_ticked_off(editor, delivery):
    Channel.objects.filter(pk=delivery.channel_id).update(retired=True)
    Announcement.objects.update(wanted=False)
    Delivery.objects.filter(pk=delivery.pk).update(action=Action.WITHDRAW, text="Park")
    press(editor, desk(editor, stage="needs"), "Erledigt")
    delivery.refresh_from_db()
    assert delivery.state == State.WITHDRAWN


# --- by whom ----------------------------------------------------------------------


def test_who_may_only_look_sees_no_buttons(reader, delivery):
    page = desk(reader)
    assert titles(page) == ["Ein neuer Park"]
    assert page.select("button[formaction], [data-bulk-action-checkbox]") == []
    hold = reader.post(reverse("deliveries:hold", args=[delivery.pk]))
    assert hold.status_code == 403
    assert "fehlt Ihnen das Recht, Auslieferungen zu ändern" in hold.content.decode()


@pytest.mark.parametrize(
    "name", ["desk:index", "desk:index_results", "timetable:index"]
)
def test_without_the_right_403_says_why_and_the_menu_has_no_entry(client, name):
    client.force_login(person())
    answer = client.get(reverse(name))
    assert answer.status_code == 403
    assert "fehlt Ihnen das Recht, Auslieferungen zu sehen" in answer.content.decode()
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("desk:index") not in home


def test_the_menu_opens_the_desk_first(editor):
    home = editor.get(reverse("wagtailadmin_home")).content.decode()
    entries = [reverse(f"{name}:index") for name in ("desk", "timetable", "deliveries")]
    found = [home.index(f'"url": "{address}"') for address in entries]
    assert found == sorted(found)


@pytest.mark.parametrize(
    "name", ["desk:index", "desk:index_results", "timetable:index"]
)
def test_the_lists_are_only_read(editor, name):
    assert editor.post(reverse(name)).status_code == 405


# --- kept up to date --------------------------------------------------------------


def test_the_part_is_sent_again_only_if_something_has_changed(editor, delivery):
    address = reverse("desk:index_results")
    mark = editor.get(address)["ETag"]
    same = editor.get(address, headers={"if-none-match": mark})
    assert (same.status_code, same.content) == (304, b"")
    Delivery.objects.filter(pk=delivery.pk).update(state=State.HELD)
    assert editor.get(address, headers={"if-none-match": mark}).status_code == 200


def test_it_is_asked_for_sooner_while_something_is_under_way(editor, delivery):
    assert desk(editor).find(id="desk")["data-live-pause"] == "5"
    Delivery.objects.update(state=State.PUBLISHED, published_at=timezone.now())
    assert desk(editor).find(id="desk")["data-live-pause"] == "20"


def test_the_article_keeps_its_own_part_up_to_date(admin_client, delivery):
    page = delivery.announcement.page
    whole = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    part = BeautifulSoup(whole.content, "html.parser").find(id="deliveries")
    answer = admin_client.get(part["data-live-src"])
    same = {"if-none-match": answer["ETag"]}
    assert admin_client.get(part["data-live-src"], headers=same).status_code == 304
    Delivery.objects.update(state=State.HELD)
    answer = admin_client.get(part["data-live-src"], headers=same)
    assert "zurückgehalten" in answer.content.decode()
    assert "csrf" not in answer.content.decode()
    assert "syndication/live.js" in whole.content.decode()


def test_an_article_that_one_may_not_edit_is_not_told_of(reader, delivery):
    page = delivery.announcement.page_id
    address = reverse("desk:page", args=[page])
    answer = reader.get(address, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.status_code == 403


# --- the home ---------------------------------------------------------------------


def test_the_home_counts_what_is_under_way_and_what_went_out_today(editor, channels):
    factories.published()
    keys = list(Delivery.objects.values_list("pk", flat=True))
    today, before = timezone.now(), timezone.now() - timedelta(days=2)
    live = {"state": State.PUBLISHED}
    Delivery.objects.filter(pk=keys[0]).update(published_at=today, **live)
    Delivery.objects.filter(pk=keys[1]).update(published_at=before, **live)
    Delivery.objects.filter(pk=keys[2]).update(state=State.FAILED)
    answer = editor.get(reverse("wagtailadmin_home"))
    page = BeautifulSoup(answer.content, "html.parser")
    today = [words(one) for one in page.select(".desk__today li")]
    assert today == [
        "1 braucht Sie",
        "0 in Klärung",
        "2 warten",
        "0 gehen gerade hinaus",
        "1 heute veröffentlicht",
    ]


# --- few questions ----------------------------------------------------------------


def made(number):
    """So many more articles, and on each channel each state."""
    pages = [factories.draft(title=f"Artikel {index}") for index in range(number)]
    evenings.deliveries(pages, open_ones=len(evenings.OPEN))


ADDRESSES = [
    "desk:index",
    "desk:index_results",
    "timetable:index",
    "deliveries:index",
    "articles:index",
    "wagtailadmin_home",
]


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_long_list_asks_no_more_than_a_short_one(
    admin_client, channels, name, questions
):
    made(8)
    few = questions(lambda: admin_client.get(reverse(name)))
    made(12)
    assert questions(lambda: admin_client.get(reverse(name))) <= few


def test_the_explorer_asks_no_more_for_many(admin_client, channels, questions):
    made(8)
    address = reverse("wagtailadmin_explore", args=[factories.section().pk])
    few = questions(lambda: admin_client.get(address))
    made(12)
    assert questions(lambda: admin_client.get(address)) <= few
    assert "channel-mark" in admin_client.get(address).content.decode()
