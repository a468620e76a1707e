"""Lists of articles, page by page: `?seite=2`."""

from collections.abc import Sequence

from django.core.paginator import EmptyPage, InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404

PER_PAGE = 20
AHEAD = 50  # pages that are counted after the one shown
FARTHEST = 1_000_000


class NearPaginator(Paginator):
    """Of a queryset, counts what is near the page asked for: counting all takes longest.

    After `page()`, `count` says how many there are up to there and `ahead` pages more,
    and `complete` whether that is all.
    """

    ahead = AHEAD

    def page(self, number) -> Page:
        """Keys first: what is passed over is read from the index alone."""
        number = self._number(number)
        before = (number - 1) * self.per_page
        near = (self.ahead + 1) * self.per_page
        rows = self.object_list
        keys = list(rows.values_list("pk", flat=True)[before : before + near])
        if not keys and number > 1:
            raise EmptyPage(self.error_messages["no_results"])
        self.count, self.complete = before + len(keys), len(keys) < near
        return self._get_page(self._shown(keys[: self.per_page]), number, self)

    def _shown(self, keys: list) -> QuerySet | list:
        return self.object_list.filter(pk__in=keys)

    def _number(self, number) -> int:
        """Raises InvalidPage for what is no number of a page."""
        return Paginator(range(FARTHEST), 1).validate_number(number)


class NearKeys(NearPaginator):
    """Has the keys alone: their rows may not be needed."""

    def _shown(self, keys: list) -> list:
        return keys


def page_of(articles: QuerySet | Sequence, parameters) -> Page:
    """The page of keys that the address asks for; raises Http404 where there is none.

    Its `shortcuts` are the page numbers to offer, with an ellipsis for the others.
    """
    kind = NearKeys if isinstance(articles, QuerySet) else Paginator
    try:
        page = kind(articles, PER_PAGE).page(parameters.get("seite", 1))
    except InvalidPage:
        raise Http404 from None
    page.shortcuts = page.paginator.get_elided_page_range(
        page.number, on_each_side=1, on_ends=1
    )
    return page


def page_query(number: int) -> str:
    """What a page's address ends with; the first has no number."""
    return f"?seite={number}" if number > 1 else ""
