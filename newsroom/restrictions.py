"""Pages for some readers only: Wagtail's rules, asked within other queries."""

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Left, Length
from wagtail.models import Page, PageViewRestriction


def unrestricted() -> Exists:
    """Neither the page nor one above it is for some readers: `public()` in one query."""
    start = Left(OuterRef("path"), Length("page__path"))
    above = PageViewRestriction.objects.annotate(start=start)
    return ~Exists(above.filter(start=F("page__path")))


def restrictions_on(page) -> QuerySet | None:
    """The restrictions of the page and of those above it, by one query.

    None where an alias is among them: its source decides, and Wagtail knows how.
    """
    ends = range(page.steplen, len(page.path) + 1, page.steplen)
    above = Page.objects.filter(path__in=[page.path[:end] for end in ends])
    found = set(above.values_list("alias_of", "view_restrictions"))
    if any(source for source, _ in found):
        return None
    keys = {key for _, key in found if key}
    known = PageViewRestriction.objects
    return known.filter(pk__in=keys) if keys else known.none()
