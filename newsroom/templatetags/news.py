"""`{% load news %}`"""

from django import template

from ..addresses import absolute
from ..feeds import feed_address
from ..metadata import local_iso

register = template.Library()
register.filter("absolute", absolute)
register.filter("iso", local_iso)
register.simple_tag(feed_address)
