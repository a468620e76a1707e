"""The list of posts with their echo: what readers wrote that nobody has answered first."""

import django_filters
from django.forms import RadioSelect
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from . import echo_words
from .models import Channel, Echo
from .rights import may_act


class EchoFilterSet(WagtailFilterSet):
    channel = django_filters.ModelChoiceFilter(
        queryset=Channel.objects.all(), label=_("Kanal")
    )
    replies = django_filters.ChoiceFilter(
        label=_("Antworten"),
        choices=[
            ("open", _("unbeantwortete")),
            ("none", _("keine oder beantwortete")),
        ],
        method="by_replies",
        widget=RadioSelect,
        empty_label=_("alle"),
    )

    class Meta:
        model = Echo
        fields = []

    def by_replies(self, queryset, name, value):
        return (
            queryset.filter(open__gt=0) if value == "open" else queryset.filter(open=0)
        )


class CountColumn(Column):
    """A number, or a dash where the network tells none."""

    def get_value(self, instance):
        return echo_words.number(super().get_value(instance))


class AsOfColumn(BaseColumn):
    """When it was counted, and what has kept us from counting since."""

    cell_template_name = "syndication/admin/echo_as_of_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"as_of": echo_words.as_of(instance)}


class AnsweredColumn(BaseColumn):
    """Who has answered, and the button to say so."""

    cell_template_name = "syndication/admin/echo_answered_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request = context["request"]
        back = f"{reverse('echo:index')}?{request.GET.urlencode()}"
        return context | answering(instance, request, back)


def answering(echo: Echo, request, back: str) -> dict[str, object]:
    """What the form with the button needs."""
    return {
        "echo": echo,
        "answered": echo_words.answered(echo),
        "may_change": may_act(request.user),
        "csrf_token": get_token(request),
        "back": back,
    }


class EchoIndexView(IndexView):
    any_permission_required = ["view", "change"]
    page_title = _("Echo der letzten 14 Tage")
    filterset_class = EchoFilterSet
    default_ordering = ["-open", "-told", "-posted_at", "-pk"]
    columns = [
        TitleColumn(
            "article",
            label=_("Artikel"),
            accessor="delivery.announcement",
            get_url=lambda echo: reverse("deliveries:inspect", args=[echo.pk]),
        ),
        Column("channel", label=_("Kanal"), sort_key="channel__name"),
        Column(
            "replies",
            label=_("Antworten"),
            accessor=echo_words.replies,
            sort_key="told",
        ),
        CountColumn("favourites", label=_("Favoriten"), sort_key="favourites"),
        CountColumn("shares", label=_("Geteilt"), sort_key="shares"),
        AsOfColumn("as_of", label=_("Stand"), sort_key="fetched_at"),
        AnsweredColumn("answered", label=_("Beantwortet")),
    ]

    def get_base_queryset(self):
        return Echo.objects.lately(timezone.now()).select_related(
            "delivery__announcement", "channel", "answered_by"
        )
