"""How fast a channel is sent to: whose turn the network's limits let come, and when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

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
    allowed, start = _allowances(channel, now), now.timestamp()
    moment = rates.opens(allowed, kind.acts(channel), kind.privileged, start)
    if moment <= start:
        return True
    until = _moment(moment + 0.001)  # never asked for just too early
    kind.waiting(channel).filter(not_before__lt=until).update(not_before=until)
    return False


def can_spare(channel: Channel, act: str, now: datetime) -> bool:
    """Whether this can be done with half of every budget left to the posts."""
    acts = frozenset({act})
    allowed = _allowances(channel, now)
    return all(one.half_free(acts, now.timestamp()) for one in allowed)


def expected(channel: Channel, now: datetime) -> dict[int, datetime]:
    """When each delivery that waits will be begun, by its primary key.

    Nothing is expected of a channel that waits for a person.
    """
    return {turn.pk: _moment(moment) for turn, moment in _plan(channel, now)}


def foretell(deliveries: Iterable[Delivery], now: datetime) -> None:
    """Let each of them that waits say when it is expected to be begun."""
    waiting = [one for one in deliveries if one.state == State.PENDING]
    channels = {one.channel_id: one.channel for one in waiting}
    plans = {pk: expected(channel, now) for pk, channel in channels.items()}
    for delivery in waiting:
        delivery.expected = plans[delivery.channel_id].get(delivery.pk)


def outlook(channel: Channel) -> str:
    """How many wait on the channel, and when the last of them is expected."""
    moments = expected(channel, timezone.now()).values()
    if not moments:
        return ""
    text = ngettext(
        "einer wartet, voraussichtlich bis %(time)s",
        "%(number)d warten, voraussichtlich bis %(time)s",
        len(moments),
    )
    return text % {"number": len(moments), "time": about(max(moments))}


def hold_late(now: datetime) -> int:
    """Hold at once what the limits do not let go before its deadline; how many."""
    waiting = Delivery.objects.filter(state=State.PENDING, action=Action.PUBLISH)
    channels = Channel.objects.filter(pk__in=waiting.values("channel"))
    return sum(
        _hold(turn.pk)
        for channel in channels
        for turn, moment in _plan(channel, now)
        if moment > turn.deadline
    )


def _hold(pk: int) -> bool:
    delivery = Delivery.objects.select_related("channel").get(pk=pk)
    reason = _(
        "%(channel)s nimmt so viele Beiträge auf einmal nicht an: Bis %(until)s kommt "
        "dieser nicht mehr an die Reihe, und danach ist er nicht mehr aktuell."
    ) % {"channel": delivery.channel, "until": about(delivery.useful_until)}
    return delivery.hold(reason)


def _plan(channel: Channel, now: datetime) -> Iterator[tuple[Turn, float]]:
    """What waits, in its order, each with the moment at which it will be begun."""
    if channel.paused_at or channel.retired:
        return
    waiting = Delivery.objects.filter(channel=channel, state=State.PENDING)
    turns = sorted(
        (Turn(*row) for row in waiting.values_list(*Turn.COLUMNS)), key=Turn.order
    )
    start = max(now, channel.throttled_until or now).timestamp()
    plan = [turn.waiting(channel) for turn in turns]
    moments = rates.schedule(_allowances(channel, now), plan, start)
    yield from zip(turns, moments, strict=True)


def _allowances(channel: Channel, now: datetime) -> list[rates.Allowance]:
    budgets = channel.network_class.budgets(channel.facts)
    newest = now.timestamp() + CLOCKS_DIFFER
    told = {name: one for name, one in channel.told().items() if one.at <= newest}
    longest = max((budget.seconds for budget in budgets), default=0)
    uses = list(_uses(channel, now - timedelta(seconds=longest), now))
    return rates.allowances(budgets, told, uses)


def _uses(channel: Channel, since: datetime, now: datetime) -> Iterator[rates.Use]:
    """What was begun on the channel: each delivery's action once, its last time."""
    begun = (
        Attempt.objects.filter(
            delivery__channel=channel,
            phase=Attempt.Phase.BEGUN,
            at__gt=since,
            at__lte=now,
        )
        .order_by()
        .values_list("action", "delivery__announcement__answers", "delivery")
        .annotate(last=Max("at"))
    )
    for action, answers, _delivery, last in begun:
        yield rates.Use(last.timestamp(), Kind(action, bool(answers)).acts(channel))


def _uploads(channel: Channel) -> bool:
    """Whether a picture is uploaded with each post that has one."""
    limits = channel.limits()
    pictures = limits.needs_picture or channel.attach == Channel.Attach.PICTURE
    return pictures or limits.uploads_card


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
