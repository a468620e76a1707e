"""manage.py set_up_roles: the three groups and the workflow "Vier Augen"."""

from django.core.management.base import BaseCommand
from django.db import transaction

from newsroom import roles


class Command(BaseCommand):
    help = "Give the groups their rights, and the front pages their workflow; again, if need be."

    @transaction.atomic
    def handle(self, **options):
        roles.set_up()
        if options["verbosity"]:
            names = ", ".join(role.name for role in roles.ROLES)
            self.stdout.write(f"{names} have their rights.")
