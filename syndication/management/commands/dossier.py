"""The file of an article, or of a period, to standard output."""

from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from syndication.dossier import FORMATS, Span, entries
from syndication.weeks import midnight


class Command(BaseCommand):
    help = "Write the file (who wrote, approved, sent what, and where it is) as CSV or JSON."

    def add_arguments(self, parser):
        parser.add_argument("--page", type=int, help="the number of a page")
        parser.add_argument("--since", type=_day, help="first day, e.g. 2026-11-01")
        parser.add_argument("--until", type=_day, help="last day, included")
        parser.add_argument("--format", choices=FORMATS, default="csv")

    def handle(self, *, page, since, until, format, **options):
        until = until and until + timedelta(days=1)
        if since and until and since >= until:
            raise CommandError(_("Der Zeitraum endet, bevor er beginnt."))
        for line in FORMATS[format](entries(Span(page, since, until))):
            self.stdout.write(line, ending="")


def _day(text: str) -> datetime:
    """The beginning of a day on the city's clock; raises CommandError."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(_("„%s“ ist kein Tag wie 2026-11-01.") % text)
    return midnight(day)
