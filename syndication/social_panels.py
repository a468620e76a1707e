"""The tab "Soziale Medien" on the edit view of a page."""

from dataclasses import dataclass
from functools import partial

from wagtail.admin import compare
from wagtail.admin.panels import Panel

from . import standing
from .announcing import is_another_version
from .composing import Story
from .models import Announcement, Channel, ChannelWish, Delivery
from .rules import verdict
from .social_forms import SocialPageForm, WishForm


class OtherVersionPanel(Panel):
    """Tells that an alias or a translation is not announced."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "syndication/admin/other_version_panel.html"

        def is_shown(self):
            return is_another_version(self.instance)


@dataclass(frozen=True)
class ChannelPart:
    """A channel on the form: what was entered, and what that means there."""

    form: WishForm
    rule: str
    delivery: Delivery | None

    @property
    def channel(self) -> Channel:
        return self.form.channel

    @property
    def on_republish(self) -> str:
        return standing.on_republish(self.delivery) if self.delivery else ""


class WishesPanel(Panel):
    """Every channel in use; an editor adds none and leaves none out."""

    def classes(self):
        return [*super().classes(), "w-panel--nested"]

    class BoundPanel(Panel.BoundPanel):
        template_name = "syndication/admin/wishes_panel.html"

        def is_shown(self):
            return not is_another_version(self.instance)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {
                "parts": _parts(self.form)
            }

        def get_comparison(self):
            fields = ChannelWish._meta.get_field
            choices = ("send", "attach")
            rows = [
                partial(compare.ForeignObjectComparison, fields("channel")),
                partial(compare.TextFieldComparison, fields("text")),
                *(partial(compare.ChoiceFieldComparison, fields(n)) for n in choices),
            ]
            relation = self.instance._meta.get_field("channel_wishes")
            return [partial(WishesComparison, relation, rows, label=self.heading)]


class WishesComparison(compare.ChildRelationComparison):
    """Two versions of what is wished on one channel are always the same channel's."""

    def get_mapping(self, objs_a, objs_b):
        there = {row.channel_id: index for index, row in enumerate(objs_b)}
        forwards = {
            index: there[row.channel_id]
            for index, row in enumerate(objs_a)
            if row.channel_id in there
        }
        backwards = {there: here for here, there in forwards.items()}
        added = [index for index in range(len(objs_b)) if index not in backwards]
        deleted = [index for index in range(len(objs_a)) if index not in forwards]
        return forwards, backwards, added, deleted


def _parts(form: SocialPageForm) -> list[ChannelPart]:
    """Four queries, however many channels."""
    page, story = form.instance, form.told()
    first = Announcement.of(page)
    topics = list(page.announced_topics())
    deliveries = {}
    if first:
        known = first.deliveries.select_related("channel", "announcement")
        deliveries = {delivery.channel_id: delivery for delivery in known}

    def rule(channel: Channel) -> str:
        return verdict(channel, topics, page.published_at, announced=bool(first)).why

    return [
        _part(form, one, story, rule(one.channel), deliveries)
        for one in form.wish_forms
    ]


def _part(
    form: SocialPageForm,
    wish_form: WishForm,
    story: Story,
    rule: str,
    deliveries: dict[int, Delivery],
) -> ChannelPart:
    channel = wish_form.channel
    written = story.on(channel.pk).own_text()
    wish_form.tell_length(form.length_on(story, channel) if written else None)
    return ChannelPart(
        form=wish_form,
        rule=rule,
        delivery=deliveries.get(channel.pk),
    )
