"""The preview of a post, as Wagtail's panel shows it; what an editor learns from it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.users.models import UserProfile

from newsroom.models import ArticlePage, Topic
from syndication.models import Channel, Delivery
from syndication.previews import preview_of
from tests import factories

from .reading import Shown

pytestmark = pytest.mark.django_db
NETWORKS = ("mastodon", "bluesky", "facebook", "instagram", "threads")


@pytest.fixture
def chief(client):
    client.force_login(User.objects.create_superuser("chief"))
    return client


@pytest.fixture
def channels():
    since = timezone.now() - timedelta(days=1)
    return {
        network: factories.channel(
            name=f"Unser {network}", network=network, announce_since=since
        )
        for network in NETWORKS
    }


def shown(client, page, channel) -> Shown:
    path = f"/admin/pages/{page.pk}/view_draft/?mode=channel-{channel.pk}"
    return Shown(client.get(path))


def test_there_is_one_mode_for_each_channel_in_use(channels):
    factories.channel(name="Alt", network="threads", retired=True)
    names = [label for _mode, label in factories.draft().preview_modes]
    assert names[0] == "Default" or names[0]
    assert sorted(names[1:]) == [
        "Bluesky",
        "Facebook",
        "Instagram",
        "Mastodon",
        "Threads",
    ]


def test_two_accounts_on_a_network_are_told_apart_by_their_names(channels):
    factories.channel(name="Zoo")
    names = [label for _mode, label in factories.draft().preview_modes]
    assert {"Mastodon: Zoo", "Mastodon: Unser mastodon"} <= set(names)


@pytest.mark.parametrize("network", NETWORKS)
def test_the_post_the_count_and_what_is_read_aloud_are_shown(chief, channels, network):
    page = factories.draft(topics=[Topic.objects.create(name="Grüne Wege")])
    page.save_revision()
    found = shown(chief, page, channels[network])
    assert found.text.startswith("Ein neuer Park\n\nAm Samstag wird gepflanzt.")
    assert "#GrüneWege" in found.tags
    assert f"von {channels[network].limits().text_length} Zeichen" in found.page
    assert "Hashtag Grüne Wege" in found.aloud


@pytest.mark.parametrize("network", NETWORKS)
def test_the_picture_is_cut_as_it_will_be(chief, channels, network):
    channel = channels[network]
    Channel.objects.filter(pk=channel.pk).update(attach="picture")
    page = factories.draft(lead_image=factories.image(factories.picture((3000, 700))))
    page.save_revision()
    found = shown(chief, page, channel)
    limits = channel.limits().picture
    width, height = found.picture_size
    assert limits.min_ratio - 0.01 <= width / height <= limits.max_ratio + 0.01
    assert found.alt == "Bäume im Park"
    assert "Bild: Bäume im Park" in found.aloud


def test_what_is_shortened_is_told(chief, channels):
    page = factories.draft(teaser="Ein Satz, der sehr lang ist. " * 13)
    page.save_revision()
    assert "Der Anreißer wird gekürzt." in shown(chief, page, channels["bluesky"]).page
    assert "gekürzt" not in shown(chief, page, channels["facebook"]).page


def test_a_headline_that_fills_the_post_leaves_no_teaser(chief, channels):
    page = factories.draft(title="Dortmund " * 28, teaser="Nichts.")
    page.save_revision()
    found = shown(chief, page, channels["bluesky"])
    assert found.text == ("Dortmund " * 28).strip() + "\n\nNichts."
    page.title, page.teaser = "Dortmund " * 28, "Sonderbar" * 9
    page.save_revision()
    found = shown(chief, page, channels["bluesky"])
    assert "Der Anreißer passt nicht hinein und entfällt." in found.page


def test_nobody_is_mentioned_and_the_editor_knows(chief, channels):
    page = factories.draft(teaser="Danke, @feuerwehr! Alles zu #Park.")
    page.save_revision()
    found = shown(chief, page, channels["mastodon"])
    assert "es bleibt gewöhnlicher Text: @feuerwehr" in found.page
    assert "macht keinen Hashtag" in found.page
    assert found.tags == []


def test_a_topic_without_room_or_letters_has_no_hashtag(chief, channels):
    topics = [Topic.objects.create(name=name) for name in ("Sport", "Kultur")]
    page = factories.draft(topics=topics)
    page.save_revision()
    assert "Ohne Hashtag bleiben" not in shown(chief, page, channels["mastodon"]).page
    assert "Ohne Hashtag bleiben" in shown(chief, page, channels["threads"]).page


@pytest.mark.parametrize(
    ("network", "sentence"),
    [
        ("instagram", "Gesendet wird eine Karte mit der Überschrift."),
        ("mastodon", "Die Link-Vorschau zeigt kein Foto"),
    ],
)
def test_a_missing_picture_is_told(chief, channels, network, sentence):
    page = factories.draft()
    page.save_revision()
    assert sentence in shown(chief, page, channels[network]).page


def test_a_picture_without_words_is_refused_with_its_name(chief, channels):
    image = factories.image(title="Stadion", description="")
    page = factories.draft(lead_image=image)
    page.save_revision()
    found = shown(chief, page, channels["mastodon"])
    assert "So kann er nicht gesendet werden." in found.page
    assert "„Stadion“ hat keinen Alternativtext" in found.page


def test_a_lost_picture_is_a_sentence_and_no_error(chief, channels):
    image = factories.image()
    page = factories.draft(lead_image=image)
    page.save_revision()
    image.file.storage.delete(image.file.name)
    found = shown(chief, page, channels["instagram"])
    assert "So kann er nicht gesendet werden." in found.page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"announce": False}, "wird nicht angekündigt, auf keinem Kanal"),
        ({"teaser": ""}, ""),
    ],
)
def test_what_will_not_be_sent_is_told(chief, channels, change, sentence):
    page = factories.draft(**change)
    page.save_revision()
    assert sentence in shown(chief, page, channels["mastodon"]).page


def test_a_paused_channel_says_so(chief, channels):
    channels["mastodon"].pause("Passwort geändert.")
    page = factories.draft()
    page.save_revision()
    found = shown(chief, page, channels["mastodon"])
    assert "Der Kanal ist angehalten: Passwort geändert." in found.page


def test_of_a_published_article_it_says_what_a_change_does(chief, channels):
    page = factories.published()
    found = shown(chief, page, channels["mastodon"])
    assert "wird mit dem neuen Stand gesendet" in found.page


def sent(page, channel, text="Ein neuer Park"):
    Delivery.objects.filter(channel=channel).update(
        state=Delivery.State.PUBLISHED, text=text, published_at=timezone.now()
    )


def corrected(page, *words):
    for text in words:
        page.corrections.append(("correction", {"text": text, "at": timezone.now()}))
    page.save_revision()


def test_a_correction_that_is_shortened_below_its_post_is_told(chief, channels):
    page = factories.published()
    sent(page, channels["bluesky"])
    corrected(page, "Nicht am Montag, sondern am Dienstag. " * 7)
    found = shown(chief, page, channels["bluesky"])
    assert len(found.answers) == 1
    assert "Ein Nachtrag ist zu lang und wird gekürzt." in found.page
    assert "Anreißer" not in found.page


def test_of_a_post_that_stays_as_it_is_its_older_text_is_shown(chief, channels):
    page = factories.published()
    sent(page, channels["threads"], text="Ein alter Park")
    found = shown(chief, page, channels["threads"])
    assert (found.text, found.answers) == ("Ein alter Park", [])
    assert "Hier steht nur sein Text" in found.page
    assert "Am Samstag wird gepflanzt" not in found.page


@pytest.mark.parametrize("network", ["mastodon", "facebook"])
def test_a_post_that_can_be_changed_has_the_correction_in_it(chief, channels, network):
    page = factories.published()
    sent(page, channels[network])
    corrected(page, "Am Sonntag.")
    found = shown(chief, page, channels[network])
    assert "Korrektur: Am Sonntag." in found.text
    assert found.answers == []


@pytest.mark.parametrize("state", ["pending", "failed", "withdrawn"])
def test_a_post_that_is_not_out_has_the_correction_in_it(chief, channels, state):
    page = factories.published()
    sent(page, channels["bluesky"])
    Delivery.objects.update(state=state)
    corrected(page, "Am Sonntag.")
    found = shown(chief, page, channels["bluesky"])
    assert "Korrektur: Am Sonntag." in found.text
    assert found.answers == []


def test_a_correction_that_was_taken_back_is_not_shown_again(chief, channels):
    page = factories.published()
    sent(page, channels["bluesky"])
    corrected(page, "Am Sonntag.")
    page.get_latest_revision().publish()
    told = Delivery.objects.filter(
        announcement__answers__isnull=False, channel=channels["bluesky"]
    )
    assert len(shown(chief, page, channels["bluesky"]).answers) == 1
    told.update(state=Delivery.State.WITHDRAWN)
    assert shown(chief, page, channels["bluesky"]).answers == []


def test_an_article_that_is_still_unsaved_has_a_preview(chief, channels):
    page = ArticlePage(title="Neu", teaser="Anreißer", slug="neu")
    section = factories.section()
    page.locale = section.locale
    page.set_url_path(section)
    found = preview_of(page, channels["instagram"])
    assert "/n/0" not in found.post.text
    assert any("sobald der Artikel gespeichert ist" in one for one in found.remarks)


def test_a_new_article_has_nothing_of_one_that_was_deleted(channels):
    factories.published().delete()
    page = ArticlePage(title="Neu", teaser="Anreißer", slug="neu")
    page.locale = factories.section().locale
    page.set_url_path(factories.section())
    told = " ".join(preview_of(page, channels["mastodon"]).remarks)
    assert "schon erschienen" not in told
    assert "Wenn Sie den Artikel geändert veröffentlichen" not in told


def test_the_picture_may_be_shown_and_nothing_else_is_asked_for(chief, channels):
    page = factories.draft()
    page.save_revision()
    path = f"/admin/pages/{page.pk}/view_draft/?mode=channel-{channels['threads'].pk}"
    answer = chief.get(path)
    assert "img-src 'self' data:" in answer["Content-Security-Policy"]
    assert "private" in answer["Cache-Control"]
    assert "http" not in str(BeautifulSoup(answer.content, "html.parser").head)


def test_a_channel_that_was_retired_meanwhile_shows_the_website(chief, channels):
    page = factories.draft()
    page.save_revision()
    channel = channels["threads"]
    Channel.objects.filter(pk=channel.pk).update(retired=True)
    path = f"/admin/pages/{page.pk}/view_draft/?mode=channel-{channel.pk}"
    assert "<article" in chief.get(path).content.decode()


def test_strangers_see_no_preview(client, channels):
    page = factories.draft()
    page.save_revision()
    path = f"/admin/pages/{page.pk}/view_draft/?mode=channel-{channels['threads'].pk}"
    assert client.get(path).status_code == 302


def test_an_editor_who_prefers_english_reads_english(chief, channels):
    user = User.objects.get(username="chief")
    UserProfile.objects.create(user=user, preferred_language="en")
    page = factories.draft()
    page.save_revision()
    found = shown(chief, page, channels["mastodon"])
    assert "Read aloud" in found.page
    assert "Vorgelesen" not in found.page


def test_the_pieces_are_the_text(channels):
    page = factories.draft(topics=[Topic.objects.create(name="Sport")])
    for channel in channels.values():
        post = preview_of(page, channel).post
        assert "".join(piece.text for piece in post.pieces()) == post.text
