"""The list of what goes out when, week by week, each with its own address."""

from django import forms
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from .desk_filters import ChannelFilter
from .models import Channel
from .rights import may_see, menu_item_for, seen_by_permission
from .timetable import timetable
from .weeks import Week


class ChannelsForm(forms.Form):
    channel = ChannelFilter.Field(
        label=_("Kanal"),
        queryset=Channel.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def channels(self) -> list[Channel]:
        """Those that were asked for; none if nothing, or nonsense."""
        return self.cleaned_data["channel"] if self.is_valid() else []


class TimetableView(WagtailAdminTemplateMixin, TemplateView):
    page_title = _("Was wann hinausgeht")
    header_icon = "calendar-alt"
    template_name = "syndication/admin/timetable.html"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        week = Week.read(self.request.GET.get("week", ""))
        form = ChannelsForm(self.request.GET)
        return super().get_context_data(**kwargs) | {
            "week": week,
            "form": form,
            "timetable": timetable(week, self.request.user, form.channels()),
        }


class TimetableViewSet(ViewSet):
    menu_label = TimetableView.page_title
    menu_item_class = menu_item_for(may_see)
    icon = TimetableView.header_icon

    def get_urlpatterns(self):
        return [path("", seen_by_permission(TimetableView.as_view()), name="index")]
