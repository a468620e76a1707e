"""In the admin: where an article stands, and which channels need somebody."""

from django.utils import timezone
from wagtail.admin.panels import Panel
from wagtail.admin.ui.components import Component

from .models import Channel, Delivery


class DeliveriesPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "syndication/admin/deliveries_panel.html"

        def is_shown(self):
            return bool(self.instance.pk and self.instance.first_published_at)

        def get_context_data(self, parent_context=None):
            deliveries = Delivery.objects.filter(
                announcement__page=self.instance.pk
            ).select_related("channel")
            told = [delivery.channel_id for delivery in deliveries]
            return super().get_context_data(parent_context) | {
                "deliveries": deliveries,
                "untold": Channel.objects.in_use().exclude(pk__in=told),
                "may_send": self.request.user.has_perm("syndication.change_delivery")
                and self.instance.live,
            }


class ChannelsPanel(Component):
    """On the admin's home: the channels that are paused or end soon."""

    name = "channels"
    template_name = "syndication/admin/channels_panel.html"
    order = 50

    def get_context_data(self, parent_context=None):
        return {"channels": Channel.objects.needing_someone(timezone.now())}
