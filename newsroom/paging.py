"""Lists of articles, page by page: `?seite=2`."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404

PER_PAGE = 20


def page_of(articles, parameters) -> Page:
    """The page that the address asks for; raises Http404 where there is none.

    Its `shortcuts` are the page numbers to offer, with an ellipsis for the others.
    """
    try:
        page = Paginator(articles, PER_PAGE).page(parameters.get("seite", 1))
    except InvalidPage:
        raise Http404 from None
    page.shortcuts = page.paginator.get_elided_page_range(
        page.number, on_each_side=1, on_ends=1
    )
    return page


def page_query(number: int) -> str:
    """What a page's address ends with; the first has no number."""
    return f"?seite={number}" if number > 1 else ""
