"""Dates as readers read them, in the language of the page."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def day(moment: datetime) -> str:
    """Like "Di 18. Februar 2025"; "Tue 18 February 2025" in English."""
    # Translators: a date format of Django's, with the weekday first.
    return date_format(timezone.localtime(moment), _("D j. F Y"))


def clock(moment: datetime) -> str:
    """Like "14:05 Uhr"; "14:05" in English."""
    # Translators: a time format of Django's.
    return date_format(timezone.localtime(moment), _("H:i \\U\\h\\r"))
