"""What editors do in the admin, and what it answers to bad input."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import GroupPagePermission
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from newsroom.models import ArticlePage, Topic
from newsroom.roles import CHIEFS
from tests.factories import published

from .parts import small_image


def form(publish: bool = True, topics: tuple = (), **fields) -> dict:
    """What the editor's browser sends for an article."""
    defaults = {
        "title": "Neuer Spielplatz",
        "slug": "neuer-spielplatz",
        "kicker": "",
        "teaser": "Am Samstag wird gerutscht.",
        "lead_image": "",
        "body": streamfield([("paragraph", rich_text("<p>Text.</p>"))]),
        "corrections": streamfield([]),
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    }
    action = {"action-publish": "1"} if publish else {}
    numbers = [topic.pk for topic in topics]
    return nested_form_data(defaults | fields | action) | {"topics": numbers}


def create(desk, section, **fields):
    address = f"/admin/pages/add/newsroom/articlepage/{section.pk}/"
    return desk.post(address, form(**fields), follow=True)


def edit(desk, page, **fields):
    return desk.post(f"/admin/pages/{page.pk}/edit/", form(**fields), follow=True)


def errors(answer) -> dict:
    return answer.context["form"].errors


def test_an_editor_writes_and_publishes_an_article(desk, client, newsroom):
    topics = [Topic.objects.create(name=name) for name in ("Umwelt", "Sport")]
    create(
        desk,
        newsroom,
        topics=topics,
        lead_image=small_image().pk,
        urgent="on",
    )
    page = ArticlePage.objects.public().get()
    assert set(page.topics.all()) == set(topics)
    assert page.urgent
    assert "Neuer Spielplatz" in client.get("/newsroom/").content.decode()


def test_an_article_needs_no_picture_and_no_text(desk, newsroom):
    create(desk, newsroom, teaser="", body=streamfield([]))
    assert ArticlePage.objects.public().count() == 1


@pytest.mark.parametrize("title", ["Bürger*innen 🎉 @name #x", "A & B <i>kursiv</i>"])
def test_a_headline_keeps_its_signs(desk, client, newsroom, title):
    create(desk, newsroom, title=title)
    assert ArticlePage.objects.get().title == title
    assert client.get("/newsroom/neuer-spielplatz/").status_code == 200
    assert client.get("/feed/rss.xml").status_code == 200


def test_a_headline_of_300_characters_is_refused_in_german(desk, newsroom):
    answer = create(desk, newsroom, title="x" * 300)
    assert errors(answer)["title"] == [
        "Bitte sicherstellen, dass der Wert aus höchstens 255 Zeichen besteht. "
        "(Er besteht aus 300 Zeichen.)"
    ]
    assert 'value="' + "x" * 300 in answer.content.decode()
    assert not ArticlePage.objects.exists()


def test_a_date_in_the_future_is_refused_in_german(desk, newsroom):
    answer = create(desk, newsroom, published_at="2999-01-01 10:00")
    assert "Das Datum liegt in der Zukunft." in errors(answer)["published_at"][0]
    assert "Das Datum liegt in der Zukunft." in answer.content.decode()


def test_a_date_of_the_past_is_taken(desk, newsroom):
    create(desk, newsroom, published_at="2019-05-01 10:00")
    at = timezone.localtime(ArticlePage.objects.public().get().published_at)
    assert at.isoformat() == "2019-05-01T10:00:00+02:00"


def shown_date(desk, page) -> str:
    text = desk.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    field = re.search(r'<input[^>]*name="published_at"[^>]*>', text)[0]
    return re.search(r'value="([^"]*)"', field)[1]


def test_saving_the_form_as_shown_keeps_the_date_to_the_second(desk, newsroom):
    page = published(title="Neuer Spielplatz")
    edit(desk, page, published_at=shown_date(desk, page), teaser="Anders.")
    after = ArticlePage.objects.get(pk=page.pk)
    assert after.teaser == "Anders."
    assert after.published_at == page.published_at


def test_emptying_the_date_does_not_lose_it(desk, newsroom):
    page = published(title="Neuer Spielplatz")
    edit(desk, page, published_at="", teaser="Anders.")
    assert ArticlePage.objects.get(pk=page.pk).published_at == page.published_at


def test_a_draft_is_seen_by_nobody_else(desk, client, newsroom):
    create(desk, newsroom, publish=False)
    assert ArticlePage.objects.get().live is False
    assert client.get("/newsroom/neuer-spielplatz/").status_code == 404


def forbid_urgent(editor):
    group = editor.groups.get(name=CHIEFS.name)
    group.permissions.remove(Permission.objects.get(codename="mark_urgent"))


def test_who_may_not_mark_urgent_does_not_see_the_field(desk, editor, newsroom):
    address = f"/admin/pages/add/newsroom/articlepage/{newsroom.pk}/"
    assert 'name="urgent"' in desk.get(address).content.decode()
    forbid_urgent(editor)
    assert 'name="urgent"' not in desk.get(address).content.decode()


def test_who_may_not_mark_urgent_cannot_forge_it(desk, editor, newsroom):
    forbid_urgent(editor)
    create(desk, newsroom, urgent="on")
    assert ArticlePage.objects.public().get().urgent is False


def test_who_may_not_mark_urgent_does_not_take_it_back_either(desk, editor, newsroom):
    page = published(title="Neuer Spielplatz", urgent=True)
    forbid_urgent(editor)
    edit(desk, page, teaser="Anders.")
    after = ArticlePage.objects.get(pk=page.pk)
    assert (after.teaser, after.urgent) == ("Anders.", True)


def test_the_permission_can_be_given_in_the_admin(chief, editor):
    group = editor.groups.get(name=CHIEFS.name)
    text = chief.get(f"/admin/groups/edit/{group.pk}/").content.decode()
    assert "Darf Eilmeldungen kennzeichnen" in text


def test_an_editor_without_the_right_to_publish_cannot(desk, editor, newsroom):
    GroupPagePermission.objects.filter(
        group__name=CHIEFS.name, permission__codename="publish_page"
    ).delete()
    create(desk, newsroom)
    assert not ArticlePage.objects.filter(live=True).exists()


def test_articles_are_only_offered_below_a_section(newsroom):
    assert not ArticlePage.can_exist_under(newsroom.get_parent())
    assert ArticlePage.can_exist_under(newsroom)


def test_the_announcement_is_the_editors_choice(desk, newsroom):
    create(desk, newsroom, announce="on")
    create(desk, newsroom, title="Still", slug="still")
    assert ArticlePage.objects.get(slug="neuer-spielplatz").announce
    assert not ArticlePage.objects.get(slug="still").announce


def test_topics_are_managed_in_the_admin(desk, editor):
    assert "Themen" in desk.get("/admin/").content.decode()
    desk.post("/admin/snippets/newsroom/topic/add/", {"name": "Öffentliche Bäder"})
    assert Topic.objects.get().slug == "oeffentliche-baeder"
    listing = desk.get("/admin/snippets/newsroom/topic/?q=Bäder").content.decode()
    assert "Öffentliche Bäder" in listing


@pytest.mark.parametrize(
    ("name", "field"), [("Straße", "name"), ("Strasse", "slug"), ("🎉", "slug")]
)
def test_a_topic_whose_name_or_address_is_taken_or_empty_is_refused(name, field):
    Topic.objects.create(name="Straße")
    with pytest.raises(ValidationError) as refused:
        Topic(name=name).full_clean()
    assert field in refused.value.message_dict


def test_an_address_in_the_text_must_be_one(desk, newsroom):
    link = {"title": "Klick", "url": "javascript:alert(1)"}
    answer = create(desk, newsroom, body=streamfield([("embed", link)]))
    assert "body" in errors(answer)
    assert not ArticlePage.objects.exists()


def test_editors_see_all_articles_with_their_dates(desk, newsroom):
    published(title="Alt", published_at=parse_datetime("2019-05-01T10:00:00+02:00"))
    text = desk.get("/admin/artikel/?ordering=-published_at").content.decode()
    assert "Alt" in text
    assert "Erschienen am" in text
    assert "Artikel" in desk.get("/admin/").content.decode()


def test_an_article_can_be_looked_at_before_it_is_saved(desk, newsroom):
    address = f"/admin/pages/add/newsroom/articlepage/{newsroom.pk}/preview/"
    topic = Topic.objects.create(name="Umwelt")
    picture = small_image(description="Eine Rutsche").pk
    desk.post(address, form(publish=False, topics=[topic], lead_image=picture))
    text = desk.get(address).content.decode()
    assert ">Neuer Spielplatz</h1>" in text
    assert '<a href="/newsroom/">Newsroom</a>' in text
    assert 'alt="Eine Rutsche"' in text
    assert "Umwelt</a>" in text
    assert not ArticlePage.objects.exists()
