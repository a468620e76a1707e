"""Editors hear how many pages get a new address with a section, and that the old lead on."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import ngettext
from wagtail.models import Page

from .models import NewsIndexPage


def tell_of_new_addresses(request: HttpRequest, page: Page) -> None:
    """Before a section is published with another slug than it has.

    Of what is scheduled, nothing changes yet; moving a section among the front pages of
    different languages is not offered by Wagtail.
    """
    if not isinstance(page, NewsIndexPage) or _later(page):
        return
    if NewsIndexPage.objects.filter(pk=page.pk).exclude(slug=page.slug).exists():
        _tell(request, page)


def _later(page: Page) -> bool:
    return bool(page.go_live_at and page.go_live_at > timezone.now())


def _tell(request: HttpRequest, section: NewsIndexPage) -> None:
    count = section.get_descendant_count()
    message = ngettext(
        "Die Übersicht „%(title)s“ und %(count)s Seite darunter haben eine neue "
        "Adresse. Die bisherigen Adressen führen weiter.",
        "Die Übersicht „%(title)s“ und %(count)s Seiten darunter haben eine neue "
        "Adresse. Die bisherigen Adressen führen weiter.",
        count,
    )
    facts = {"title": section.title, "count": number_format(count, force_grouping=True)}
    messages.info(request, message % facts)
