"""The echo of a post in plain words: what was counted, when, and who has answered."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.utils import get_user_display_name

from .models import Delivery, Echo
from .waits import about

NO_BREAK = "\u00a0"


def echo_of(delivery: Delivery) -> Echo | None:
    """That of the post that is out there; none before it was asked for."""
    echo = getattr(delivery, "echo", None)
    return echo if echo and echo.remote_id == delivery.remote_id else None


def line(delivery: Delivery) -> str:
    """Such as "3 Antworten · 12 Favoriten · 4-mal geteilt, Stand 14:10"; may be empty."""
    echo = echo_of(delivery)
    if echo is None or echo.fetched_at is None:
        return ""
    told = _("%(counts)s, Stand %(time)s")
    return told % {"counts": counts(echo), "time": moment(echo.fetched_at)}


def counts(echo: Echo) -> str:
    """What the network has told, without a full stop."""
    told = [echo.replies, echo.favourites, echo.shares]
    if echo.gone and not any(told):
        return _("im Netzwerk nicht mehr da")
    if all(number is None for number in told):
        return _("das Netzwerk nennt keine Zahlen")
    if not any(told):
        return _("noch keine Reaktion")
    parts = [*_replies(echo), *_favourites(echo.favourites), *_shares(echo.shares)]
    if echo.gone:
        parts.append(_("nicht mehr da"))
    return " · ".join(part.replace(" ", NO_BREAK) for part in parts)


def replies(echo: Echo) -> str:
    """How many, and how many of them came after the others were answered."""
    if echo.replies is None:
        return "–"
    if echo.answered_at and echo.new_replies:
        return f"{echo.replies} ({_new(echo.new_replies)})"
    return str(echo.replies)


def number(told: int | None) -> str:
    return "–" if told is None else str(told)


def answered(echo: Echo) -> str:
    """Who has answered, and when; empty if nobody has."""
    if not echo.answered_at:
        return ""
    facts = {
        "time": about(echo.answered_at),
        "name": get_user_display_name(echo.answered_by),
    }
    if not echo.answered_by:
        return _("beantwortet am %(time)s") % facts
    return _("beantwortet am %(time)s von %(name)s") % facts


def as_of(echo: Echo) -> str:
    """When it was counted, or will be."""
    if echo.fetched_at:
        return moment(echo.fetched_at)
    if echo.next_at and echo.next_at > timezone.now():
        return _("wird ab %s gezählt") % moment(echo.next_at)
    return _("noch nicht gezählt")


def moment(at) -> str:
    """The time of today, or the day with its time."""
    local = timezone.localtime(at)
    same = local.date() == timezone.localdate()
    return date_format(local, "H:i") if same else about(at)


def _replies(echo: Echo) -> list[str]:
    if echo.replies is None:
        return []
    number = echo.replies
    text = ngettext("%(number)d Antwort", "%(number)d Antworten", number)
    text %= {"number": number}
    fresh = echo.answered_at and echo.new_replies
    return [f"{text} ({_new(echo.new_replies)})" if fresh else text]


def _new(number: int) -> str:
    text = ngettext("%(number)d neue", "%(number)d neue", number)
    return text % {"number": number}


def _favourites(number: int | None) -> list[str]:
    if number is None:
        return []
    text = ngettext("%(number)d Favorit", "%(number)d Favoriten", number)
    return [text % {"number": number}]


def _shares(number: int | None) -> list[str]:
    if number is None:
        return []
    text = ngettext("%(number)d-mal geteilt", "%(number)d-mal geteilt", number)
    return [text % {"number": number}]
