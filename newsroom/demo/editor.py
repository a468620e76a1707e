"""The demo's editor: may do everything that an editor needs, and nothing more."""

import os
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

USERNAME = "redaktion"
GROUP = "Redaktion"
EVERYWHERE = [
    "access_admin",
    "mark_urgent",
    "add_topic",
    "change_topic",
    "delete_topic",
    "view_delivery",
    "change_delivery",
    "add_channel",
    "change_channel",
    "view_channel",
    "add_app",
    "change_app",
    "view_app",
    "change_sitesettings",
    "submit_translation",
]
ON_PAGES = ["add", "change", "publish", "bulk_delete", "lock", "unlock"]
# Wagtail asks for the rights on its own image model, whichever is in use.
ON_FILES = ["add_image", "change_image", "choose_image"]
ON_FILES += ["add_document", "change_document", "choose_document"]


def demo_password() -> str:
    """The demo editor's password, made at first use and kept readable by us alone."""
    path = settings.VAR_DIR / "demo_password"
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as f:
            f.write(secrets.token_urlsafe(12))
    return path.read_text()


def make_editor(root_page):
    """The user, who edits what is below `root_page`."""
    user = get_user_model().objects.create_user(
        USERNAME, "redaktion@example.org", demo_password(), first_name="Redaktion"
    )
    user.groups.add(_make_group(root_page))
    return user


def _make_group(root_page) -> Group:
    group, _ = Group.objects.get_or_create(name=GROUP)
    group.permissions.add(*Permission.objects.filter(codename__in=EVERYWHERE))
    for name in ON_PAGES:
        GroupPagePermission.objects.create(
            group=group, page=root_page, permission_type=name
        )
    files = Collection.get_first_root_node()
    for permission in Permission.objects.filter(codename__in=ON_FILES):
        GroupCollectionPermission.objects.create(
            group=group, collection=files, permission=permission
        )
    return group
