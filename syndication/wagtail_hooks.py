"""Our rooms in Wagtail's admin."""

from django.contrib import messages
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from .bulk_actions import BULK_ACTIONS
from .models import Delivery, Echo
from .panels import ChannelsPanel, TasksPanel, TodayPanel, what_leaving_does
from .rights import may_see
from .verbs import VERBS
from .viewsets import SyndicationViewSetGroup

# Who may see and change deliveries may do so with their echo.
register_permission_policy(Echo, ModelPermissionPolicy(Delivery))


@hooks.register("register_admin_viewset")
def register_syndication():
    return SyndicationViewSetGroup()


@hooks.register("construct_homepage_panels")
def show_channels_that_need_someone(request, panels):
    if request.user.has_perm("syndication.view_channel"):
        panels.append(ChannelsPanel())


@hooks.register("construct_homepage_panels")
def show_deliveries_that_need_someone(request, panels):
    if may_see(request.user):
        panels += [TodayPanel(), TasksPanel()]


for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action)


@hooks.register("insert_editor_js")
def keep_the_network_of_the_preview():
    source = static("syndication/preview_mode.js")
    return format_html('<script src="{}" defer></script>', source)


@hooks.register("before_delete_page")
def tell_before_deleting(request, page):
    """Above Wagtail's question; others of its questions have a template for it."""
    _tell_of_leaving(request, page)


@hooks.register("before_move_page")
def tell_before_moving(request, page, destination):
    """Into something private; elsewhere it stays for everyone."""
    if not _is_private(page) and _is_private(destination):
        _tell_of_leaving(request, page)


def _is_private(page: Page) -> bool:
    return page.get_view_restrictions().exists()


def _tell_of_leaving(request, page: Page) -> None:
    if request.method != "GET":
        return
    if rows := what_leaving_does([page], with_those_below=True):
        text = render_to_string("syndication/admin/leaving.html", {"rows": rows})
        messages.warning(request, text)


@hooks.register("register_log_actions")
def register_decisions(actions):
    """What a person decides of a delivery goes to the audit log."""
    labels = {verb: one.label for verb, one in VERBS.items()}
    labels["send"] = _("Von Hand angekündigt")
    labels["answer"] = _("Antworten als beantwortet vermerkt")
    labels["reopen"] = _("Antworten wieder als offen vermerkt")
    for name, label in labels.items():
        formatter = type("Decision", (Decision,), {"label": label, "message": label})
        actions.register_action(f"syndication.{name}")(formatter)


class Decision(LogFormatter):
    def format_comment(self, log_entry):
        return log_entry.data.get("comment", "")
