"""In Wagtail's own question whether to unpublish a page."""

from django import template

from ..panels import what_leaving_does

register = template.Library()


@register.inclusion_tag("syndication/admin/leaving.html")
def leaving(page):
    return {"rows": what_leaving_does(page)}
