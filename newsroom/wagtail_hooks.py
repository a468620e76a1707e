"""The newsroom's own entries in the admin."""

from django.contrib.auth.models import Permission
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Topic


@register_snippet
class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_label = Topic._meta.verbose_name_plural
    add_to_admin_menu = True
    menu_order = 300
    list_display = ["name", "slug"]
    search_fields = ["name"]


@hooks.register("register_permissions")
def permission_to_mark_urgent():
    """So that it can be given to a group in the admin."""
    return Permission.objects.filter(
        content_type__app_label="newsroom", codename="mark_urgent"
    )
