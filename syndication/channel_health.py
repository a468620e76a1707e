"""How each channel is: what an operator asks of it, in plain words.

However many channels there are, they are read in as many queries.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import pacing
from .delivery_states import State
from .models import Channel, Delivery, Mail
from .networks.budgets import DAY
from .rates import Allowance
from .waits import about

# The budgets of the networks by their names; a percentage has no unit.
UNITS = {
    "posts": gettext_lazy("Beiträgen"),
    "replies": gettext_lazy("Antworten"),
    "uploads": gettext_lazy("Bildern"),
    "deletions": gettext_lazy("Löschungen"),
    "requests": gettext_lazy("Anfragen"),
    "points": gettext_lazy("Punkten in der Stunde"),
    "points of a day": gettext_lazy("Punkten am Tag"),
}


@dataclass(frozen=True)
class Step:
    """What to do next, and the button for it: a verb of the channel's URLs, or none."""

    text: str
    verbs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """One channel as an operator reads it; `waiting` counts what has not gone out."""

    channel: Channel
    waiting: int
    outlook: str
    quotas: tuple[str, ...]
    last_post: Delivery | None
    now: datetime

    @property
    def wrong(self) -> bool:
        return needs_someone(self.channel)

    @property
    def sentence(self) -> str:
        return sentence(self.channel)

    @property
    def step(self) -> Step:
        return next_step(self.channel)

    @property
    def access(self) -> str:
        """How long the credentials last, in days."""
        ends = self.channel.expires_at
        if not ends:
            return _("läuft nicht ab")
        if ends <= self.now:
            return _("ist am %s abgelaufen") % about(ends)
        days = (ends - self.now).days
        left = ngettext(
            "noch %(days)d Tag, bis %(end)s", "noch %(days)d Tage, bis %(end)s", days
        )
        return left % {"days": days, "end": date_format(localtime(ends), "j. F Y")}

    @property
    def checked(self) -> str:
        """When the network was asked harmlessly, and what it said."""
        at = self.channel.checked_at
        if not at:
            return _("noch nie")
        found = self.channel.check_error or " ".join(self.channel.check_notes)
        return _("am %(time)s: %(found)s") % {
            "time": about(at),
            "found": found or _("in Ordnung"),
        }


def of(channels: QuerySet, now: datetime) -> list[Condition]:
    """How each of these channels is, in their order."""
    found = list(channels.annotate(last_post=Subquery(_newest())))
    outlooks = pacing.outlooks(found, now)
    allowed = pacing.allowances(found, now)
    waiting = _waiting(found)
    posts = Delivery.objects.select_related("announcement").in_bulk(
        [one.last_post for one in found if one.last_post]
    )
    return [
        Condition(
            channel=one,
            waiting=waiting.get(one.pk, 0),
            outlook=outlooks[one.pk],
            quotas=tuple(_quotas(allowed[one.pk], now)),
            last_post=posts.get(one.last_post),
            now=now,
        )
        for one in found
    ]


def needs_someone(channel: Channel) -> bool:
    """As `ChannelQuerySet.needing_someone` asks the database."""
    wrong = channel.paused_at or channel.check_error or channel.ends_soon()
    return bool(wrong) and not channel.retired


def sentence(channel: Channel) -> str:
    """Its state with a full stop; a reason may have one of its own."""
    return f"{capfirst(channel.state()).rstrip('.')}."


def next_step(channel: Channel) -> Step:
    """What an operator is to do, or may; the first of the verbs is the best."""
    if channel.connected_for != settings.PUBLIC_URL:
        text = _("Er wurde für %s verbunden; von hier aus sendet er nicht.")
        return Step(text % channel.connected_for)
    if channel.paused_at:
        text = _(
            "Beheben Sie den Grund, dann „Fortsetzen“. Gilt der Zugang nicht mehr, "
            "„Neu verbinden“."
        )
        return Step(text, ("resume", "reconnect"))
    if channel.silent():
        text = _("Sie müssen nichts tun: Es geht dann von selbst weiter.")
        return Step(text, ("try_now",))
    if channel.check_error:
        text = _("Sie können erneut prüfen; sonst geschieht das in etwa einer Stunde.")
        return Step(text)
    if channel.ends_soon():
        return Step(_("Verbinden Sie den Kanal vorher neu."), ("reconnect",))
    return Step(_("Es ist nichts zu tun."))


def unsent_mail() -> Mail | None:
    """The oldest mail to the operations' mailbox that the mail server has not taken."""
    tried = Mail.objects.filter(attempts__gt=1) if settings.OPERATIONS_MAILBOX else None
    return tried.order_by("pk").first() if tried is not None else None


def _newest() -> QuerySet:
    """Of what is out there now, the last post."""
    out = Delivery.objects.filter(
        channel=OuterRef("pk"), published_at__isnull=False
    ).exclude(state=State.WITHDRAWN)
    return out.order_by("-published_at").values("pk")[:1]


def _waiting(channels: Collection[Channel]) -> dict[int, int]:
    pending = Delivery.objects.filter(channel__in=channels, state=State.PENDING)
    counted = pending.order_by().values_list("channel").annotate(number=Count("pk"))
    return dict(counted)


def _quotas(allowed: Iterable[Allowance], now: datetime) -> Iterable[str]:
    """What is left of each budget."""
    for allowance in allowed:
        left, back = allowance.left(now.timestamp())
        unit = UNITS.get(allowance.budget.name)
        if unit is None:
            yield _("noch %d %% der Abfragen, die Meta zulässt") % left
        elif back is None:
            yield _("noch %(left)d von %(limit)d %(unit)s") % {
                "left": left,
                "limit": allowance.limit,
                "unit": unit,
            }
        else:
            yield _("noch %(left)d von %(limit)d %(unit)s bis %(time)s") % {
                "left": left,
                "limit": allowance.limit,
                "unit": unit,
                "time": _hour(back, allowance.seconds),
            }


def _hour(moment: float, seconds: float) -> str:
    """To the minute; with its day where the window is a long one."""
    at = localtime(pacing.moment_at(moment))
    return date_format(at, "j. F, H:i" if seconds >= DAY else "H:i")
