"""Our rooms in Wagtail's admin."""

from wagtail import hooks

from .panels import ChannelsPanel
from .viewsets import SyndicationViewSetGroup


@hooks.register("register_admin_viewset")
def register_syndication():
    return SyndicationViewSetGroup()


@hooks.register("construct_homepage_panels")
def show_channels_that_need_someone(request, panels):
    if request.user.has_perm("syndication.view_channel"):
        panels.append(ChannelsPanel())
