"""Pages for some readers only: Wagtail's rules, asked within other queries."""

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Left, Length
from wagtail.models import Page, PageViewRestriction


def unrestricted() -> Exists:
    """Neither the page nor one above it is for some readers: `public()` in one query.

    The path is asked for by a subquery of its own: joined, SQLite may begin with all
    the pages for each page, which takes a minute at 10,000 articles.
    """
    path = Page.objects.filter(pk=OuterRef("page")).values("path")[:1]
    above = PageViewRestriction.objects.annotate(above=Subquery(path))
    start = Left(OuterRef("path"), Length("above"))
    return ~Exists(above.annotate(start=start).filter(start=F("above")))


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
