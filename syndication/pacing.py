"""How fast a channel is sent to: whose turn the network's limits let come, and when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import rates
from .delivery_states import Action, State
from .models import Attempt, Channel, Delivery
from .waits import about

CLOCKS_DIFFER = 60.0  # seconds; what was told later than that is of another clock


@dataclass(frozen=True)
class Kind:
    """Deliveries that wait for the same limits of their channel."""

    action: str
    answers: bool = False
    urgent: bool = False

    @classmethod
    def of(cls, delivery: Delivery) -> "Kind":
        said = delivery.announcement
        return cls(delivery.action, said.answers_id is not None, said.urgent)

    @property
    def privileged(self) -> bool:
        """What is wrong out there is as urgent as what is urgent."""
        return self.urgent or self.action != Action.PUBLISH

    def acts(self, channel: Channel) -> frozenset[str]:
        """As budgets name them."""
        if self.action == Action.WITHDRAW:
            return frozenset({"withdraw"})
        if self.answers:
            return frozenset({"reply"})
        uploads = {"picture"} if _uploads(channel) else set()
        return frozenset({str(self.action)} | uploads)

    def waiting(self, channel: Channel) -> QuerySet:
        return Delivery.objects.filter(
            channel=channel,
            state=State.PENDING,
            action=self.action,
            announcement__urgent=self.urgent,
            announcement__answers__isnull=not self.answers,
        )


@dataclass(frozen=True)
class Turn:
    """As much of a delivery that waits as decides when its turn comes."""

    COLUMNS = (
        *("pk", "action", "not_before", "useful_until"),
        *("announcement", "announcement__answers", "announcement__urgent"),
    )
    pk: int
    action: str
    not_before: datetime
    useful_until: datetime
    announcement: int
    answers: int | None
    urgent: bool

    def order(self) -> tuple:
        """What is changed or taken back has limits of its own; then what is urgent."""
        new = self.action == Action.PUBLISH
        return new, not self.urgent, self.announcement, self.pk

    @property
    def deadline(self) -> float:
        """What is changed or taken back is never too late."""
        publish = self.action == Action.PUBLISH
        return self.useful_until.timestamp() if publish else rates.NEVER

    def waiting(self, channel: Channel) -> rates.Waiting:
        kind = Kind(self.action, self.answers is not None, self.urgent)
        return rates.Waiting(
            kind.acts(channel),
            kind.privileged,
            self.not_before.timestamp(),
            self.deadline,
        )


def let_go(delivery: Delivery, now: datetime) -> bool:
    """Whether the network's limits let this pending delivery begin now.

    If not, it waits for the moment when they do, and with it all of its kind on the
    channel: nothing is claimed or counted for that.
    """
    channel, kind = delivery.channel, Kind.of(delivery)
    allowed, start = allowances([channel], now)[channel.pk], now.timestamp()
    moment = rates.opens(allowed, kind.acts(channel), kind.privileged, start)
    if moment <= start:
        return True
    until = moment_at(moment + 0.001)  # never asked for just too early
    kind.waiting(channel).filter(not_before__lt=until).update(not_before=until)
    return False


def can_spare(channel: Channel, act: str, now: datetime) -> bool:
    """Whether this can be done with half of every budget left to the posts."""
    acts = frozenset({act})
    allowed = allowances([channel], now)[channel.pk]
    return all(one.half_free(acts, now.timestamp()) for one in allowed)


def check_opens(channel: Channel, now: datetime) -> datetime:
    """From when on the network's limits let a harmless check go; now, or later."""
    allowed = allowances([channel], now)[channel.pk]
    acts = frozenset({"check"})
    return max(now, moment_at(rates.opens(allowed, acts, False, now.timestamp())))


def expected(channel: Channel, now: datetime) -> dict[int, datetime]:
    """When each delivery that waits will be begun, by its primary key.

    Nothing is expected of a channel that waits for a person.
    """
    plan = _plans([channel], now)[channel.pk]
    return {turn.pk: moment_at(moment) for turn, moment in plan}


def foretell(deliveries: Iterable[Delivery], now: datetime) -> None:
    """Let each of them that waits say when it is expected to be begun."""
    waiting = [one for one in deliveries if one.state == State.PENDING]
    channels = {one.channel_id: one.channel for one in waiting}
    plans = _plans(channels.values(), now).values()
    moments = {turn.pk: moment for plan in plans for turn, moment in plan}
    for delivery in waiting:
        if delivery.pk in moments:
            delivery.expected = moment_at(moments[delivery.pk])


def outlook(channel: Channel) -> str:
    """How many wait on the channel, and when the last of them is expected."""
    return outlooks([channel], timezone.now())[channel.pk]


def outlooks(channels: Collection[Channel], now: datetime) -> dict[int, str]:
    """The same of many channels in as many queries, by their primary keys."""
    plans = _plans(channels, now)
    return {pk: _in_words([moment for _, moment in plans[pk]]) for pk in plans}


def _in_words(moments: list[float]) -> str:
    if not moments:
        return ""
    text = ngettext(
        "einer wartet, voraussichtlich bis %(time)s",
        "%(number)d warten, voraussichtlich bis %(time)s",
        len(moments),
    )
    return text % {"number": len(moments), "time": about(moment_at(max(moments)))}


def hold_late(now: datetime) -> int:
    """Hold at once what the limits do not let go before its deadline; how many."""
    waiting = Delivery.objects.filter(state=State.PENDING, action=Action.PUBLISH)
    channels = Channel.objects.filter(pk__in=waiting.values("channel"))
    return sum(
        _hold(turn.pk)
        for plan in _plans(channels, now).values()
        for turn, moment in plan
        if moment > turn.deadline
    )


def _hold(pk: int) -> bool:
    delivery = Delivery.objects.select_related("channel").get(pk=pk)
    reason = _(
        "%(channel)s nimmt so viele Beiträge auf einmal nicht an: Bis %(until)s kommt "
        "dieser nicht mehr an die Reihe, und danach ist er nicht mehr aktuell."
    ) % {"channel": delivery.channel, "until": about(delivery.useful_until)}
    return delivery.hold(reason)


def _plans(
    channels: Collection[Channel], now: datetime
) -> dict[int, list[tuple[Turn, float]]]:
    """By channel what waits, in its order, each with the moment when it will be begun."""
    active = [one for one in channels if not (one.paused_at or one.retired)]
    turns: dict[int, list[Turn]] = defaultdict(list)
    waiting = Delivery.objects.filter(channel__in=active, state=State.PENDING)
    for channel, *row in waiting.values_list("channel", *Turn.COLUMNS):
        turns[channel].append(Turn(*row))
    busy = [one for one in active if one.pk in turns]
    allowed = allowances(busy, now)
    plans: dict[int, list[tuple[Turn, float]]] = {one.pk: [] for one in channels}
    for channel in busy:
        mine = sorted(turns[channel.pk], key=Turn.order)
        start = max(now, channel.throttled_until or now).timestamp()
        plan = [turn.waiting(channel) for turn in mine]
        moments = rates.schedule(allowed[channel.pk], plan, start)
        plans[channel.pk] = list(zip(mine, moments, strict=True))
    return plans


def allowances(
    channels: Collection[Channel], now: datetime
) -> dict[int, list[rates.Allowance]]:
    """The budgets of the channels at work, by the channels' primary keys."""
    budgets = {one.pk: one.network_class.budgets(one.facts) for one in channels}
    longest = {
        pk: max((budget.seconds for budget in mine), default=0)
        for pk, mine in budgets.items()
    }
    uses = _uses(channels, longest, now)
    newest = now.timestamp() + CLOCKS_DIFFER
    allowed = {}
    for one in channels:
        told = {name: said for name, said in one.told().items() if said.at <= newest}
        allowed[one.pk] = rates.allowances(budgets[one.pk], told, uses[one.pk])
    return allowed


def _uses(
    channels: Collection[Channel], longest: Mapping[int, float], now: datetime
) -> dict[int, list[rates.Use]]:
    """What was begun in the `longest` window, in seconds, of each of the channels.

    Of each delivery's action the last time counts.
    """
    numbered = {one.pk: one for one in channels}
    since = {pk: now - timedelta(seconds=seconds) for pk, seconds in longest.items()}
    begun = (
        Attempt.objects.filter(
            channel__in=numbered,
            phase=Attempt.Phase.BEGUN,
            at__gt=min(since.values(), default=now),
            at__lte=now,
        )
        .order_by()
        .values_list("channel", "action", "delivery__announcement__answers", "delivery")
        .annotate(last=Max("at"))
    )
    acts = cache(lambda pk, *kind: Kind(*kind).acts(numbered[pk]))
    uses: dict[int, list[rates.Use]] = defaultdict(list)
    for pk, action, answers, _delivery, last in begun:
        if last > since[pk]:
            use = rates.Use(last.timestamp(), acts(pk, action, bool(answers)))
            uses[pk].append(use)
    return uses


def _uploads(channel: Channel) -> bool:
    """Whether a picture is uploaded with each post that has one."""
    limits = channel.limits()
    pictures = limits.needs_picture or channel.attach == Channel.Attach.PICTURE
    return pictures or limits.uploads_card


def moment_at(seconds: float) -> datetime:
    """The moment that is so many seconds after 1970 began."""
    return datetime.fromtimestamp(seconds, UTC)
