"""Pages for some readers only: Wagtail's rules, asked within other queries."""

from django.db.models import BooleanField, Func, QuerySet
from wagtail.models import Page, PageViewRestriction

# The path is asked for by a subquery of its own: joined, SQLite may begin with all the
# pages for each page, which takes a minute at 10,000 articles.
ABOVE = "(SELECT a.path FROM wagtailcore_page a WHERE a.id = r.page_id)"
NONE_ABOVE = (
    "NOT EXISTS (SELECT 1 FROM wagtailcore_pageviewrestriction r"  # noqa: S608
    f" WHERE substr(%(expressions)s, 1, length({ABOVE})) = {ABOVE})"
)


def unrestricted() -> Func:
    """Neither the page nor one above it is for some readers: `public()` in one query.

    It is in nearly each query, so it is written as SQL: the ORM takes longer to make it
    than the database to answer it.
    """
    return Func("path", template=NONE_ABOVE, output_field=BooleanField())


def noted(pages: QuerySet) -> QuerySet:
    """With `is_unrestricted`, which spares a page on its way a query."""
    return pages.annotate(is_unrestricted=unrestricted())


def restrictions_on(page) -> QuerySet | None:
    """The restrictions of the page and of those above it, by one query at most.

    None where an alias is among them: its source decides, and Wagtail knows how.
    """
    if _noted_as_open(page):
        return PageViewRestriction.objects.none()
    ends = range(page.steplen, len(page.path) + 1, page.steplen)
    above = Page.objects.filter(path__in=[page.path[:end] for end in ends])
    found = set(above.values_list("alias_of", "view_restrictions"))
    if any(source for source, _ in found):
        return None
    keys = {key for _, key in found if key}
    known = PageViewRestriction.objects
    return known.filter(pk__in=keys) if keys else known.none()


def _noted_as_open(page) -> bool:
    """Neither the page nor one on the way to it is restricted, and none is an alias."""
    if not getattr(page, "is_unrestricted", False) or page.alias_of_id:
        return False
    above = getattr(page, "_cached_parent_obj", None)
    return above is None or _noted_as_open(above)
