"""manage.py rebuild_search: the index anew, for readers' and editors' search."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from newsroom.searching.models import SearchEntry


class Command(BaseCommand):
    help = "Index all pages, pictures and documents; searches go on being answered."

    def handle(self, **options):
        call_command("update_index", verbosity=0)
        if options["verbosity"]:
            self.stdout.write(f"{SearchEntry.objects.count()} entries are indexed.")
