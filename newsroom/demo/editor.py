"""The demo's people: one for each role, all with the same password."""

import os
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from newsroom.roles import CHIEFS, EDITORS, TECHNICIANS, Role

PEOPLE = {
    "redaktion": ("Rita Redaktion", EDITORS),
    "chefredaktion": ("Carla Chefredaktion", CHIEFS),
    "technik": ("Timo Technik", TECHNICIANS),
}


def demo_password() -> str:
    """The demo's password, made at first use and kept readable by us alone."""
    path = settings.VAR_DIR / "demo_password"
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as f:
            f.write(secrets.token_urlsafe(12))
    return path.read_text()


def make_people() -> dict:
    """The users by their names, each in the group of the role."""
    return {name: _make(name, *facts) for name, facts in PEOPLE.items()}


def _make(name: str, full_name: str, role: Role):
    first, last = full_name.split()
    user = get_user_model().objects.create_user(
        name,
        f"{name}@example.org",
        demo_password(),
        first_name=first,
        last_name=last,
    )
    user.groups.add(Group.objects.get(name=role.name))
    return user
