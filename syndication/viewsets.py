"""The lists and forms of channels and deliveries, in Wagtail's own idiom."""

from datetime import datetime

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from . import (
    channel_health,
    connect_views,
    delivery_views,
    echo_views,
    echo_words,
    pacing,
    standing,
    views,
)
from .desk_views import DeskViewSet
from .dossier_views import DossierViewSet
from .drafting import original_of, text_to_copy
from .echo_list import EchoIndexView, answering
from .forms import AppForm, ChannelForm, PostAddressForm
from .health_views import HealthViewSet
from .models import Channel, Delivery, Echo
from .registered_apps import App
from .timetable_views import TimetableViewSet
from .verbs import VERBS, may_publish, offered


class LinkColumn(Column):
    """The post's address on the network, as a link."""

    cell_template_name = "syndication/admin/link_cell.html"


class DeliveryIndexView(IndexView):
    any_permission_required = ["view", "change"]

    def get_base_queryset(self):
        return (
            super()
            .get_base_queryset()
            .select_related("announcement", "channel", "echo")
        )

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        pacing.foretell(context["object_list"], timezone.now())
        return context


class DeliveryInspectView(InspectView):
    any_permission_required = ["view", "change"]
    page_title = _("Auslieferung")

    def get_context_data(self, **kwargs):
        pacing.foretell([self.object], timezone.now())
        return super().get_context_data(**kwargs) | {
            "delivery": self.object,
            "status": standing.status(self.object),
            "next_step": standing.next_step(self.object),
            "needs_person": Delivery.objects.needing_someone()
            .filter(pk=self.object.pk)
            .exists(),
            "original": original_of(self.object),
            "to_copy": text_to_copy(self.object),
            "log": self.object.log.all(),
            "verbs": offered(self.object, may_publish(self.request.user)),
            "address_form": PostAddressForm(self.object.channel),
            "here": get_valid_next_url_from_request(self.request),
            "may_change": self.user_has_permission("change"),
            **self.echo(),
        }

    def echo(self) -> dict[str, object]:
        echo = echo_words.echo_of(self.object)
        if echo is None:
            return {}
        told = {"echo_line": echo_words.line(self.object) or echo_words.as_of(echo)}
        return told | answering(echo, self.request, self.request.path)


class ChannelIndexView(IndexView):
    any_permission_required = ["view", "change", "add"]

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        outlooks = pacing.outlooks(context["object_list"], timezone.now())
        for channel in context["object_list"]:
            channel.outlook = outlooks[channel.pk]
        return context


class ChannelInspectView(InspectView):
    page_title = _("Kanal")
    any_permission_required = ["view", "change"]

    def get_field_display_value(self, field_name, field):
        """Wagtail shows the database's hours; an editor wants those of her clock."""
        value = super().get_field_display_value(field_name, field)
        return timezone.localtime(value) if isinstance(value, datetime) else value

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "channel": self.object,
            "scopes": self.object.scopes(),
            "condition": self._condition(),
            "may_change": self.user_has_permission("change"),
        }

    def _condition(self) -> channel_health.Condition:
        only = Channel.objects.filter(pk=self.object.pk)
        return channel_health.of(only, timezone.now())[0]


class RecordViewSet(ModelViewSet):
    """What is never deleted or copied by hand."""

    copy_view_enabled = False
    inspect_view_enabled = True
    add_to_reference_index = False
    refused = frozenset({"delete", "usage"})

    def get_common_view_kwargs(self, **kwargs):
        refused = {f"{name}_url_name": None for name in self.refused}
        return super().get_common_view_kwargs(**{**refused, **kwargs})

    def get_urlpatterns(self):
        return [
            pattern
            for pattern in super().get_urlpatterns()
            if pattern.name not in self.refused
        ]


class ChannelViewSet(RecordViewSet):
    model = Channel
    icon = "site"
    menu_label = _("Kanäle")
    template_prefix = "syndication/admin/channel_"
    index_view_class = ChannelIndexView
    list_display = [
        "name",
        "network",
        "account_name",
        Column("state", label=_("Zustand")),
        Column("outlook", label=_("Was ansteht")),
        DateColumn("checked_at", label=_("Geprüft")),
    ]
    inspect_view_class = ChannelInspectView
    inspect_view_fields = [
        "name",
        "network",
        "server",
        "account_name",
        "attach",
        "topics",
        "announce_since",
        "checked_at",
    ]

    @property
    def add_view(self):
        return connect_views.choose_network

    def get_form_class(self, for_update=False):
        return ChannelForm

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("connect/<slug:way>/", connect_views.connect_new, name="connect"),
            path("reconnect/<int:pk>/", connect_views.connect_again, name="reconnect"),
            path("signed-in/", connect_views.signed_in, name="signed_in"),
            path("choose/<str:key>/", connect_views.choose_account, name="choose"),
            path("disconnect/<int:pk>/", connect_views.disconnect, name="disconnect"),
            path("check/<int:pk>/", views.check_channel, name="check"),
            path("pause/<int:pk>/", views.pause_channel, name="pause"),
            path("resume/<int:pk>/", views.resume_channel, name="resume"),
            path("try-now/<int:pk>/", views.try_channel_now, name="try_now"),
        ]


class AppViewSet(RecordViewSet):
    """Who this site is at Meta; what Mastodon servers told us is there, too."""

    model = App
    icon = "key"
    menu_label = _("Apps")
    list_display = ["network", "server", "client_id"]
    inspect_view_fields = ["network", "server", "client_id"]

    def get_form_class(self, for_update=False):
        return AppForm


class DeliveryViewSet(RecordViewSet):
    model = Delivery
    icon = "mail"
    menu_label = _("Auslieferungen")
    template_prefix = "syndication/admin/delivery_"
    refused = frozenset(
        {"delete", "usage", "add", "edit", "history", "history_results"}
    )
    index_view_class = DeliveryIndexView
    inspect_view_class = DeliveryInspectView
    ordering = ["-pk"]
    list_display = [
        "announcement",
        Column("channel", label=_("Kanal"), sort_key="channel__name"),
        Column(
            "status",
            label=_("Zustand"),
            accessor=standing.status,
            sort_key="state",
        ),
        Column("attempts", label=_("Versuche")),
        LinkColumn("url", label=_("Beitrag")),
        Column("echo", label=_("Echo"), accessor=echo_words.line),
        Column("last_error", label=_("Letzter Fehler")),
        DateColumn("created_at", label=_("Angelegt"), sort_key="created_at"),
    ]
    list_filter = ["state", "action", "outdated", "channel"]
    search_fields = ["announcement__title"]
    search_backend_name = None
    inspect_view_fields = ["announcement", "channel", "attempts"]
    form_fields = []

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            *(
                path(f"{verb}/<int:pk>/", delivery_views.act, {"verb": verb}, verb)
                for verb in VERBS
            ),
            path(
                "send/<int:page_pk>/<int:channel_pk>/",
                delivery_views.send_by_hand,
                name="send",
            ),
        ]


class EchoViewSet(RecordViewSet):
    model = Echo
    icon = "comment"
    menu_label = _("Echo")
    inspect_view_enabled = False
    refused = DeliveryViewSet.refused
    index_view_class = EchoIndexView
    ordering = EchoIndexView.default_ordering
    search_fields = ["delivery__announcement__title"]
    search_backend_name = None
    form_fields = []

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("answer/<int:pk>/", echo_views.answer, name="answer"),
            path("reopen/<int:pk>/", echo_views.reopen, name="reopen"),
        ]


class SyndicationViewSetGroup(ModelViewSetGroup):
    menu_label = _("Veröffentlichungen")
    menu_icon = "mail"
    menu_order = 250
    items = (
        DeskViewSet("desk"),
        TimetableViewSet("timetable"),
        DeliveryViewSet("deliveries"),
        EchoViewSet("echo"),
        HealthViewSet("channel_health"),
        ChannelViewSet("channels"),
        AppViewSet("apps"),
        DossierViewSet("dossier"),
    )
