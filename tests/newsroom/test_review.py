"""Four eyes: who may let what go live, by which way, and what is written down of it."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision, TaskState
from wagtail.test.utils.form_data import nested_form_data, streamfield

from newsroom import roles
from newsroom.models import ArticlePage
from newsroom.review import contributors, reviewers, writers
from syndication.dossier import Span, entries
from tests.factories import channel, draft, published, section

REASON = "Bombenfund, die Sperrung gilt ab sofort."


def person(name: str, role: roles.Role):
    user = get_user_model().objects.create_user(
        name, f"{name}@example.org", "x", first_name=name.title()
    )
    user.groups.add(roles.Group.objects.get(name=role.name))
    return user


@pytest.fixture
def people(newsroom):
    """Rita writes; Anna and Bert are Chefredaktion; Sue is a superuser."""
    roles.set_up()
    people = {
        "rita": person("rita", roles.EDITORS),
        "anna": person("anna", roles.CHIEFS),
        "bert": person("bert", roles.CHIEFS),
        "sue": get_user_model().objects.create_superuser("sue", "sue@example.org"),
    }
    return people


@pytest.fixture
def signed_in(client, people):
    """Called with a name: a browser in which that person is signed in."""

    def sign_in(name):
        client.force_login(people[name])
        return client

    return sign_in


def form(page, **changes):
    """As the editor shows the page, but for the changes."""
    if stored := ArticlePage.objects.filter(pk=page.pk).first():
        page = stored.get_latest_revision_as_object()
    facts = {
        "title": page.title,
        "slug": page.slug,
        "teaser": page.teaser,
        "body": streamfield([]),
        "corrections": streamfield([]),
        "topics": [],
        "announce": "on",
    }
    if page.published_at:
        facts["published_at"] = timezone.localtime(page.published_at).isoformat()
    return nested_form_data(facts | changes)


def press(browser, page, *buttons, **changes):
    sent = form(page, **changes) | dict.fromkeys(buttons, "1")
    return browser.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), sent)


def publish(browser, page, **changes):
    return press(browser, page, "action-publish", **changes)


def submit(browser, page, **changes):
    return press(browser, page, "action-submit", **changes)


def approve(browser, page, **changes):
    changes["workflow-action-name"] = "approve"
    return press(browser, page, "action-workflow-action", **changes)


def reject(browser, page, comment):
    return press(
        browser,
        page,
        "action-workflow-action",
        **{
            "workflow-action-name": "reject",
            "workflow-action-extra-data": json.dumps({"comment": comment}),
        },
    )


def at_once(browser, page, reason=REASON, **changes):
    sent = {"reason": reason, "version": page.latest_revision_id} | changes
    return browser.post(reverse("newsroom_publish_at_once", args=[page.pk]), sent)


def written_by(user, **facts) -> ArticlePage:
    page = draft(owner=user, **facts)
    page.save_revision(user=user, log_action=True)
    return ArticlePage.objects.get(pk=page.pk)


def rewritten_by(user, page, **changes):
    latest = page.get_latest_revision_as_object()
    for name, value in ({"teaser": f"Neu von {user}."} | changes).items():
        setattr(latest, name, value)
    latest.save_revision(user=user, log_action=True)
    return ArticlePage.objects.get(pk=page.pk)


def is_live(page) -> bool:
    return ArticlePage.objects.get(pk=page.pk).live


def said(answer) -> str:
    return " ".join(str(message) for message in answer.wsgi_request._messages)


def history(page, action) -> list[PageLogEntry]:
    return list(PageLogEntry.objects.filter(page=page.pk, action=action))


def test_what_rita_writes_and_submits_anna_approves_and_it_is_live(signed_in, people):
    page = written_by(people["rita"])
    submit(signed_in("rita"), page)
    assert not is_live(page)
    approve(signed_in("anna"), page)
    assert is_live(page)
    assert [entry.user for entry in history(page, "wagtail.workflow.approve")] == [
        people["anna"]
    ]


def test_rita_does_not_publish(signed_in, people):
    page = written_by(people["rita"])
    publish(signed_in("rita"), page)
    assert not is_live(page)
    assert at_once(signed_in("rita"), page).status_code == 403
    assert not is_live(page)


@pytest.mark.parametrize("name", ["anna", "sue"])
def test_nobody_publishes_her_own_work(signed_in, people, name):
    page = written_by(people[name])
    browser = signed_in(name)
    publish(browser, page)
    browser.post(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        + f"?id={page.pk}",
        {"id": page.pk},
    )
    assert not is_live(page)
    with pytest.raises(PermissionDenied):
        page.get_latest_revision().publish(user=people[name])


def test_a_new_page_is_not_published_in_one_go(signed_in, people, newsroom):
    browser = signed_in("anna")
    address = reverse(
        "wagtailadmin_pages:add", args=["newsroom", "articlepage", newsroom.pk]
    )
    text = form(ArticlePage(title="Neu", slug="neu", teaser="Neu."))
    browser.post(address, text | {"action-publish": "1"})
    assert not ArticlePage.objects.get(slug="neu").live


def test_a_time_set_by_its_writer_does_not_publish_it(signed_in, people):
    page = written_by(people["anna"])
    at = timezone.localtime() + timedelta(days=1)
    publish(signed_in("anna"), page, go_live_at=at.strftime("%Y-%m-%d %H:%M"))
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()
    publish(signed_in("bert"), page, go_live_at=at.strftime("%Y-%m-%d %H:%M"))
    assert Revision.objects.exclude(approved_go_live_at=None).exists()


def test_nobody_approves_what_she_submitted_or_wrote(signed_in, people):
    page = rewritten_by(people["anna"], written_by(people["rita"]))
    submit(signed_in("bert"), page)
    for name in ("anna", "bert"):
        approve(signed_in(name), page)
        state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
        signed_in(name).post(
            reverse(
                "wagtailadmin_pages:workflow_action",
                args=[page.pk, "approve", state.pk],
            )
        )
        assert not is_live(page)
    page.current_workflow_state.cancel(user=people["bert"])
    submit(signed_in("rita"), ArticlePage.objects.get(pk=page.pk))
    approve(signed_in("bert"), page)
    assert is_live(page)


def test_a_reviewer_who_mends_a_word_has_written_too(signed_in, people):
    page = written_by(people["rita"])
    submit(signed_in("rita"), page)
    answer = approve(signed_in("anna"), page, teaser="Ohne Tippfehler.")
    assert "nicht freigegeben" in said(answer)
    assert not is_live(page)
    answer = signed_in("anna").get(f"/admin/pages/{page.pk}/edit/")
    assert "Freigeben kann: Bert." in answer.content.decode()
    assert 'data-workflow-action-name="approve"' not in answer.content.decode()
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().teaser == "Ohne Tippfehler."
    approve(signed_in("bert"), page, teaser="Ohne Tippfehler.")
    assert is_live(page)


def test_publishing_what_another_wrote_is_its_review(signed_in, people):
    page = written_by(people["rita"])
    publish(signed_in("anna"), page)
    assert is_live(page)
    (entry,) = history(page, "newsroom.review")
    assert entry.user == people["anna"]
    assert "Rita" in str(entry.message)


def test_urgent_is_a_decision_and_no_text(signed_in, people):
    page = written_by(people["rita"])
    publish(signed_in("anna"), page, urgent="on")
    assert is_live(page)


def test_changing_anothers_work_while_publishing_it_keeps_it_a_draft(signed_in, people):
    page = written_by(people["rita"])
    answer = publish(signed_in("anna"), page, teaser="Von Anna.")
    assert "Als Entwurf gespeichert" in said(answer)
    assert "Bert" in said(answer)
    page = ArticlePage.objects.get(pk=page.pk)
    assert not page.live
    assert page.get_latest_revision_as_object().teaser == "Von Anna."


def test_bulk_publishing_is_a_review_too(signed_in, people):
    page = written_by(people["rita"])
    signed_in("anna").post(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        + f"?id={page.pk}",
        {"id": page.pk},
    )
    assert is_live(page)
    assert history(page, "newsroom.review")


def test_at_once_needs_a_reason(signed_in, people):
    page = written_by(people["anna"])
    browser = signed_in("anna")
    for reason in ("", "   ", "eilt"):
        answer = at_once(browser, page, reason)
        assert answer.status_code == 200
        assert "error-message" in answer.content.decode()
    assert not is_live(page)


@pytest.mark.parametrize("name", ["anna", "sue"])
def test_at_once_publishes_and_is_on_record(signed_in, people, name):
    page = written_by(people[name])
    at_once(signed_in(name), page)
    assert is_live(page)
    (entry,) = history(page, "newsroom.publish_at_once")
    assert (entry.user, entry.comment) == (people[name], REASON)
    assert "ohne Vier-Augen-Prüfung" in str(entry.message)
    shown = signed_in(name).get(f"/admin/pages/{page.pk}/history/").content.decode()
    assert "ohne Vier-Augen-Prüfung" in shown
    assert REASON in shown


def test_at_once_ends_a_review_that_is_running(signed_in, people):
    page = written_by(people["anna"])
    submit(signed_in("anna"), page)
    page = ArticlePage.objects.get(pk=page.pk)
    at_once(signed_in("anna"), page)
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.live
    assert not page.workflow_in_progress


def test_at_once_lets_nothing_out_that_was_not_seen_or_is_not_whole(signed_in, people):
    page = written_by(people["anna"])
    old = page.latest_revision_id
    page = rewritten_by(people["rita"], page)
    assert "weitergeschrieben" in said(at_once(signed_in("anna"), page, version=old))
    assert not is_live(page)
    Revision.objects.filter(pk=page.latest_revision_id).update(
        content=page.get_latest_revision().content | {"title": ""}
    )
    at_once(signed_in("anna"), page)
    assert not is_live(page)


def test_at_once_is_offered_to_whom_it_helps(signed_in, people):
    own, others = written_by(people["anna"]), written_by(people["rita"], slug="b")
    text = "Sofort veröffentlichen"
    browser = signed_in("anna")
    assert text in browser.get(f"/admin/pages/{own.pk}/edit/").content.decode()
    assert text not in browser.get(f"/admin/pages/{others.pk}/edit/").content.decode()
    browser = signed_in("rita")
    assert text not in browser.get(f"/admin/pages/{others.pk}/edit/").content.decode()


def test_what_is_public_needs_no_second_look(people):
    page = written_by(people["anna"])
    page.get_latest_revision().publish(user=people["bert"])
    page = ArticlePage.objects.get(pk=page.pk)
    assert contributors(page) == set()
    assert writers(rewritten_by(people["rita"], page)) == {people["rita"].pk}


def test_a_version_that_went_live_and_is_written_over_is_new_again(people):
    """As the editor's script does in a tab that was left open."""
    page = written_by(people["anna"])
    revision = page.get_latest_revision()
    revision.publish(user=people["bert"])
    page = ArticlePage.objects.get(pk=page.pk)
    page.teaser = "Überschrieben."
    page.save_revision(user=people["anna"], overwrite_revision=revision)
    page = ArticlePage.objects.get(pk=page.pk)
    assert writers(page) == {people["anna"].pk}
    assert not page.permissions_for_user(people["anna"]).can_publish()


def test_saving_the_same_is_no_writing(people):
    page = written_by(people["rita"])
    page.get_latest_revision_as_object().save_revision(user=people["anna"])
    assert writers(page) == {people["rita"].pk}


def test_after_unpublishing_what_was_reviewed_may_return(people):
    page = written_by(people["anna"])
    page.get_latest_revision().publish(user=people["bert"])
    page = ArticlePage.objects.get(pk=page.pk)
    page.unpublish(user=people["anna"])
    page = ArticlePage.objects.get(pk=page.pk)
    page.get_latest_revision().publish(user=people["anna"])
    assert is_live(page)


def test_an_alias_has_the_writers_of_its_original(people):
    page = written_by(people["anna"])
    alias = page.create_alias(update_slug="anders")
    assert contributors(alias) == {people["anna"].pk}
    assert not alias.permissions_for_user(people["anna"]).can_publish()


def test_an_editor_who_left_blocks_nobody(people):
    page = written_by(people["rita"])
    people["rita"].delete()
    page = ArticlePage.objects.get(pk=page.pk)
    assert contributors(page) == set()
    page.get_latest_revision().publish(user=people["anna"])
    assert is_live(page)


def test_nobody_left_to_approve_is_said(signed_in, people):
    page = rewritten_by(people["bert"], written_by(people["anna"]))
    assert not reviewers(page).exists()
    answer = signed_in("anna").get(f"/admin/pages/{page.pk}/edit/")
    assert "Zurzeit kann das niemand sonst" in answer.content.decode()


def test_the_list_of_reviews_leaves_out_ones_own(people):
    page = written_by(people["anna"])
    page.get_workflow().start(page, people["anna"])
    assert not TaskState.objects.reviewable_by(people["anna"]).exists()
    assert TaskState.objects.reviewable_by(people["bert"]).exists()


def test_rejecting_returns_it_with_the_comment(signed_in, people):
    page = written_by(people["rita"])
    submit(signed_in("rita"), page)
    reject(signed_in("anna"), page, "Bitte kürzen.")
    (entry,) = history(page, "wagtail.workflow.reject")
    assert entry.comment == "Bitte kürzen."
    assert not is_live(page)


def test_the_file_tells_each_step_with_who_and_why(signed_in, people):
    channel()
    page = written_by(people["rita"])
    submit(signed_in("rita"), page)
    reject(signed_in("anna"), page, "Bitte kürzen.")
    submit(signed_in("rita"), page, teaser="Kurz.")
    approve(signed_in("bert"), page)
    page = rewritten_by(people["anna"], ArticlePage.objects.get(pk=page.pk))
    at_once(signed_in("anna"), page)
    signed_in("bert").post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    told = [
        (row.who, row.what.split(".")[0], row.detail)
        for row in entries(Span(page=page.pk))
        if not row.channel
    ]
    steps = [
        ("Rita", "„Vier Augen“ gestartet", ""),
        ("Anna", "Abgelehnt bei „Freigabe“", "Bitte kürzen."),
        ("Rita", "„Freigabe“ erneut eingereicht", ""),
        ("Bert", "Freigegeben bei „Freigabe“", ""),
        ("Bert", "Veröffentlicht", ""),
        ("Anna", "Sofort veröffentlicht, ohne Vier-Augen-Prüfung", REASON),
        ("Anna", "Veröffentlicht", ""),
        ("Bert", "Veröffentlichung aufgehoben", ""),
    ]
    assert [entry for entry in told if entry in steps] == steps, "\n".join(
        map(str, told)
    )


def test_the_mails_go_to_those_who_review_and_lead_here(
    signed_in, people, django_capture_on_commit_callbacks, settings
):
    page = written_by(people["rita"])
    with django_capture_on_commit_callbacks(execute=True):
        submit(signed_in("rita"), page)
    to = {address for sent in mail.outbox for address in sent.to}
    assert to == {f"{name}@example.org" for name in ("anna", "bert", "sue")}
    for sent in mail.outbox:
        assert f"{settings.PUBLIC_URL}/admin/pages/{page.pk}/edit/" in sent.body


def test_translations_are_reviewed_as_well(people):
    from_home = section().get_parent()
    locale = roles.HomePage.objects.get(pk=from_home.pk).locale
    english = type(locale).objects.get_or_create(language_code="en")[0]
    translated = from_home.specific.copy_for_translation(english)
    assert Page.objects.get(pk=translated.pk).get_workflow().name == "Vier Augen"


def test_without_the_workflow_it_is_as_ever(newsroom, admin_user):
    page = published()
    page = rewritten_by(admin_user, page)
    page.get_latest_revision().publish(user=admin_user)
    assert not history(page, "newsroom.review")


def test_what_a_channel_is_told_is_text_too(people, signed_in):
    told = channel(name="Blau", network="bluesky")
    page = written_by(people["rita"])
    names = [f"wish-{told.pk}-{name}" for name in ("send", "text", "attach")]
    press(signed_in("anna"), page, **dict.fromkeys(names, ""))
    assert writers(page) == {people["rita"].pk}
    press(signed_in("anna"), page, **dict.fromkeys(names, "") | {names[1]: "Anders"})
    assert writers(page) == {people["rita"].pk, people["anna"].pk}
