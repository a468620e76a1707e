"""What an editor reads of a delivery, decides, and what is kept of the decision."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageViewRestriction

from newsroom.models import ArticlePage, NewsIndexPage
from syndication import standing
from syndication.models import Announcement, Channel, Delivery
from syndication.verbs import VERBS
from tests import factories
from tests.syndication.people import RIGHTS, person
from tests.syndication.sending import Action, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(person(*RIGHTS, publishes=True))
    return client


@pytest.fixture
def channel():
    return factories.channel(
        announce_since=timezone.now() - timedelta(days=1),
        account_name="@stadt@127.0.0.1",
        account_url="http://127.0.0.1:9/@stadt",
    )


@pytest.fixture
def delivery(channel):
    factories.published()
    return Delivery.objects.get()


def put(delivery, state, action=Action.PUBLISH, **more):
    out_there = {
        "text": "Ein neuer Park",
        "remote_id": "17",
        "url": "http://127.0.0.1:9/@stadt/17",
        "published_at": timezone.now(),
    }
    fields = {"state": state, "action": action} | (
        out_there if action != Action.PUBLISH or state == State.PUBLISHED else {}
    )
    Delivery.objects.filter(pk=delivery.pk).update(**(fields | more))
    delivery.refresh_from_db()


def page_of(client, delivery):
    answer = client.get(reverse("deliveries:inspect", args=[delivery.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def press(client, delivery, verb, **fields):
    url = reverse(f"deliveries:{verb}", args=[delivery.pk])
    answer = client.post(url, fields, follow=True)
    delivery.refresh_from_db()
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.mark.parametrize(
    ("state", "action", "more", "verbs"),
    [
        (State.PENDING, Action.PUBLISH, {}, {"hold", "cancel"}),
        (State.PENDING, Action.UPDATE, {}, {"keep", "withdraw"}),
        (State.PENDING, Action.WITHDRAW, {}, {"keep"}),
        (State.SENDING, Action.PUBLISH, {}, set()),
        (State.PUBLISHED, Action.PUBLISH, {}, {"withdraw"}),
        (
            State.PUBLISHED,
            Action.UPDATE,
            {"outdated": True},
            {"replace", "accept", "withdraw"},
        ),
        (State.FAILED, Action.PUBLISH, {}, {"retry", "cancel"}),
        (State.HELD, Action.PUBLISH, {}, {"release", "cancel"}),
        (State.IN_DOUBT, Action.PUBLISH, {"looks_left": 2}, {"resolve"}),
        (State.IN_DOUBT, Action.PUBLISH, {"looks_left": 0}, {"resolve", "absent"}),
        (State.CANCELLED, Action.PUBLISH, {}, {"again"}),
        (State.WITHDRAWN, Action.WITHDRAW, {}, {"again"}),
        (State.BY_HAND, Action.PUBLISH, {}, {"done"}),
        (State.BY_HAND, Action.UPDATE, {}, {"done", "retry", "accept", "withdraw"}),
        (State.BY_HAND, Action.WITHDRAW, {}, {"done", "retry", "accept"}),
    ],
)
def test_each_button_that_is_offered_does_something(
    editor, delivery, state, action, more, verbs
):
    put(delivery, state, action, **more)
    page = page_of(editor, delivery)
    shown = {
        verb
        for verb in VERBS
        if f'action="{reverse(f"deliveries:{verb}", args=[delivery.pk])}"' in page
    }
    assert shown == verbs
    for verb in verbs:
        put(delivery, state, action, **more)
        fields = {"url": "http://127.0.0.1:9/@stadt/18"} if VERBS[verb].asks else {}
        told = press(editor, delivery, verb, **fields)
        assert str(VERBS[verb].done) in told, verb


@pytest.mark.parametrize("verb", VERBS)
def test_a_decision_is_kept_with_the_name_of_who_made_it(editor, delivery, verb):
    states = {
        "retry": (State.FAILED, Action.PUBLISH, {}),
        "release": (State.HELD, Action.PUBLISH, {}),
        "again": (State.CANCELLED, Action.PUBLISH, {}),
        "resolve": (State.IN_DOUBT, Action.PUBLISH, {}),
        "absent": (State.IN_DOUBT, Action.PUBLISH, {"looks_left": 0}),
        "replace": (State.PUBLISHED, Action.UPDATE, {"outdated": True}),
        "accept": (State.PUBLISHED, Action.UPDATE, {"outdated": True}),
        "keep": (State.PENDING, Action.UPDATE, {}),
        "hold": (State.PENDING, Action.PUBLISH, {}),
        "cancel": (State.PENDING, Action.PUBLISH, {}),
        "withdraw": (State.PUBLISHED, Action.PUBLISH, {}),
        "done": (State.BY_HAND, Action.WITHDRAW, {}),
    }
    state, action, more = states[verb]
    put(delivery, state, action, **more)
    press(editor, delivery, verb, url="http://127.0.0.1:9/@stadt/18")
    (entry,) = ModelLogEntry.objects.for_instance(delivery)
    assert entry.action == f"syndication.{verb}"
    assert entry.user.get_username() == "redaktion"
    assert entry.message


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_without_the_right_is_403_and_does_nothing(client, delivery, verb):
    client.force_login(person("view_delivery"))
    before = list(Delivery.objects.values())
    answer = client.post(reverse(f"deliveries:{verb}", args=[delivery.pk]))
    assert answer.status_code == 403
    assert "fehlt Ihnen das Recht" in answer.content.decode()
    assert list(Delivery.objects.values()) == before
    assert not ModelLogEntry.objects.for_instance(delivery).exists()


@pytest.mark.parametrize("verb", ["retry", "release"])
def test_who_may_not_publish_announces_nothing_again_by_another_verb(
    client, delivery, verb
):
    client.force_login(person(*RIGHTS))
    put(delivery, State.CANCELLED)
    assert "nicht mehr möglich: abgebrochen" in press(client, delivery, verb)
    assert delivery.state == State.CANCELLED


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_a_post_with_a_token(client, delivery, verb):
    url = reverse(f"deliveries:{verb}", args=[delivery.pk])
    client.handler.enforce_csrf_checks = True
    client.force_login(person(*RIGHTS))
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 403


@pytest.mark.parametrize("verb", VERBS)
def test_what_has_moved_on_is_left_alone_and_not_logged(editor, delivery, verb):
    put(delivery, State.SENDING)
    told = press(editor, delivery, verb, url="http://127.0.0.1:9/@stadt/18")
    assert "nicht mehr möglich: wird gerade gesendet" in told
    assert delivery.state == State.SENDING
    assert not ModelLogEntry.objects.for_instance(delivery).exists()


def test_without_the_right_there_are_no_buttons(client, delivery):
    client.force_login(person("view_delivery"))
    assert "<form" not in page_of(client, delivery).partition("Mastodon: wartet")[2]


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("https://anderswo.example/@stadt/1", "gehört nicht zum Netzwerk"),
        ("http://127.0.0.1:10/@stadt/1", "gehört nicht zum Netzwerk"),
        ("http://127.0.0.1:9/@stadt", "Adresse des Kontos"),
        ("http://127.0.0.1:9", "Adresse des Kontos"),
        ("javascript:alert(1)", "gültige"),
        ("", "muss ausgefüllt werden"),
    ],
)
def test_a_wrong_address_is_refused_in_words(editor, delivery, address, complaint):
    put(delivery, State.IN_DOUBT)
    assert complaint in press(editor, delivery, "resolve", url=address)
    assert delivery.state == State.IN_DOUBT


def test_the_address_of_another_post_of_ours_is_refused(editor, delivery):
    put(delivery, State.PUBLISHED)
    factories.published(title="Noch einer")
    second = Delivery.objects.exclude(pk=delivery.pk).get()
    put(second, State.IN_DOUBT)
    told = press(editor, second, "resolve", url=delivery.url)
    assert "schon ein anderer Beitrag" in told
    assert second.state == State.IN_DOUBT


@pytest.mark.parametrize(
    "address",
    [
        "https://www.facebook.com/stadt/posts/17",
        "https://m.facebook.com/stadt/posts/17",
        "https://facebook.com/permalink.php?story_fbid=17&id=1",
    ],
)
def test_a_post_that_was_seen_becomes_published(editor, delivery, address):
    Channel.objects.update(
        network="facebook",
        server="https://graph.facebook.com",
        account_url="https://www.facebook.com/1",
    )
    put(delivery, State.IN_DOUBT)
    press(editor, delivery, "resolve", url=address)
    assert (delivery.state, delivery.url) == (State.PUBLISHED, address)
    (entry,) = ModelLogEntry.objects.for_instance(delivery)
    assert entry.comment == address


def test_the_facts_are_beside_the_buttons(editor, delivery):
    put(
        delivery,
        State.IN_DOUBT,
        looks_left=0,
        text="Ein neuer Park am Fluss",
        keyed_at=timezone.now(),
        last_error="Die Verbindung brach ab.",
    )
    page = page_of(editor, delivery)
    for words in (
        "ungewiss, bitte nachsehen",
        "Sehen Sie im Konto nach",
        "Gesendet frühestens am",
        "http://127.0.0.1:9/@stadt",
        "Ein neuer Park am Fluss",
        "Die Verbindung brach ab.",
    ):
        assert words in page


@pytest.mark.parametrize("verb", ["again", "release"])
def test_nothing_is_announced_of_a_page_that_is_not_public(editor, delivery, verb):
    state = {"again": State.CANCELLED, "release": State.HELD}[verb]
    put(delivery, state)
    Announcement.objects.update(wanted=False)
    assert reverse(f"deliveries:{verb}", args=[delivery.pk]) not in page_of(
        editor, delivery
    )
    press(editor, delivery, verb)
    assert delivery.state == state


@pytest.mark.parametrize(
    ("network", "what"),
    [
        ("mastodon", "wird dort geändert"),
        ("facebook", "der Text wird dort geändert, das Bild bleibt"),
        ("bluesky", "ein Nachtrag wird als Antwort gesendet"),
        ("threads", "ein Nachtrag wird als Antwort gesendet"),
        ("instagram", "ein Nachtrag ist dort von Hand einzutragen"),
    ],
)
def test_before_publishing_again_the_editor_sees_what_it_will_do(
    editor, delivery, network, what
):
    Channel.objects.update(network=network)
    put(delivery, State.PUBLISHED)
    url = reverse("wagtailadmin_pages:edit", args=[delivery.announcement.page_id])
    assert what in editor.get(url).content.decode()


@pytest.mark.parametrize(
    ("state", "more", "what"),
    [
        (State.FAILED, {}, "wird erst gesendet, wenn Sie es erneut versuchen"),
        (State.FAILED, {"text": "Neues"}, "wenn Sie es erneut versuchen"),
        (State.HELD, {}, "wird erst gesendet, wenn ihn jemand freigibt"),
        (State.PUBLISHED, {"remote_id": ""}, "ist dort von Hand zu ändern"),
    ],
)
def test_nothing_is_foretold_that_nobody_will_do(delivery, state, more, what):
    put(delivery, state, **more)
    assert what in standing.on_republish(delivery)


@pytest.mark.parametrize("view", ["unpublish", "delete"])
@pytest.mark.parametrize(
    ("network", "what"),
    [
        ("mastodon", "Mastodon: wird dort gelöscht"),
        ("instagram", "bleibt dort stehen und ist von Hand zu löschen"),
    ],
)
def test_before_a_page_leaves_the_editor_sees_what_it_will_do(
    editor, delivery, network, what, view
):
    Channel.objects.update(network=network)
    put(delivery, State.PUBLISHED)
    url = reverse(f"wagtailadmin_pages:{view}", args=[delivery.announcement.page_id])
    answer = editor.get(url)
    assert answer.status_code == 200
    assert what in answer.content.decode()
    assert ArticlePage.objects.get().live


def test_what_a_paused_channel_will_delete_says_who_lets_it_go_on(delivery):
    put(delivery, State.PUBLISHED)
    delivery.channel.pause("Gesperrt.")
    delivery.channel.refresh_from_db()
    expected = "sobald die Technik den Kanal fortsetzt (angehalten: Gesperrt)"
    assert expected in standing.on_leaving(delivery)


@pytest.mark.parametrize(
    ("more", "verb", "label"),
    [
        ({}, "withdraw", "Diesen Beitrag zurückziehen, selbst löschen"),
        (
            {"outdated": True},
            "replace",
            "Durch einen neuen Beitrag ersetzen, alten selbst löschen",
        ),
    ],
)
def test_where_nothing_can_be_deleted_the_button_says_who_does(
    editor, delivery, more, verb, label
):
    put(delivery, State.PUBLISHED, **more)
    assert "von Hand" not in page_of(editor, delivery)
    Channel.objects.update(network="instagram")
    page = page_of(editor, delivery)
    assert label in page
    assert "dort von Hand; wir zeigen den Link." in page
    told = press(editor, delivery, verb)
    assert "dort von Hand; wir zeigen den Link." in told
    assert "Wird im Netzwerk gelöscht" not in told
    assert (delivery.state, delivery.action) == (State.PENDING, Action.WITHDRAW)


@pytest.mark.parametrize(
    ("state", "action"),
    [(State.PUBLISHED, Action.PUBLISH), (State.BY_HAND, Action.UPDATE)],
)
def test_a_post_that_a_person_has_found_is_deleted_by_one(delivery, state, action):
    put(delivery, state, action, remote_id="")
    assert "von Hand zu löschen" in standing.on_leaving(delivery)


def bulk(verb, *pages):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", verb])
    return f"{address}?{'&'.join(f'id={page.pk}' for page in pages)}"


def words_of(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def two_posts(delivery):
    """Of two articles on one channel."""
    factories.published(title="Noch einer")
    Delivery.objects.update(
        state=State.PUBLISHED, text="x", remote_id="1", url="http://127.0.0.1:9/x/1"
    )
    return list(ArticlePage.objects.all())


@pytest.mark.parametrize("verb", ["unpublish", "delete"])
def test_before_many_pages_leave_their_posts_are_counted(admin_client, two_posts, verb):
    told = words_of(admin_client.get(bulk(verb, *two_posts)))
    assert "Mastodon: wird dort gelöscht (2)" in told
    alone = words_of(admin_client.get(bulk(verb, two_posts[0])))
    assert "Mastodon: wird dort gelöscht <a href" in alone


def test_before_a_section_is_deleted_its_posts_are_counted(admin_client, two_posts):
    section = factories.section()
    alone = reverse("wagtailadmin_pages:delete", args=[section.pk])
    for address in (alone, bulk("delete", section)):
        told = words_of(admin_client.get(address))
        assert "Mastodon: wird dort gelöscht (2)" in told


def test_before_a_section_is_unpublished_what_goes_with_those_below_is_apart(
    admin_client, two_posts
):
    section = factories.section()
    alone = reverse("wagtailadmin_pages:unpublish", args=[section.pk])
    for address in (alone, bulk("unpublish", section)):
        told = words_of(admin_client.get(address))
        assert "Was dann auf den Kanälen geschieht" not in told
        _question, below = told.split("wenn auch die Unterseiten gehen:")
        assert "Mastodon: wird dort gelöscht (2)" in below


def test_before_a_page_is_moved_into_something_private_its_posts_are_told(
    admin_client, delivery
):
    put(delivery, State.PUBLISHED)
    home = factories.section().get_parent()
    inside = home.add_child(instance=NewsIndexPage(title="Intern", slug="intern"))
    names = [delivery.announcement.page_id, inside.pk]
    address = reverse("wagtailadmin_pages:move_confirm", args=names)
    assert "wird dort gelöscht" not in words_of(admin_client.get(address))
    PageViewRestriction.objects.create(
        page=inside, restriction_type=PageViewRestriction.LOGIN
    )
    assert "Mastodon: wird dort gelöscht" in words_of(admin_client.get(address))


def test_the_list_is_filtered_by_what_is_to_be_done_by_hand(editor, delivery):
    put(delivery, State.BY_HAND, Action.WITHDRAW)
    url = reverse("deliveries:index")
    found = editor.get(url, {"state": "by_hand", "action": "withdraw"})
    assert b"von Hand zu l\xc3\xb6schen" in found.content
    assert b"Ein neuer Park" not in editor.get(url, {"action": "update"}).content


def test_the_home_of_the_admin_lists_what_waits_for_a_person(editor, delivery):
    home = reverse("wagtailadmin_home")
    assert "die auf jemanden warten" not in editor.get(home).content.decode()
    put(delivery, State.BY_HAND, Action.WITHDRAW)
    page = editor.get(home).content.decode()
    assert "Ein neuer Park, Mastodon" in page
    assert "von Hand zu löschen" in page


@pytest.mark.parametrize(
    ("state", "more"),
    [
        (State.FAILED, {}),
        (State.HELD, {}),
        (State.BY_HAND, {}),
        (State.PUBLISHED, {"outdated": True}),
        (State.IN_DOUBT, {"looks_left": 0}),
    ],
)
def test_what_waits_for_a_person_tells_her_the_next_step(editor, delivery, state, more):
    put(delivery, state, **more)
    assert Delivery.objects.needing_someone().get() == delivery
    assert standing.next_step(delivery)
    assert str(standing.next_step(delivery)) in page_of(editor, delivery)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_every_state_has_its_sentences(delivery, state, action):
    put(delivery, state, action, published_at=timezone.now())
    for sentence in (standing.status, standing.on_republish, standing.on_leaving):
        assert sentence(delivery)
        assert not sentence(delivery).endswith(".")
