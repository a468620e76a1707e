"""How the channels are, on one page, with a button for the next step of each."""

from django.conf import settings
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.viewsets.base import ViewSet

from . import channel_health
from .models import Channel
from .rights import holds, menu_item_for
from .views import by_right


@require_safe
@by_right("view_channel")
def health(request):
    channels = Channel.objects.in_use().order_by("name")
    context = {
        "conditions": channel_health.of(channels, timezone.now()),
        "unsent": channel_health.unsent_mail(),
        "mailbox": settings.OPERATIONS_MAILBOX,
        "may_change": request.user.has_perm("syndication.change_channel"),
    }
    return render(request, "syndication/admin/channel_health.html", context)


class HealthViewSet(ViewSet):
    menu_label = _("Zustand der Kanäle")
    menu_item_class = menu_item_for(holds("view_channel"))
    icon = "view"

    def get_urlpatterns(self):
        return [path("", health, name="index")]
