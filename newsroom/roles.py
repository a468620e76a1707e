"""Who may do what: three groups, and the workflow on every front page and below.

The table is in docs/operations.md. Whoever gives people their groups can give herself
any right, so that is left to administrators (superusers).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from .models import HomePage
from .review import FourEyesTask

DELIVERIES = ("syndication.view_delivery", "syndication.change_delivery")
# Wagtail asks for the rights on its own image model, whichever is in use.
FILES = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)


@dataclass(frozen=True)
class Role:
    """A group's rights: `everywhere`, `on_pages` below the front pages, on all `files`."""

    name: str
    everywhere: tuple[str, ...]
    on_pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


EDITORS = Role(
    "Redaktion",
    (*DELIVERIES, "simple_translation.submit_translation"),
    ("add", "change"),
    FILES,
)
CHIEFS = Role(
    "Chefredaktion",
    (
        *EDITORS.everywhere,
        "syndication.view_channel",
        "newsroom.mark_urgent",
        "newsroom.publish_at_once",
        "newsroom.add_topic",
        "newsroom.change_topic",
        "newsroom.delete_topic",
        "newsroom.change_sitesettings",
    ),
    (*EDITORS.on_pages, "publish", "bulk_delete", "lock", "unlock"),
    FILES,
)
TECHNICIANS = Role(
    "Technik",
    (
        *DELIVERIES,
        "syndication.add_channel",
        "syndication.change_channel",
        "syndication.view_channel",
        "syndication.add_app",
        "syndication.change_app",
        "syndication.view_app",
    ),
)
ROLES = (EDITORS, CHIEFS, TECHNICIANS)


def set_up() -> None:
    """The three groups and the workflow, as if anew; other groups are left alone."""
    homes = list(HomePage.objects.filter(alias_of=None))
    for role in ROLES:
        equip(role, homes)
    review_below(homes)


def equip(role: Role, pages: Iterable[Page]) -> Group:
    """The role's group has these rights on these pages, and no others."""
    group, _made = Group.objects.get_or_create(name=role.name)
    group.permissions.set(_rights("wagtailadmin.access_admin", *role.everywhere))
    GroupPagePermission.objects.filter(group=group).delete()
    on_pages = _rights(*(f"wagtailcore.{name}_page" for name in role.on_pages))
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=page, permission=permission)
        for page in pages
        for permission in on_pages
    )
    GroupCollectionPermission.objects.filter(group=group).delete()
    everything = Collection.get_first_root_node()
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(
            group=group, collection=everything, permission=permission
        )
        for permission in _rights(*role.files)
    )
    return group


def review_below(pages: Iterable[Page]) -> None:
    """The workflow on these pages, unless they have one of their own."""
    workflow, _made = Workflow.objects.get_or_create(name="Vier Augen")
    step, _made = FourEyesTask.objects.get_or_create(name="Freigabe")
    step.groups.add(Group.objects.get(name=CHIEFS.name))
    WorkflowTask.objects.get_or_create(workflow=workflow, task=step.task_ptr)
    for page in pages:
        WorkflowPage.objects.get_or_create(page=page, defaults={"workflow": workflow})


def _rights(*names: str) -> list[Permission]:
    """Of `app.codename`; raises KeyError for a right that there is not."""
    pairs = [name.split(".") for name in names]
    codes = [code for _app, code in pairs]
    found = Permission.objects.filter(codename__in=codes).select_related("content_type")
    known = {(right.content_type.app_label, right.codename): right for right in found}
    return [known[app, code] for app, code in pairs]
