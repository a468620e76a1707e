"""By what an editor narrows down the desk."""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import (
    ChoiceFilter,
    DateFromToRangeFilter,
    ModelMultipleChoiceFilter,
)
from wagtail.admin.filters import (
    DateRangePickerWidget,
    MultipleUserFilter,
    WagtailFilterSet,
)
from wagtail.models import PageLogEntry

from .models import Announcement, Channel, Delivery
from .stages import OPEN, Stage
from .weeks import midnight

DAYS = 7  # that the desk shows as long as nobody asks for others
DIGITS = 18  # of a key
TODAY, MONTH, ALWAYS = "1", "30", "all"
PUBLISHING = (
    "wagtail.publish",
    "wagtail.publish.scheduled",
    "wagtail.schedule.publish",
)


def days_ago(days: int) -> datetime:
    return midnight(timezone.localdate() - timedelta(days=days))


def since(start: datetime) -> Q:
    """Published since then, or of an article that went live or changed since."""
    return _within(changed_at__gte=start) | Q(published_at__gte=start)


def _within(**moments) -> Q:
    """Of an announcement like that; asked so that each index is of use."""
    return Q(announcement__in=Announcement.objects.filter(**moments).values("pk"))


def people_who_publish(request):
    """Who has published a page, or owns one that was announced."""
    published = PageLogEntry.objects.filter(action__in=PUBLISHING)
    owned = Announcement.objects.filter(page__owner__isnull=False)
    return get_user_model().objects.filter(
        Q(pk__in=published.order_by().values("user").distinct())
        | Q(pk__in=owned.order_by().values("page__owner").distinct())
    )


def is_key(text: str) -> bool:
    """Whether it may be the key of a row; a database raises on one of twenty digits."""
    return text.isdecimal() and len(text) <= DIGITS


class KeysField:
    """A field for rows that are chosen by their keys."""

    def clean(self, value):
        for key in value or ():
            if not is_key(key):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], params={"pk": key}
                )
        return super().clean(value)


class ChannelFilter(ModelMultipleChoiceFilter):
    class Field(KeysField, ModelMultipleChoiceFilter.field_class):
        pass

    field_class = Field


class EditorFilter(MultipleUserFilter):
    class Field(KeysField, MultipleUserFilter.field_class):
        pass

    field_class = Field

    def filter(self, qs: QuerySet, value) -> QuerySet:
        if not value:
            return qs
        published = PageLogEntry.objects.filter(action__in=PUBLISHING, user__in=value)
        return qs.filter(
            Q(announcement__page_number__in=published.order_by().values("page"))
            | Q(announcement__page__owner__in=value)
        )


class PeriodFilter(ChoiceFilter):
    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """Without a value nothing is left out: see `of_late`."""
        if value in (TODAY, MONTH):
            return qs.filter(since(days_ago(int(value) - 1)))
        return qs


class BetweenFilter(DateFromToRangeFilter):
    def filter(self, qs: QuerySet, value: slice | None) -> QuerySet:
        if not value:
            return qs
        ends = {"gte": value.start, "lte": value.stop}
        asked = {name: moment for name, moment in ends.items() if moment}
        published = {f"published_at__{name}": at for name, at in asked.items()}
        changed = {f"changed_at__{name}": at for name, at in asked.items()}
        return qs.filter(Q(**published) | _within(**changed))


class DeskFilterSet(WagtailFilterSet):
    # Chosen by tabs, too: the view applies it after all are counted.
    stage = ChoiceFilter(
        label=_("Stand"),
        choices=Stage.choices,
        empty_label=_("Alle"),
        widget=RadioSelect,
        method="everything",
    )
    channel = ChannelFilter(
        label=_("Kanal"),
        queryset=Channel.objects.all(),
        widget=CheckboxSelectMultiple,
    )
    editor = EditorFilter(
        label=_("Redaktion"),
        queryset=people_who_publish,
        widget=CheckboxSelectMultiple,
    )
    period = PeriodFilter(
        label=_("Zeitraum"),
        choices=[
            (TODAY, _("Heute")),
            (MONTH, _("Die letzten 30 Tage")),
            (ALWAYS, _("Von Anfang an")),
        ],
        empty_label=_("Die letzten 7 Tage, und was noch offen ist"),
        widget=RadioSelect,
    )
    between = BetweenFilter(
        label=_("Von einem Tag bis zu einem anderen"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Delivery
        fields = []

    def everything(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset

    def chosen(self, name: str):
        """What was asked for by this filter; None if nothing, or nonsense."""
        return (self.is_valid() and self.form.cleaned_data.get(name)) or None

    @property
    def narrows(self) -> bool:
        """Whether anything but the stage is asked for."""
        return bool(set(self.form.changed_data) - {"stage"})

    @property
    def asks_for_time(self) -> bool:
        return bool(self.chosen("period") or self.chosen("between"))


def of_late(deliveries: QuerySet) -> QuerySet:
    """Those of the last days, and whatever is not at its end, however old."""
    return deliveries.filter(since(days_ago(DAYS - 1)) | OPEN)
