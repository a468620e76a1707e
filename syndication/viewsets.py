"""The lists and forms of channels and deliveries, in Wagtail's own idiom."""

from datetime import datetime

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from . import connect_views, delivery_views, pacing, standing, views
from .dossier_views import DossierViewSet
from .drafting import original_of, text_to_copy
from .forms import AppForm, ChannelForm, PostAddressForm
from .models import Channel, Delivery
from .registered_apps import App
from .verbs import VERBS, offered


class LinkColumn(Column):
    """The post's address on the network, as a link."""

    cell_template_name = "syndication/admin/link_cell.html"


class DeliveryIndexView(IndexView):
    any_permission_required = ["view", "change"]

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("announcement", "channel")

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
            "verbs": {
                name: verb
                for name, verb in offered(self.object).items()
                if verb.allowed(self.request.user)
            },
            "address_form": PostAddressForm(self.object.channel),
            "may_change": self.user_has_permission("change"),
        }


class ChannelInspectView(InspectView):
    page_title = _("Kanal")

    def get_field_display_value(self, field_name, field):
        """Wagtail shows the database's hours; an editor wants those of her clock."""
        value = super().get_field_display_value(field_name, field)
        return timezone.localtime(value) if isinstance(value, datetime) else value

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "channel": self.object,
            "scopes": self.object.scopes(),
            "outlook": pacing.outlook(self.object),
            "may_change": self.user_has_permission("change"),
        }


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
    list_display = [
        "name",
        "network",
        "account_name",
        Column("state", label=_("Zustand")),
        Column("outlook", label=_("Was ansteht"), accessor=pacing.outlook),
        DateColumn("checked_at", label=_("Geprüft")),
    ]
    inspect_view_class = ChannelInspectView
    inspect_view_fields = [
        "name",
        "network",
        "server",
        "account_name",
        "attach",
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


class SyndicationViewSetGroup(ModelViewSetGroup):
    menu_label = _("Veröffentlichungen")
    menu_icon = "mail"
    menu_order = 250
    items = (
        DeliveryViewSet("deliveries"),
        ChannelViewSet("channels"),
        AppViewSet("apps"),
        DossierViewSet("dossier"),
    )
