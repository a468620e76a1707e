"""Many deliveries at once: the question beforehand, what is done, how far it has come."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from syndication import bulk_actions
from syndication.models import Announcement, Delivery
from tests import factories

from . import evenings
from .people import RIGHTS, person

pytestmark = pytest.mark.django_db
State = Delivery.State


@pytest.fixture
def editor(client):
    client.force_login(person(*RIGHTS, publishes=True))
    return client


@pytest.fixture
def failed():
    """Five of one article."""
    evenings.channels()
    factories.published()
    Delivery.objects.update(state=State.FAILED)
    return list(Delivery.objects.order_by("pk"))


def address(verb):
    return reverse("wagtail_bulk_action", args=["syndication", "delivery", verb])


def chosen(deliveries, **more):
    return {"id": [one.pk for one in deliveries], "next": reverse("desk:index")} | more


def ask(client, verb, asked):
    return client.get(address(verb), asked).content.decode()


def agree(client, verb, asked):
    """The button of the question, pressed."""
    page = BeautifulSoup(ask(client, verb, asked), "html.parser")
    return client.post(page.select_one("main form")["action"], follow=True)


def runs_of(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    return [" ".join(run.text.split()) for run in page.select(".desk__runs li")]


def test_the_question_counts_what_will_happen_and_what_cannot(editor, failed):
    Delivery.objects.filter(pk=failed[0].pk).update(
        state=State.PUBLISHED, published_at=timezone.now()
    )
    page = ask(editor, "retry", chosen(failed))
    assert "Das betrifft 4 Auslieferungen:" in page
    for one in failed[1:]:
        assert f"{one.channel} 1" in page
    assert "Bei 1 ist es nicht möglich" in page
    assert "veröffentlicht am" in page
    assert Delivery.objects.filter(state=State.FAILED).count() == 4


def test_where_it_is_possible_for_none_there_is_no_button(editor, failed):
    page = ask(editor, "hold", chosen(failed))
    assert "Für keine der ausgewählten" in page
    assert 'method="POST"' not in page


def test_it_is_done_told_and_logged_by_one_number(editor, failed):
    answer = agree(editor, "retry", chosen(failed))
    assert "5 Auslieferungen: Wird erneut versucht." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("desk:index")
    assert Delivery.objects.filter(state=State.PENDING).count() == 5
    entries = ModelLogEntry.objects.filter(action="syndication.retry")
    assert entries.count() == 5
    assert entries.values("uuid").distinct().count() == 1
    assert {str(entry.user) for entry in entries} == {"redaktion"}


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("release", State.HELD, State.PENDING),
        ("hold", State.PENDING, State.HELD),
        ("cancel", State.PENDING, State.CANCELLED),
        ("withdraw", State.PUBLISHED, State.PENDING),
    ],
)
def test_each_verb_goes_its_way(editor, failed, verb, before, after):
    Delivery.objects.update(state=before, published_at=timezone.now())
    agree(editor, verb, chosen(failed))
    assert Delivery.objects.filter(state=after).count() == 5


@pytest.fixture
def live(failed):
    Delivery.objects.update(
        state=State.PUBLISHED, published_at=timezone.now(), remote_id="1"
    )
    return failed


def test_what_a_person_has_to_delete_is_counted_before_and_after(editor, live):
    by_hand = "1 davon löschen Sie dort von Hand; wir zeigen den Link."
    assert by_hand in ask(editor, "withdraw", chosen(live))
    assert by_hand in agree(editor, "withdraw", chosen(live)).content.decode()


def test_where_a_person_has_to_delete_all_nothing_else_is_promised(editor, live):
    alone = [one for one in live if one.channel.network == "instagram"]
    question = ask(editor, "withdraw", chosen(alone))
    assert "Diesen Beitrag zurückziehen, selbst löschen" in question
    answer = agree(editor, "withdraw", chosen(alone)).content.decode()
    assert "1 Auslieferung: Sie löschen dort von Hand; wir zeigen den Link." in answer
    assert "Wird im Netzwerk gelöscht" not in answer


def test_a_post_and_the_answer_below_it_are_both_withdrawn(editor, live):
    post = live[0]
    correction = Announcement.objects.create(
        page=post.announcement.page,
        subject="k",
        title="Korrektur",
        answers=post.announcement,
    )
    answer = Delivery.objects.create(
        announcement=correction,
        channel=post.channel,
        state=State.PUBLISHED,
        published_at=timezone.now(),
        useful_until=timezone.now(),
        remote_id="2",
    )
    told = agree(editor, "withdraw", chosen([post, answer])).content.decode()
    assert "2 Auslieferungen: Wird im Netzwerk gelöscht." in told
    assert "inzwischen schon weiter" not in told


def test_what_moved_on_between_question_and_answer_is_left_alone(
    editor, failed, monkeypatch
):
    """Both after the look at what is possible, so that the arrow alone decides."""

    def offered(delivery):
        Delivery.objects.filter(pk=failed[0].pk).update(state=State.SENDING)
        return {"retry": None}

    monkeypatch.setattr(bulk_actions, "offered", offered)
    answer = editor.post(f"{address('retry')}?{query(failed)}", follow=True)
    text = answer.content.decode()
    assert "4 Auslieferungen: Wird erneut versucht." in text
    assert "1 war inzwischen schon weiter und blieb, wie sie ist." in text
    assert Delivery.objects.get(pk=failed[0].pk).state == State.SENDING


def query(deliveries):
    keys = "&".join(f"id={one.pk}" for one in deliveries)
    return f"{keys}&next={reverse('desk:index')}"


def test_all_are_those_that_the_desk_shows_for_the_same_question(editor, failed):
    channel = failed[0].channel
    page = ask(editor, "retry", {"id": "all", "channel": channel.pk})
    assert f"Das betrifft 1 Auslieferung:</strong>\n            {channel} 1" in page
    assert "Das betrifft 5" in ask(editor, "retry", {"id": "all", "stage": "needs"})
    assert (
        editor.get(address("retry"), {"id": "all", "stage": "live"}).status_code == 404
    )


def test_what_came_along_after_the_question_is_not_done_with_the_others(editor, failed):
    everything = {"id": "all", "stage": "needs", "next": reverse("desk:index")}
    question = BeautifulSoup(ask(editor, "retry", everything), "html.parser")
    factories.published(title="Rathaus")
    Delivery.objects.update(state=State.FAILED)
    editor.post(question.select_one("main form")["action"])
    tried = Delivery.objects.filter(state=State.PENDING)
    assert set(tried) == set(failed)
    assert editor.post(f"{address('retry')}?id=all").status_code == 404


def test_of_too_many_at_once_nothing_is_done(editor, failed, monkeypatch):
    monkeypatch.setattr(bulk_actions, "MOST", 4)
    monkeypatch.setattr(bulk_actions, "TOO_MANY", 5)
    assert "Mehr als 4 auf einmal gehen nicht" in ask(editor, "retry", chosen(failed))
    answer = editor.post(f"{address('retry')}?{query(failed)}")
    assert answer.status_code == 400
    assert Delivery.objects.filter(state=State.FAILED).count() == 5


@pytest.mark.parametrize("keys", [["x"], ["999999999999999999999"], ["-1"], [""], []])
def test_nonsense_is_not_found(editor, failed, keys):
    assert editor.get(address("retry"), {"id": keys}).status_code == 404


def test_a_verb_that_is_not_for_many_does_not_exist(editor, failed):
    assert editor.get(address("done"), chosen(failed)).status_code == 404


def test_without_the_right_403_says_why(client, failed):
    client.force_login(person("view_delivery"))
    for answer in (
        client.get(address("cancel"), chosen(failed)),
        client.post(f"{address('cancel')}?{query(failed)}"),
    ):
        assert answer.status_code == 403
        assert "Es wurde nichts getan." in answer.content.decode()
    assert Delivery.objects.filter(state=State.FAILED).count() == 5


def test_who_may_not_publish_withdraws_nothing(client, failed):
    client.force_login(person(*RIGHTS))
    out = {"state": State.PUBLISHED, "published_at": timezone.now(), "text": "Park"}
    Delivery.objects.update(**out)
    assert "Für keine der ausgewählten" in ask(client, "withdraw", chosen(failed))
    client.post(f"{address('withdraw')}?{query(failed)}")
    assert Delivery.objects.filter(state=State.PUBLISHED).count() == 5


def test_a_forged_post_is_refused(client, failed):
    client.handler.enforce_csrf_checks = True
    client.force_login(person(*RIGHTS))
    answer = client.post(f"{address('cancel')}?{query(failed)}")
    assert answer.status_code == 403
    assert Delivery.objects.filter(state=State.FAILED).count() == 5


def test_the_desk_shows_how_far_it_has_come(editor, failed):
    answer = agree(editor, "retry", chosen(failed))
    assert "0 von 5 erledigt" in runs_of(answer)[0]
    live = [one.pk for one in failed[:3]]
    Delivery.objects.filter(pk__in=live).update(
        state=State.PUBLISHED, published_at=timezone.now()
    )
    Delivery.objects.filter(pk=failed[3].pk).update(state=State.FAILED)
    (run,) = runs_of(editor.get(reverse("desk:index_results")))
    assert run.startswith("Erneut versuchen, redaktion, ")
    assert run.endswith("3 von 5 erledigt, 1 braucht Sie")


def test_what_has_ended_is_shown_for_some_minutes_what_has_not_for_a_day(
    editor, failed
):
    agree(editor, "retry", chosen(failed))
    ModelLogEntry.objects.update(timestamp=timezone.now() - timedelta(hours=1))
    assert len(runs_of(editor.get(reverse("desk:index")))) == 1
    Delivery.objects.update(state=State.PUBLISHED, published_at=timezone.now())
    assert runs_of(editor.get(reverse("desk:index"))) == []


def test_one_press_of_a_button_is_no_run(editor, failed):
    for one in failed:
        editor.post(reverse("deliveries:retry", args=[one.pk]))
    assert runs_of(editor.get(reverse("desk:index"))) == []


def test_what_is_only_noted_is_no_run(editor, failed):
    agree(editor, "cancel", chosen(failed))
    assert runs_of(editor.get(reverse("desk:index"))) == []


def test_runs_of_any_length_are_asked_for_by_the_same_questions(
    editor, failed, questions
):
    def desk():
        return questions(lambda: editor.get(reverse("desk:index")))

    agree(editor, "retry", chosen(failed[:2]))
    Delivery.objects.update(state=State.FAILED)
    few = desk()
    factories.published(title="Rathaus")
    Delivery.objects.update(state=State.FAILED)
    agree(editor, "retry", chosen(failed))
    Delivery.objects.update(state=State.FAILED)
    agree(editor, "retry", chosen(Delivery.objects.all()))
    Delivery.objects.update(state=State.FAILED)
    assert desk() <= few
