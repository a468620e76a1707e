"""In Wagtail's own questions whether pages shall leave."""

from django import template

from ..panels import what_leaving_does, what_leaving_does_below

register = template.Library()
SHOWN_BY = "syndication/admin/leaving.html"


@register.inclusion_tag(SHOWN_BY)
def unpublishing(*pages):
    """Those below leave only if that is ticked."""
    return {
        "rows": what_leaving_does(pages),
        "below": what_leaving_does_below(pages),
    }


@register.inclusion_tag(SHOWN_BY)
def unpublishing_items(items):
    """Those of a bulk action."""
    return unpublishing(*_pages(items))


@register.inclusion_tag(SHOWN_BY)
def deleting_items(items):
    return {"rows": what_leaving_does(_pages(items), with_those_below=True)}


def _pages(items: list[dict]) -> list:
    return [one["item"] for one in items]
