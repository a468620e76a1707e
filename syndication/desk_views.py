"""The desk that an editor looks at in the evening."""

from dataclasses import dataclass
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page

from . import runs
from .desk import announced, grouped
from .desk_filters import DeskFilterSet, of_late
from .live import fragment, pause
from .models import Delivery
from .panels import deliveries_of
from .rights import may_act, may_see, menu_item_for, seen_by_permission
from .stages import UNDER_WAY, Stage
from .verbs import may_publish


class ArticlePaginator(WagtailPaginator):
    verbose_name = _("Artikel")
    verbose_name_plural = _("Artikel")


@dataclass(frozen=True)
class Tab:
    """One stage, or all of them; its address keeps whatever else was asked for."""

    name: str
    label: str
    number: int
    address: str
    current: bool


class DeskView(IndexView):
    """Articles, each with the rows of its deliveries that match what was asked for."""

    model = Delivery
    any_permission_required = None  # `seen_by_permission` answers with a sentence
    page_title = _("Übersicht")
    template_name = "syndication/admin/desk.html"
    results_template_name = "syndication/admin/desk_results.html"
    filterset_class = DeskFilterSet
    search_fields = ["announcement__title"]
    search_backend_name = None
    paginate_by = 20
    paginator_class = ArticlePaginator
    columns = []

    def get_queryset(self) -> QuerySet:
        found = self.search_queryset(self.filter_queryset(Delivery.objects.all()))
        self.of_late = not (self.is_searching or self.filters.asks_for_time)
        if self.of_late:
            found = of_late(found)
        self.counts = found.count_stages()
        self.stage = self.filters.chosen("stage")
        self.deliveries = found.in_stage(self.stage) if self.stage else found
        return announced(self.deliveries)

    def tabs(self) -> list[Tab]:
        everything = Tab(
            "all",
            _("Alle"),
            sum(self.counts.values()),
            self._address(""),
            not self.stage,
        )
        return [everything] + [
            Tab(
                stage.value,
                stage.label,
                self.counts[stage],
                self._address(stage.value),
                self.stage == stage,
            )
            for stage in Stage
        ]

    def _address(self, stage: str) -> str:
        asked = self._asked()
        asked.pop(self.page_kwarg, None)
        asked["stage"] = stage
        return f"{self.index_url}?{asked.urlencode()}"

    def _asked(self):
        asked = self.request.GET.copy()
        asked.pop("_w_filter_fragment", None)
        return asked

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        running = runs.recent(timezone.now())
        moving = any(self.counts[stage] for stage in UNDER_WAY)
        return context | {
            "articles": grouped(
                context["object_list"],
                self.deliveries,
                may_publish(self.request.user),
            ),
            "tabs": self.tabs(),
            "counts": self.counts,
            "of_late": self.of_late,
            "narrowed": self.is_searching or self.filters.narrows,
            "stage": self.stage,
            "runs": running,
            "may_act": may_act(self.request.user),
            "here": quote(f"{self.index_url}?{self._asked().urlencode()}"),
            "pause": pause(moving),
        }

    def render_to_response(self, context, **response_kwargs):
        response = super().render_to_response(context, **response_kwargs)
        return fragment(response) if self.results_only else response


def asked_for(request) -> QuerySet:
    """The deliveries that the desk shows for the query of this request, on all pages."""
    view = DeskView(index_results_url_name="desk:index_results")
    view.setup(request)
    view.get_queryset()
    return view.deliveries


@require_safe
@seen_by_permission
def deliveries_of_page(request, pk: int):
    """The part of a page's edit view that says where it stands."""
    page = get_object_or_404(Page, pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    context = deliveries_of(page, request.user)
    template = "syndication/admin/deliveries_table.html"
    return fragment(TemplateResponse(request, template, context))


class DeskViewSet(ViewSet):
    menu_label = _("Übersicht")
    menu_item_class = menu_item_for(may_see)
    icon = "tasks"

    def get_common_view_kwargs(self, **kwargs):
        names = {
            "index_url_name": self.get_url_name("index"),
            "index_results_url_name": self.get_url_name("index_results"),
            "header_icon": self.icon,
        }
        return super().get_common_view_kwargs(**names, **kwargs)

    def get_urlpatterns(self):
        whole = self.construct_view(DeskView)
        part = self.construct_view(DeskView, results_only=True)
        return [
            path("", seen_by_permission(whole), name="index"),
            path("results/", seen_by_permission(part), name="index_results"),
            path("page/<int:pk>/", deliveries_of_page, name="page"),
        ]
