"""Each of the three roles, at each door of the admin that is ours."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupPagePermission, WorkflowPage

from newsroom import roles
from syndication.models import Delivery
from tests.factories import channel, published

from .test_review import person

# What each is answered: redaktion, chefredaktion, technik.
HOME = "/admin/"  # led there by Wagtail, with a message that the right is missing
DONE = 302
GET = {
    "wagtailadmin_home": (200, 200, 200),
    "deliveries:index": (200, 200, 200),
    "deliveries:inspect": (200, 200, 200),
    "deliveries:send": (HOME, 200, HOME),
    "channels:index": (HOME, 200, 200),
    "channels:inspect": (HOME, 200, 200),
    "channels:edit": (HOME, HOME, 200),
    "channels:add": (403, 403, 200),
    "channels:reconnect": (403, 403, 200),
    "channels:disconnect": (403, 403, 200),
    "apps:index": (HOME, HOME, 200),
    "apps:add": (HOME, HOME, 200),
    "dossier:index": (200, 200, 200),
    "desk:index": (200, 200, 200),
    "timetable:index": (200, 200, 200),
    "channel_health:index": (403, 200, 200),
    "echo:index": (200, 200, 200),
    "handbook:index": (200, 200, 200),
    "wagtailadmin_pages:edit": (200, 200, HOME),
    "wagtailadmin_pages:unpublish": (HOME, 200, HOME),
    "newsroom_publish_at_once": (403, DONE, 403),
    "articles:index": (200, 200, HOME),
    "wagtailsnippets_newsroom_topic:list": (HOME, 200, HOME),
    "wagtailsnippets_newsroom_topic:add": (HOME, 200, HOME),
    "wagtailsettings:edit": (HOME, 200, HOME),
    "wagtailimages:index": (200, 200, HOME),
    "wagtailimages:add": (200, 200, HOME),
    "wagtaildocs:add": (200, 200, HOME),
    "wagtailusers_users:index": (HOME, HOME, HOME),
    "wagtailusers_groups:index": (HOME, HOME, HOME),
    "wagtailadmin_workflows:index": (HOME, HOME, HOME),
}
POST = {
    "deliveries:hold": (DONE, DONE, DONE),
    "deliveries:cancel": (DONE, DONE, DONE),
    "deliveries:withdraw": (403, DONE, 403),
    "deliveries:replace": (403, DONE, 403),
    "deliveries:again": (403, DONE, 403),
    "channels:pause": (403, 403, DONE),
    "channels:resume": (403, 403, DONE),
    "channels:check": (403, 403, DONE),
    "channels:try_now": (403, 403, DONE),
}


@pytest.fixture
def things(newsroom):
    roles.set_up()
    made = channel()
    page = published()
    return {"channel": made, "page": page, "delivery": Delivery.objects.get()}


def address_of(view: str, things) -> str:
    place, _colon, name = view.partition(":")
    keys = {
        "deliveries": [things["delivery"].pk],
        "channels": [things["channel"].pk],
        "wagtailadmin_pages": [things["page"].pk],
        "newsroom_publish_at_once": [things["page"].pk],
    }.get(place, [])
    if view == "deliveries:send":
        keys = [things["page"].pk, things["channel"].pk]
    if view == "wagtailsettings:edit":
        keys = ["newsroom", "sitesettings"]
    return reverse(view, args=[] if name in ("index", "add") else keys)


def answered(browser, method: str, view: str, things):
    """The status, or HOME; where Wagtail leads away it says why, and so do we."""
    answer = getattr(browser, method)(address_of(view, things))
    if view == "wagtailsettings:edit" and answer.get("Location", HOME) != HOME:
        answer = browser.get(answer["Location"])  # of the one site that there is
    if answer.get("Location") == HOME:
        assert list(answer.wsgi_request._messages), view
        return HOME
    if answer.status_code == 403:
        assert "Es wurde nichts getan" in answer.content.decode(), view
    return answer.status_code


@pytest.mark.parametrize("number", range(3), ids=[role.name for role in roles.ROLES])
def test_each_door_opens_to_whom_it_should(client, things, number):
    client.force_login(person("jemand", roles.ROLES[number]))
    for method, views in (("get", GET), ("post", POST)):
        found = {view: answered(client, method, view, things) for view in views}
        assert found == {view: answers[number] for view, answers in views.items()}


def test_setting_up_again_changes_nothing_and_takes_back_what_was_added(newsroom):
    call_command("set_up_roles", verbosity=0)
    before = [set(group.permissions.all()) for group in roles.Group.objects.all()]
    rights = GroupPagePermission.objects.count()
    editors = roles.Group.objects.get(name="Redaktion")
    editors.permissions.add(*Permission.objects.filter(codename="publish_at_once"))
    call_command("set_up_roles", verbosity=0)
    assert before == [
        set(group.permissions.all()) for group in roles.Group.objects.all()
    ]
    assert GroupPagePermission.objects.count() == rights


def test_a_workflow_of_ones_own_is_kept(newsroom):
    own = roles.Workflow.objects.create(name="Unser Weg")
    home = newsroom.get_parent()
    WorkflowPage.objects.create(page=home, workflow=own)
    roles.set_up()
    assert home.get_workflow() == own
