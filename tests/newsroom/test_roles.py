"""Each of the three roles, at each door of the admin that is ours."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupPagePermission, WorkflowPage

from newsroom import roles
from syndication.models import Delivery
from tests.factories import channel, published

from .test_review import person

# What each is answered: redaktion, chefredaktion, technik. 302 leads away with a message.
GET = {
    "wagtailadmin_home": (200, 200, 200),
    "deliveries:index": (200, 200, 200),
    "deliveries:inspect": (200, 200, 200),
    "deliveries:send": (302, 200, 302),
    "channels:index": (302, 200, 200),
    "channels:inspect": (302, 200, 200),
    "channels:edit": (302, 302, 200),
    "channels:add": (302, 302, 200),
    "channels:reconnect": (302, 302, 200),
    "channels:disconnect": (302, 302, 200),
    "apps:index": (302, 302, 200),
    "apps:add": (302, 302, 200),
    "dossier:index": (200, 200, 200),
    "wagtailadmin_pages:edit": (200, 200, 302),
    "wagtailadmin_pages:unpublish": (302, 200, 302),
    "newsroom_publish_at_once": (403, 302, 403),
    "articles:index": (200, 200, 200),
    "wagtailsnippets_newsroom_topic:list": (302, 200, 302),
    "wagtailsnippets_newsroom_topic:add": (302, 200, 302),
    "wagtailsettings:edit": (302, 200, 302),
    "wagtailimages:index": (200, 200, 302),
    "wagtailimages:add": (200, 200, 302),
    "wagtaildocs:add": (200, 200, 302),
    "wagtailusers_users:index": (302, 302, 302),
    "wagtailusers_groups:index": (302, 302, 302),
    "wagtailadmin_workflows:index": (302, 302, 302),
}
POST = {
    "deliveries:hold": (302, 302, 302),
    "deliveries:cancel": (302, 302, 302),
    "deliveries:withdraw": (403, 302, 403),
    "deliveries:replace": (403, 302, 403),
    "deliveries:again": (403, 302, 403),
    "channels:pause": (403, 403, 302),
    "channels:resume": (403, 403, 302),
    "channels:check": (403, 403, 302),
    "channels:try_now": (403, 403, 302),
}
TABLE = [
    pytest.param(method, view, role, expected, id=f"{method} {view} {role.name}")
    for method, views in (("get", GET), ("post", POST))
    for view, answers in views.items()
    for role, expected in zip(roles.ROLES, answers, strict=True)
]


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


@pytest.mark.parametrize(("method", "view", "role", "expected"), TABLE)
def test_each_door_opens_to_whom_it_should(
    client, things, method, view, role, expected
):
    client.force_login(person("jemand", role))
    address = address_of(view, things)
    answer = getattr(client, method)(address)
    if expected == 200 and view == "wagtailsettings:edit":
        answer = client.get(answer.url)
    assert answer.status_code == expected, answer.get("Location")
    if expected == 403:
        text = answer.content.decode()
        assert "Es wurde nichts getan" in text
    if expected == 302 and method == "get":
        assert list(answer.wsgi_request._messages)


def test_setting_up_again_changes_nothing_and_takes_back_what_was_added(newsroom):
    call_command("set_up_roles", verbosity=0)
    before = [set(group.permissions.all()) for group in roles.Group.objects.all()]
    rights = GroupPagePermission.objects.count()
    editors = roles.Group.objects.get(name="Redaktion")
    editors.permissions.add(*roles.CHIEFS_RIGHTS())
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
