"""The newsroom's own entries in the admin."""

from django.contrib.auth.models import Permission
from wagtail import hooks
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import handbook
from .models import ArticlePage, Topic


@register_snippet
class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_label = Topic._meta.verbose_name_plural
    add_to_admin_menu = True
    menu_order = 300
    list_display = ["name", "slug"]
    search_fields = ["name"]


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
    ]


@hooks.register("register_admin_viewset")
def list_of_articles():
    return ArticleViewSet("articles", url_prefix="artikel")


@hooks.register("register_admin_viewset")
def the_handbook():
    return handbook.HandbookViewSet("handbook", url_prefix="handbuch")


@hooks.register("register_help_menu_item")
def link_to_the_handbook():
    return handbook.menu_item()


@hooks.register("register_permissions")
def permission_to_mark_urgent():
    """So that it can be given to a group in the admin."""
    return Permission.objects.filter(
        content_type__app_label="newsroom", codename="mark_urgent"
    )
