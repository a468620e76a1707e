"""In lists of pages: where each stands on the channels, as small labelled icons."""

from dataclasses import dataclass

from wagtail.admin.ui.tables import BaseColumn, Table

from . import standing
from .models import Delivery
from .stages import Stage


@dataclass(frozen=True)
class Mark:
    """One channel: its network in two letters, its stage, all in words."""

    short: str
    stage: Stage
    words: str


def mark(delivery: Delivery) -> Mark:
    """Of a delivery `with_stage`."""
    words = f"{standing.place(delivery)}: {standing.status(delivery)}"
    network = delivery.channel.network_class.label
    return Mark(network[:2], Stage(delivery.stage), words)


def marks_of(pages: list[int]) -> dict[int, list[Mark]]:
    """By page, for the articles themselves, not their corrections; one query."""
    found = (
        Delivery.objects.filter(
            announcement__page__in=pages, announcement__answers=None
        )
        .with_stage()
        .select_related("channel", "announcement")
        .order_by("channel__name")
    )
    marks = {page: [] for page in pages}
    for delivery in found:
        marks[delivery.announcement.page_id].append(mark(delivery))
    return marks


class ChannelsColumn(BaseColumn):
    """Asks once for all the pages of its table."""

    cell_template_name = "syndication/admin/channels_cell.html"

    class Media:
        css = {"all": ["syndication/desk.css"]}

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"marks": _known(context["table"]).get(instance.pk, [])}


def _known(table: Table) -> dict[int, list[Mark]]:
    if not hasattr(table, "channel_marks"):
        table.channel_marks = marks_of([page.pk for page in table.data])
    return table.channel_marks
