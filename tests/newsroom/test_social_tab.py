"""The tab "Soziale Medien": what an editor enters there, and what becomes of it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import Locale, Revision

from newsroom.images import NewsImage
from newsroom.models import ArticlePage, Topic
from syndication import scheduling
from syndication.drafting import post_for
from syndication.models import Channel, ChannelWish, Delivery
from tests import factories
from tests.editor import moment, values_in

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(days=1)


@pytest.fixture
def channel():
    return factories.channel(announce_since=timezone.now() - YESTERDAY)


@pytest.fixture
def bluesky():
    since = timezone.now() - YESTERDAY
    return factories.channel(name="Blau", network="bluesky", announce_since=since)


@pytest.fixture
def page(newsroom):
    draft = factories.draft()
    draft.save_revision()
    return draft


def shown(chief, page) -> BeautifulSoup:
    answer = chief.get(f"/admin/pages/{page.pk}/edit/")
    return BeautifulSoup(answer.content, "html.parser")


def send(chief, page, publish=True, **fields):
    """The edit form as it stands but for `fields`."""
    forms = [values_in(form) for form in shown(chief, page).select("form")]
    form = max((form for form in forms if "title" in form), key=len)
    more = {"body-count": "0", "corrections-count": "0"}
    if publish:
        more["action-publish"] = "1"
    return chief.post(f"/admin/pages/{page.pk}/edit/", form | more | fields)


def on(channel, **fields):
    return {f"wish-{channel.pk}-{name}": value for name, value in fields.items()}


def errors(answer) -> str:
    found = BeautifulSoup(answer.content, "html.parser").select(".error-message")
    return " ".join(text.get_text(" ", strip=True) for text in found)


def draft_of(page) -> ArticlePage:
    return ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def texts(page) -> dict[int, str]:
    return {row.channel_id: row.text for row in page.channel_wishes.all()}


def test_the_tabs_and_every_channel_in_use_are_there(chief, page, channel, bluesky):
    factories.channel(name="Alt", retired=True)
    found = shown(chief, page)
    links = found.select(".w-tabs__tab")
    tabs = {link.find(string=True).strip(): link["href"] for link in links}
    assert list(tabs)[:3] == ["Inhalt", "Soziale Medien", "Für Suchmaschinen"]
    # Wagtail names a part in the language of whoever came first.
    social = found.select_one(tabs["Soziale Medien"]).get_text(" ", strip=True)
    assert "Mastodon (Mastodon" in social
    assert "Blau (Bluesky" in social
    assert "Alt" not in social


def test_the_composed_text_is_the_placeholder(chief, page):
    placeholder = shown(chief, page).select_one("[name=social_text]")["placeholder"]
    assert placeholder == "Ein neuer Park\n\nAm Samstag wird gepflanzt."


def test_a_form_that_nobody_touches_stores_nothing(chief, page, channel):
    send(chief, page)
    assert not ChannelWish.objects.exists()
    assert Delivery.objects.get().channel == channel


def test_a_new_article_has_the_tab_too(chief, newsroom, channel):
    factories.published(title="Wieder weg").delete()
    address = f"/admin/pages/add/newsroom/articlepage/{newsroom.pk}/"
    found = BeautifulSoup(chief.get(address).content, "html.parser")
    assert found.select_one(f"[name=wish-{channel.pk}-text]")
    assert "weil der Kanal alle Themen nimmt" in found.get_text()


def test_own_texts_go_out_with_the_page(chief, page, channel, bluesky):
    send(chief, page, social_text="Für alle.", **on(bluesky, text="Nur hier."))
    story = ArticlePage.objects.get(pk=page.pk).story()
    assert post_for(story, channel).text.startswith("Für alle.\n\n")
    assert post_for(story, bluesky).text == "Nur hier."


def test_a_draft_may_be_half_typed(chief, page, channel):
    answer = send(
        chief,
        page,
        publish=False,
        announce_when="later",
        announce_at="",
        **on(channel, text="x" * 2_000),
    )
    assert errors(answer) == ""
    assert texts(draft_of(page)) == {channel.pk: "x" * 2_000}


def test_saving_a_draft_twice_makes_no_second_row(chief, page, channel):
    for text in ("Erst.", "Dann."):
        send(chief, page, publish=False, **on(channel, text=text))
    assert texts(draft_of(page)) == {channel.pk: "Dann."}
    assert ChannelWish.objects.get().text == "Dann."


def test_a_draft_of_a_live_page_leaves_its_text(chief, page, channel):
    send(chief, page, social_text="Erst.", **on(channel, text="Hier erst."))
    send(
        chief,
        page,
        publish=False,
        social_text="Dann.",
        **on(channel, text="Hier dann."),
    )
    live = ArticlePage.objects.get(pk=page.pk)
    assert (live.social_text, texts(live)) == ("Erst.", {channel.pk: "Hier erst."})
    assert draft_of(page).social_text == "Dann."
    assert texts(draft_of(page)) == {channel.pk: "Hier dann."}


def test_an_emptied_text_is_gone_also_where_it_is_live(chief, page, channel):
    send(chief, page, **on(channel, text="Erst."))
    send(chief, page, **on(channel, text="  \n"))
    assert not ChannelWish.objects.exists()


def test_a_scheduled_draft_takes_its_text_along(chief, page, channel):
    hour = timezone.localtime() + timedelta(hours=1)
    send(chief, page, go_live_at=moment(hour), **on(channel, text="Zur Stunde."))
    revision = Revision.objects.exclude(approved_go_live_at=None).get()
    revision.approved_go_live_at = timezone.now()
    revision.content["go_live_at"] = timezone.now().isoformat()
    revision.save()
    assert scheduling.publish_due(timezone.now()) == 1
    live = ArticlePage.objects.get(pk=page.pk)
    assert post_for(live.story(), channel).text.startswith("Zur Stunde.")


def test_reverting_brings_back_the_text(chief, page, channel):
    send(chief, page, publish=False, social_text="Erst.", **on(channel, text="Hier."))
    old = ArticlePage.objects.get(pk=page.pk).latest_revision
    send(chief, page, publish=False, social_text="Dann.", **on(channel, text=""))
    address = f"/admin/pages/{page.pk}/revisions/{old.pk}/revert/"
    found = BeautifulSoup(chief.get(address).content, "html.parser")
    fields = max((values_in(form) for form in found.select("form")), key=len)
    assert fields["social_text"] == ["Erst."]
    assert fields[f"wish-{channel.pk}-text"] == ["Hier."]
    more = {"body-count": "0", "corrections-count": "0"}
    chief.post(f"/admin/pages/{page.pk}/edit/", fields | more)
    assert texts(draft_of(page)) == {channel.pk: "Hier."}


def test_comparing_shows_what_changed_on_which_channel(chief, page, channel, bluesky):
    send(chief, page, social_text="Alt.", **on(channel, text="Hier Alt."))
    first = ArticlePage.objects.get(pk=page.pk).latest_revision
    send(
        chief,
        page,
        social_text="Neu.",
        **on(channel, text="Hier Neu."),
        **on(bluesky, send="no"),
    )
    address = f"/admin/pages/{page.pk}/revisions/compare/{first.pk}...latest/"
    found = chief.get(address).content.decode()
    assert "Text für alle Kanäle" in found
    assert "Eigener Text" in found
    assert "Blau" in found
    assert "Neu." in BeautifulSoup(found, "html.parser").get_text()


def test_two_editors_at_once_are_warned_and_nothing_is_lost(chief, page, channel):
    mine = max((values_in(f) for f in shown(chief, page).select("form")), key=len)
    send(chief, page, publish=False, **on(channel, text="Von der anderen."))
    more = {"body-count": "0", "corrections-count": "0"}
    answer = chief.post(
        f"/admin/pages/{page.pk}/edit/",
        mine | more | on(channel, text="Von mir."),
        headers={"Accept": "application/json"},
    )
    assert answer.json()["error_code"] == "invalid_revision"
    assert texts(draft_of(page)) == {channel.pk: "Von der anderen."}


def test_a_channel_that_came_meanwhile_keeps_its_wish(chief, page, channel):
    send(chief, page, publish=False, **on(channel, text="Bleibt."))
    form = max((values_in(f) for f in shown(chief, page).select("form")), key=len)
    left = {name: value for name, value in form.items() if "wish-" not in name}
    more = {"body-count": "0", "corrections-count": "0"}
    chief.post(f"/admin/pages/{page.pk}/edit/", left | more)
    assert texts(draft_of(page)) == {channel.pk: "Bleibt."}


def test_the_text_of_a_retired_channel_is_kept(chief, page, channel):
    send(chief, page, publish=False, **on(channel, text="x" * 2_000))
    Channel.objects.update(retired=True)
    assert errors(send(chief, page)) == ""
    assert texts(ArticlePage.objects.get(pk=page.pk)) == {channel.pk: "x" * 2_000}


# --- what is refused at publishing ----------------------------------------------


def test_a_text_too_long_is_refused_with_network_count_and_limit(
    chief, page, channel, bluesky
):
    answer = send(chief, page, **on(bluesky, text="ä" * 301))
    assert "„Blau“ (Bluesky): mit dem Link 301 von 300 Zeichen" in errors(answer)
    assert not ArticlePage.objects.get(pk=page.pk).live
    assert errors(send(chief, page, **on(bluesky, text="ä" * 300))) == ""


def test_a_text_for_all_is_measured_on_every_channel_it_goes_to(
    chief, page, channel, bluesky
):
    assert "„Blau“" in errors(send(chief, page, social_text="ä" * 301))
    for fields in (on(bluesky, send="no"), on(bluesky, text="Kurz.")):
        assert errors(send(chief, page, social_text="ä" * 301, **fields)) == ""


def test_a_text_for_the_topics_chosen_just_now_is_measured(chief, page, bluesky):
    topic = Topic.objects.create(name="Rat")
    bluesky.topics.add(topic)
    long = {"social_text": "ä" * 301}
    assert "„Blau“" in errors(send(chief, page, **long, topics=[topic.pk]))
    assert errors(send(chief, page, **long)) == ""


def test_later_needs_a_time_to_come(chief, page, channel):
    now = timezone.localtime()
    later = {"announce_when": "later"}
    assert "wann der Artikel" in errors(send(chief, page, **later))
    past = moment(now - timedelta(hours=1))
    assert "schon vorbei" in errors(send(chief, page, **later, announce_at=past))
    early = {
        "announce_at": moment(now + timedelta(hours=1)),
        "go_live_at": moment(now + timedelta(hours=2)),
    }
    assert "noch nicht erschienen" in errors(send(chief, page, **later, **early))
    assert not ArticlePage.objects.get(pk=page.pk).live


def test_an_article_that_was_announced_later_can_still_be_changed(chief, page, channel):
    hour = timezone.localtime() + timedelta(hours=1)
    send(chief, page, announce_when="later", announce_at=moment(hour))
    past = timezone.now().replace(second=0, microsecond=0) - YESTERDAY
    ArticlePage.objects.update(announce_at=past)
    Delivery.objects.get().announcement.__class__.objects.update(at=past)
    live = ArticlePage.objects.get(pk=page.pk)
    live.save_revision()
    assert errors(send(chief, page, teaser="Anders.")) == ""


@pytest.mark.parametrize("words", ["", "  "])
def test_no_picture_is_published_without_its_alternative_text(
    chief, page, channel, words
):
    image = factories.image(title="Teich")
    NewsImage.objects.update(description=words)
    answer = send(chief, page, lead_image=image.pk)
    assert "Das Bild „Teich“ hat keinen Alternativtext." in errors(answer)
    assert errors(send(chief, page, publish=False, lead_image=image.pk)) == ""
    NewsImage.objects.update(description="Ein Teich")
    assert errors(send(chief, page, lead_image=image.pk)) == ""


# --- other versions and copies ----------------------------------------------------


def test_a_translation_says_that_it_is_not_announced(chief, page, channel):
    send(chief, page)
    english = Locale.objects.get_or_create(language_code="en")[0]
    copy = ArticlePage.objects.get(pk=page.pk).copy_for_translation(
        english, copy_parents=True
    )
    social = shown(chief, copy).select_one("#tab-soziale_medien").get_text()
    assert "nur die erste Fassung" in social
    assert "nur die erste Fassung" not in shown(chief, page).get_text()


def test_a_copy_has_the_texts_but_an_hour_of_its_own(chief, page, channel):
    hour = timezone.localtime() + timedelta(hours=1)
    send(
        chief,
        page,
        announce_when="later",
        announce_at=moment(hour),
        social_text="Für alle.",
        **on(channel, text="Nur hier."),
    )
    copy = ArticlePage.objects.get(pk=page.pk).copy(
        update_attrs={"slug": "kopie"}, keep_live=False
    )
    copy = draft_of(copy)
    assert (copy.announce_when, copy.announce_at) == ("page", None)
    assert (copy.social_text, texts(copy)) == ("Für alle.", {channel.pk: "Nur hier."})


# --- the rule -----------------------------------------------------------------------


def test_the_tab_says_what_the_rule_says_now(chief, page, channel):
    topic = Topic.objects.create(name="Rat")
    assert "weil der Kanal alle Themen nimmt" in shown(chief, page).get_text()
    channel.topics.add(topic)
    assert "nimmt nur die Themen „Rat“" in shown(chief, page).get_text()
    send(chief, page, publish=False, topics=[topic.pk])
    assert "weil der Kanal das Thema „Rat“ nimmt" in shown(chief, page).get_text()


def test_an_operator_chooses_the_topics_of_a_channel(chief, channel):
    topics = [Topic.objects.create(name=name) for name in ("Rat", "Sport")]
    address = f"/admin/channels/edit/{channel.pk}/"
    found = BeautifulSoup(chief.get(address).content, "html.parser")
    form = max((values_in(form) for form in found.select("form")), key=len)
    chief.post(address, form | {"topics": [topics[0].pk]})
    assert list(channel.topics.all()) == topics[:1]


def test_a_published_page_says_what_a_change_does_on_each_channel(chief, page, channel):
    send(chief, page)
    out_there = {"text": "x", "remote_id": "17", "published_at": timezone.now()}
    Delivery.objects.update(state="published", **out_there)
    assert "wird dort geändert" in shown(chief, page).get_text()


def test_many_channels_take_no_more_queries_than_few(
    chief, page, channel, bluesky, django_assert_max_num_queries
):
    send(chief, page)
    shown(chief, page)
    with django_assert_max_num_queries(200) as few:
        shown(chief, page)
    for number in range(5):
        factories.channel(name=f"Noch {number}")
    with django_assert_max_num_queries(len(few)):
        shown(chief, page)
