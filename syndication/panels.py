"""In the admin: where an article stands, and which channels need somebody."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone
from wagtail.admin.panels import Panel
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from . import channel_health, echo_words, pacing, standing
from .live import pause
from .models import Channel, Delivery
from .rights import may_act
from .stages import OPEN, UNDER_WAY, Stage
from .verbs import Verb, offered
from .weeks import midnight


@dataclass(frozen=True)
class Row:
    """A delivery as an editor reads it; the sentences are those of `standing`.

    `publisher`: she may publish, too.
    """

    delivery: Delivery
    publisher: bool = False

    @property
    def place(self) -> str:
        return standing.place(self.delivery)

    @property
    def label_id(self) -> str:
        """Of the element that names it."""
        return f"delivery_{self.delivery.pk}_title"

    @property
    def stage(self) -> Stage:
        """Of a delivery `with_stage`."""
        return Stage(self.delivery.stage)

    @property
    def status(self) -> str:
        return standing.status(self.delivery)

    @property
    def echo(self) -> str:
        return echo_words.line(self.delivery)

    @property
    def next_step(self) -> str:
        return standing.next_step(self.delivery)

    @property
    def verbs(self) -> dict[str, Verb]:
        """Those that one press of a button does: harmless, and without more words."""
        return self._offered(lambda verb: not (verb.serious or verb.asks))

    @property
    def careful_verbs(self) -> dict[str, Verb]:
        """Those that a person is asked about first."""
        return self._offered(lambda verb: verb.serious)

    @property
    def asking_verbs(self) -> dict[str, Verb]:
        """Those that need to be told something."""
        return self._offered(lambda verb: verb.asks)

    def _offered(self, wanted: Callable[[Verb], bool]) -> dict[str, Verb]:
        verbs = offered(self.delivery, self.publisher).items()
        return {name: verb for name, verb in verbs if wanted(verb)}

    @property
    def on_republish(self) -> str:
        return standing.on_republish(self.delivery)


class DeliveriesPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "syndication/admin/deliveries_panel.html"

        class Media:
            js = ["syndication/live.js"]

        def is_shown(self):
            return bool(self.instance.pk and self.instance.first_published_at)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return context | deliveries_of(self.instance, self.request.user)


def deliveries_of(page: Page, user) -> dict[str, object]:
    """What the edit view of the page says of its channels, and what may be done."""
    deliveries = list(
        Delivery.objects.filter(announcement__page=page.pk)
        .with_stage()
        .select_related("channel", "announcement", "echo")
        .order_by("announcement_id", "channel__name")
    )
    pacing.foretell(deliveries, timezone.now())
    told = [delivery.channel_id for delivery in deliveries]
    return {
        "page": page,
        "rows": [Row(delivery) for delivery in deliveries],
        "untold": Channel.objects.in_use().exclude(pk__in=told),
        "may_read": user.has_perm("syndication.view_delivery"),
        "may_send": may_act(user) and page.live,
        "pause": pause(any(one.stage in UNDER_WAY for one in deliveries)),
    }


def what_leaving_does(
    pages: Sequence[Page], with_those_below: bool = False
) -> list[tuple]:
    """What goes on each channel: (channel, what, the post's address, how many).

    Of several pages the posts are counted, of one each has its link.
    """
    below = _below(pages) if with_those_below else Q()
    counted = len(pages) > 1 or bool(below)
    return _what_leaves(Q(announcement__page__in=pages) | below, counted)


def what_leaving_does_below(pages: Sequence[Page]) -> list[tuple]:
    """The same of what is below them, without themselves."""
    below = _below(pages)
    others = below & ~Q(announcement__page__in=pages)
    return _what_leaves(others, counted=True) if below else []


def _below(pages: Sequence[Page]) -> Q:
    """The deliveries of all below them, and theirs; nothing where none is."""
    paths = (page.path for page in pages if not page.is_leaf())
    return reduce(or_, (Q(announcement__page__path__startswith=p) for p in paths), Q())


def _what_leaves(which: Q, counted: bool) -> list[tuple]:
    found = Delivery.objects.filter(which).select_related("channel", "announcement")
    told = Counter(
        (standing.place(one), standing.on_leaving(one), "" if counted else one.url)
        for one in found.iterator()
    )
    return [(*row, number) for row, number in sorted(told.items())]


class TasksPanel(Component):
    """On the admin's home: the deliveries that wait for a person."""

    name = "tasks"
    template_name = "syndication/admin/tasks_panel.html"
    order = 49
    shown = 10

    def get_context_data(self, parent_context=None):
        waiting = Delivery.objects.needing_someone().order_by("-pk")
        first = waiting.select_related("channel", "announcement")[: self.shown]
        return {
            "rows": [Row(delivery) for delivery in first],
            "more": max(waiting.count() - self.shown, 0),
        }


class TodayPanel(Component):
    """On the admin's home: how much is under way, and what has gone out today."""

    name = "today"
    template_name = "syndication/admin/today_panel.html"
    order = 48

    class Media:
        css = {"all": ["syndication/desk.css"]}

    def get_context_data(self, parent_context=None):
        today = midnight(timezone.localdate())
        counts = Delivery.objects.filter(OPEN | Q(published_at__gte=today))
        return {"counts": counts.count_stages()}


class ChannelsPanel(Component):
    """On the admin's home: the channels that need somebody, and a mail that is stuck."""

    name = "channels"
    template_name = "syndication/admin/channels_panel.html"
    order = 50

    def get_context_data(self, parent_context=None):
        channels = Channel.objects.needing_someone(timezone.now())
        return {
            "rows": [
                (one, channel_health.sentence(one), channel_health.next_step(one))
                for one in channels
            ],
            "unsent": channel_health.unsent_mail(),
        }
