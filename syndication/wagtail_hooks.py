"""Our rooms in Wagtail's admin."""

from wagtail import hooks

from .viewsets import SyndicationViewSetGroup


@hooks.register("register_admin_viewset")
def register_syndication():
    return SyndicationViewSetGroup()
