"""Who sits in front of the admin."""

from django.contrib.auth.models import Group, Permission, User
from wagtail.models import GroupPagePermission, Page

RIGHTS = ["view_delivery", "change_delivery", "view_channel", "change_channel"]


def person(*rights, publishes=False) -> User:
    """Somebody with these rights, who may enter the admin, and no others."""
    user = User.objects.create_user("redaktion", password="x")
    group = Group.objects.create(name="Redaktion")
    names = ["access_admin", *rights]
    group.permissions.add(*Permission.objects.filter(codename__in=names))
    if publishes:
        for right in ("add", "change", "publish"):
            GroupPagePermission.objects.create(
                group=group, page=Page.get_first_root_node(), permission_type=right
            )
    user.groups.add(group)
    return user
