"""The newsroom's own entries in the admin."""

from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from syndication.channel_column import ChannelsColumn

from . import handbook, renaming, review_views
from .models import ArticlePage, Topic
from .picture_operations import AtMostOperation, EnlargeOperation


@register_snippet
class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_label = Topic._meta.verbose_name_plural
    add_to_admin_menu = True
    menu_order = 300
    list_display = ["name", "slug"]
    search_fields = ["name"]


CHANNELS = ChannelsColumn("channels", label=_("Kanäle"))


class ArticleViewSet(PageListingViewSet):
    model = ArticlePage
    icon = "doc-full-inverse"
    menu_label = ArticlePage._meta.verbose_name_plural
    add_to_admin_menu = True
    menu_order = 150
    columns = [
        *PageListingViewSet.columns,
        DateColumn(
            "published_at",
            label=ArticlePage._meta.get_field("published_at").verbose_name,
            sort_key="published_at",
            width="15%",
        ),
        CHANNELS,
    ]


class ArticlesInTheTreeViewSet(PageViewSet):
    """Below a section, in the explorer."""

    model = ArticlePage
    columns = [*PageViewSet.columns, CHANNELS]


@hooks.register("register_admin_viewset")
def list_of_articles():
    return [
        ArticleViewSet("articles", url_prefix="artikel"),
        ArticlesInTheTreeViewSet(),
    ]


@hooks.register("register_admin_viewset")
def the_handbook():
    return handbook.HandbookViewSet("handbook", url_prefix="handbuch")


@hooks.register("register_image_operations")
def register_operations():
    return [("enlarge", EnlargeOperation), ("atmost", AtMostOperation)]


@hooks.register("register_help_menu_item")
def link_to_the_handbook():
    return handbook.menu_item()


@hooks.register("register_permissions")
def permission_to_mark_urgent():
    """So that it can be given to a group in the admin."""
    return Permission.objects.filter(
        content_type__app_label="newsroom", codename="mark_urgent"
    )


@hooks.register("register_permissions")
def permission_to_publish_at_once():
    return Permission.objects.filter(
        content_type__app_label="newsroom", codename="publish_at_once"
    )


@hooks.register("register_admin_urls")
def urls_of_the_review():
    return review_views.URLS


@hooks.register("register_page_action_menu_item")
def publish_at_once():
    return review_views.PublishAtOnceItem()


@hooks.register("register_log_actions")
def register_reviews(actions):
    for name, formatter in review_views.LOGGED.items():
        actions.register_action(name)(formatter)


# Before any other hook says that the page will be published.
hooks.register("before_publish_page", review_views.review_before_publishing, order=-1)
# After those that may still refuse.
hooks.register("before_publish_page", renaming.tell_of_new_addresses, order=100)
hooks.register("before_edit_page", review_views.tell_who_approves)
hooks.register("after_edit_page", review_views.tell_that_she_wrote)
hooks.register("construct_page_action_menu", review_views.one_way_to_approve)
