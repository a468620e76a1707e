"""What goes out when: planned, waiting and gone, on the days of the editor's clock."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from newsroom.models import ArticlePage
from syndication.models import Channel, ChannelWish, Delivery
from syndication.weeks import Week
from tests import factories

from .people import person

pytestmark = pytest.mark.django_db
State = Delivery.State
SOON = timezone.now() + timedelta(days=7)


@pytest.fixture
def channel():
    return factories.channel()


def scheduled(at=SOON, **changes):
    """A draft that goes live at a set time."""
    page = factories.draft(**changes)
    page.go_live_at = at
    page.save_revision().publish()
    return page


def shown(client, at=None, **asked):
    """By day ("2. März"): the lines of its entries."""
    week = {"week": str(Week.of(timezone.localdate(at)))} if at else {}
    answer = client.get(reverse("timetable:index"), week | asked)
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    return {
        words(day.h3): [words(entry) for entry in day.select(".timetable__entry")]
        for day in page.select(".timetable__day")
        if day.select(".timetable__entry")
    }


def words(part):
    return " ".join(part.get_text(" ", strip=True).split())


def day_of(moment):
    local = timezone.localtime(moment)
    months = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
    days = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"
    return f"{days.split()[local.weekday()]}, {local.day}. {months.split()[local.month - 1]}"


def test_a_planned_article_stands_on_its_day_with_its_channels(admin_client, channel):
    factories.channel(name="Stillgelegt", server="http://127.0.0.1:8", retired=True)
    scheduled()
    (line,) = shown(admin_client, SOON)[day_of(SOON)]
    assert timezone.localtime(SOON).strftime("%H:%M") in line
    assert "Ein neuer Park Geplant: erscheint und wird angekündigt Mastodon" in line
    assert "Stillgelegt" not in line


@pytest.mark.parametrize(
    "changes",
    [
        {"announce": False},
        {"published_at": timezone.now() - timedelta(days=30)},
    ],
)
def test_what_will_not_be_announced_says_so(admin_client, channel, changes):
    scheduled(**changes)
    (line,) = shown(admin_client, SOON)[day_of(SOON)]
    assert "Geplant: erscheint, ohne Ankündigung" in line
    assert "Mastodon" not in line


LATER = "Geplant: erscheint, angekündigt wird später"


def entries(client, moment):
    """The lines of its day."""
    return shown(client, moment).get(day_of(moment), [])


@pytest.mark.parametrize("days", [1, 7])
def test_what_is_announced_later_stands_at_both_hours(admin_client, channel, days):
    later = SOON + timedelta(days=days)
    scheduled(announce_when="later", announce_at=later)
    (line,) = entries(admin_client, SOON)
    assert LATER in line
    assert "Mastodon" not in line
    (line,) = entries(admin_client, later)
    assert line.startswith(timezone.localtime(later).strftime("%H:%M"))
    assert "Geplant: wird angekündigt Mastodon" in line


def test_nothing_is_announced_before_it_goes_live(admin_client, channel):
    earlier = SOON - timedelta(days=1)
    scheduled(announce_when="later", announce_at=earlier)
    (line,) = entries(admin_client, SOON)
    assert "erscheint und wird angekündigt Mastodon" in line
    assert entries(admin_client, earlier) == []


@pytest.mark.parametrize("when", ["hold", "later"])
def test_what_somebody_must_release_says_so(admin_client, channel, when):
    scheduled(announce_when=when)
    (line,) = entries(admin_client, SOON)
    assert "angekündigt erst, wenn jemand es freigibt Mastodon" in line


@pytest.mark.parametrize("sent", [False, True])
def test_a_change_that_is_to_be_announced_nowhere(admin_client, channel, sent):
    page = factories.published()
    if sent:
        Delivery.objects.update(state=State.PUBLISHED, text="Park")
    page.announce, page.go_live_at = False, SOON
    page.save_revision().publish()
    (line,) = entries(admin_client, SOON)
    assert ("erscheint geändert, Beiträge folgen Mastodon" in line) == sent
    assert ("erscheint, ohne Ankündigung" in line) == (not sent)


def test_a_change_reaches_no_channel_that_is_ruled_out(admin_client, channel):
    page = factories.published()
    page.channel_wishes = [ChannelWish(channel=channel, send="no")]
    page.go_live_at = SOON
    page.save_revision().publish()
    (line,) = entries(admin_client, SOON)
    assert "Mastodon" not in line


def test_a_translation_is_not_announced(admin_client, channel):
    first = factories.published()
    copy = scheduled(title="A new park")
    ArticlePage.objects.filter(pk=copy.pk).update(locale=None or copy.locale)
    revision = copy.latest_revision
    revision.content["translation_key"] = str(first.translation_key)
    revision.save()
    (line,) = shown(admin_client, SOON)[day_of(SOON)]
    assert "ohne Ankündigung" in line


def test_the_planned_version_counts_not_the_page(admin_client, channel):
    page = factories.draft(title="Alt", announce=False)
    page.title, page.announce, page.go_live_at = "Neu", True, SOON
    page.save_revision().publish()
    (line,) = shown(admin_client, SOON)[day_of(SOON)]
    assert "Neu Geplant: erscheint und wird angekündigt" in line


def test_a_planned_change_follows_to_where_the_article_is(admin_client, channel):
    page = factories.published()
    page.go_live_at = SOON
    page.save_revision().publish()
    (line,) = shown(admin_client, SOON)[day_of(SOON)]
    assert "erscheint geändert, Beiträge folgen Mastodon" in line


def test_an_article_that_expires_takes_its_posts_along(admin_client, channel):
    page = factories.published()
    ArticlePage.objects.filter(pk=page.pk).update(expire_at=SOON)
    (line,) = shown(admin_client, SOON)[day_of(SOON)]
    assert "geht offline, Beiträge werden zurückgezogen Mastodon" in line


def test_what_is_out_of_reach_in_the_tree_is_not_told(client, channel):
    scheduled(title="Geheim")
    client.force_login(person("view_delivery"))
    assert shown(client, SOON) == {}


def test_what_waits_stands_where_its_turn_is_expected(admin_client, channel):
    factories.published()
    (line,) = shown(admin_client)[f"{day_of(timezone.now())} (heute)"]
    assert "Ein neuer Park Wartet Mastodon : wartet, voraussichtlich bis" in line


def test_what_waits_for_a_person_has_no_time(admin_client, channel):
    factories.published()
    Channel.objects.update(paused_at=timezone.now(), paused_reason="Token")
    assert list(shown(admin_client)) == ["Ohne Zeitpunkt"]
    (line,) = shown(admin_client)["Ohne Zeitpunkt"]
    assert "der Kanal ist angehalten" in line
    assert shown(admin_client, SOON) == {}


def test_what_went_out_leads_to_the_posts(admin_client, channel):
    factories.published()
    posted = timezone.now() - timedelta(days=14)
    url = "http://127.0.0.1:9/@stadt/1"
    Delivery.objects.update(state=State.PUBLISHED, published_at=posted, url=url)
    week = str(Week.of(timezone.localdate(posted)))
    answer = admin_client.get(reverse("timetable:index"), {"week": week})
    assert f'href="{url}"' in answer.content.decode()
    (line,) = shown(admin_client, posted)[day_of(posted)]
    assert "Ein neuer Park Ist hinausgegangen Mastodon" in line
    Delivery.objects.update(state=State.WITHDRAWN)
    (line,) = shown(admin_client, posted)[day_of(posted)]
    assert "Mastodon : zurückgezogen" in line


@pytest.mark.parametrize(
    ("moment", "day", "clock"),
    [
        # The night in which the clock goes from 2:00 to 3:00, and the one back.
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "Sonntag, 28. März", "01:59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "Sonntag, 28. März", "03:00"),
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), "Sonntag, 28. März", "23:59"),
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), "Montag, 29. März", "00:00"),
        (datetime(2027, 10, 30, 22, 0, tzinfo=UTC), "Sonntag, 31. Oktober", "00:00"),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "Sonntag, 31. Oktober", "02:30"),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "Sonntag, 31. Oktober", "02:30"),
        (datetime(2027, 10, 31, 22, 59, tzinfo=UTC), "Sonntag, 31. Oktober", "23:59"),
        (datetime(2027, 10, 31, 23, 0, tzinfo=UTC), "Montag, 1. November", "00:00"),
    ],
)
def test_a_day_is_one_of_our_clock_also_when_it_is_changed(
    admin_client, channel, moment, day, clock
):
    scheduled(at=moment)
    found = shown(admin_client, moment)
    assert list(found) == [day]
    assert found[day][0].startswith(clock)


def test_the_weeks_lead_to_each_other_and_have_addresses(admin_client):
    answer = admin_client.get(reverse("timetable:index"), {"week": "2026-W53"})
    page = BeautifulSoup(answer.content, "html.parser")
    assert "Woche 53: 28. Dezember bis 3. Januar 2027" in words(page)
    links = {
        one["rel"][0]: one["href"]
        for one in page.select("a[rel]")
        if "?" in one["href"]
    }
    assert links == {"prev": "?week=2026-W52", "next": "?week=2027-W01"}


@pytest.mark.parametrize(
    "week",
    ["", "x", "2026-W54", "2026-W00", "0001-W01", "9999-W52", "２０２６-W01", "\0"],
)
def test_a_week_that_does_not_exist_is_the_present_one(admin_client, week):
    answer = admin_client.get(reverse("timetable:index"), {"week": week})
    assert answer.status_code == 200
    assert (
        f"Woche {timezone.localdate().isocalendar().week}:" in answer.content.decode()
    )


# --- of some channels -------------------------------------------------------------


@pytest.fixture
def other():
    return factories.channel(name="Bluesky", server="http://127.0.0.1:8")


def test_a_plan_is_shown_for_the_channels_that_were_asked_for(
    admin_client, channel, other
):
    scheduled(title="Auf beiden")
    wish = ChannelWish(channel=other, send="no")
    scheduled(title="Nur auf Mastodon", channel_wishes=[wish])
    scheduled(title="Auf keinem", announce=False)
    (line,) = shown(admin_client, SOON, channel=other.pk)[day_of(SOON)]
    assert "Auf beiden Geplant: erscheint und wird angekündigt Bluesky" in line
    both = shown(admin_client, SOON, channel=[channel.pk, other.pk])[day_of(SOON)]
    assert [line.count("Mastodon") for line in both] == [1, 2]
    assert len(shown(admin_client, SOON)[day_of(SOON)]) == 3


def test_a_change_of_what_is_on_other_channels_is_not_shown(
    admin_client, channel, other
):
    page = factories.published()
    Delivery.objects.filter(channel=other).delete()
    page.go_live_at = SOON
    page.save_revision().publish()
    assert shown(admin_client, SOON, channel=other.pk) == {}
    assert "Mastodon" in shown(admin_client, SOON, channel=channel.pk)[day_of(SOON)][0]


def test_what_waits_and_is_out_is_shown_for_the_channels_that_were_asked_for(
    admin_client, channel, other
):
    factories.published()
    now = timezone.now()
    live = {"state": State.PUBLISHED, "published_at": now}
    Delivery.objects.filter(channel=other).update(**live)
    today = f"{day_of(now)} (heute)"
    (line,) = shown(admin_client, channel=channel.pk)[today]
    assert "Wartet Mastodon" in line
    (line,) = shown(admin_client, channel=other.pk)[today]
    assert "Ist hinausgegangen Bluesky" in line


def test_the_weeks_keep_the_channels_and_the_form_the_week(
    admin_client, channel, other
):
    asked = {"week": "2026-W53", "channel": [channel.pk, other.pk]}
    answer = admin_client.get(reverse("timetable:index"), asked)
    page = BeautifulSoup(answer.content, "html.parser")
    chosen = f"channel={channel.pk}&channel={other.pk}"
    assert page.select_one("a[rel=next]")["href"] == f"?week=2027-W01&{chosen}"
    form = page.select_one(".timetable__filter")
    assert form.select_one("input[name=week]")["value"] == "2026-W53"
    assert len(form.select("input[name=channel][checked]")) == 2


@pytest.mark.parametrize("key", ["x", "-1", "9" * 20, "4711", "null", "\0"])
def test_a_channel_that_does_not_exist_hides_nothing(admin_client, channel, key):
    scheduled()
    assert len(shown(admin_client, SOON, channel=key)[day_of(SOON)]) == 1


def test_more_plans_cost_no_more_questions(admin_client, channel, questions):
    def ask():
        week = str(Week.of(timezone.localdate(SOON)))
        admin_client.get(reverse("timetable:index"), {"week": week})

    for number in range(2):
        scheduled(title=f"Plan {number}")
    few = questions(ask)
    for number in range(6):
        scheduled(title=f"Noch ein Plan {number}")
    assert questions(ask) <= few
