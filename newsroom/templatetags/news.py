"""`{% load news %}`"""

from django import template
from django.utils.translation import get_language

from ..addresses import NewsroomPage, absolute
from ..dates import clock, day
from ..feeds import feed_address, feed_links
from ..metadata import REGIONS, SharePicture, last_changed, local_iso, site_picture
from ..parts import kept_template, site_of
from ..versions import Versions, start_of, versions_of

register = template.Library()
register.filter("absolute", absolute)
register.filter("iso", local_iso)
register.filter(last_changed)
register.filter(day)
register.filter(clock)
register.simple_tag(feed_address)
register.simple_tag(feed_links)


@register.simple_tag(takes_context=True)
def site(context):
    """Of a text outside of any request there is none."""
    request = context.get("request")
    return request and site_of(request)


@register.simple_tag(takes_context=True)
def start(context) -> str:
    """Where the site begins."""
    return start_of(context["request"])


@register.simple_tag(takes_context=True)
def include_kept(context, template: str):
    """As `include`, for what is the same on all pages of a site in one language."""
    return kept_template(template, context["request"])


@register.simple_tag
def versions(page) -> Versions:
    """Of what is shown; of a view that has no page of its own there are none."""
    return versions_of(page) if isinstance(page, NewsroomPage) else Versions()


@register.simple_tag
def region_of_page() -> str:
    """As Open Graph says it: `de_DE`."""
    language = get_language()
    return REGIONS.get(language, language).replace("-", "_")


@register.simple_tag(takes_context=True)
def page_picture(context, picture: SharePicture | None) -> SharePicture | None:
    """What link cards show: a picture of the page's own, or the newsroom's card."""
    request = context.get("request")
    if picture or not request or getattr(request, "is_preview", False):
        return picture
    return site_picture(request)
