"""`{% load news %}`"""

from django import template

from ..addresses import NewsroomPage, absolute
from ..dates import clock, day
from ..feeds import feed_address, feed_links
from ..metadata import local_iso
from ..versions import Versions, versions_of

register = template.Library()
register.filter("absolute", absolute)
register.filter("iso", local_iso)
register.filter(day)
register.filter(clock)
register.simple_tag(feed_address)
register.simple_tag(feed_links)


@register.simple_tag
def versions(page) -> Versions:
    """Of what is shown; of a view that has no page of its own there are none."""
    return versions_of(page) if isinstance(page, NewsroomPage) else Versions()
