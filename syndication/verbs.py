"""What an editor may do with a delivery: each verb a button, a POST, and a log entry."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page
from wagtail.permissions import policy_registry

from .delivery_states import Action, State
from .models import Delivery

Act = Callable[[Delivery, datetime, str], bool]


@dataclass(frozen=True)
class Verb:
    """`act(delivery, now, words)` goes along the arrow and returns whether it won.

    The words are what the person has entered where the verb `asks` for an address,
    else her name. `calls`: not on a channel that is retired. `tells`: not of a page
    that is not public. `publishes`: changes what readers see, as publishing a page does.
    """

    label: str
    done: str
    act: Act
    note: str = ""
    calls: bool = False
    tells: bool = False
    asks: bool = False
    serious: bool = False
    publishes: bool = False

    def allowed(self, user) -> bool:
        """For whoever may change deliveries: may she do this, too?"""
        return not self.publishes or may_publish(user)

    def fits(self, delivery: Delivery) -> bool:
        retired = self.calls and delivery.channel.retired
        return not retired and (delivery.announcement.wanted or not self.tells)


def may_publish(user) -> bool:
    """Whether what readers see is hers to change."""
    return policy_registry.get_by_type(Page).user_has_permission(user, "publish")


def _withdraw(delivery: Delivery, now: datetime, replace: bool = False) -> bool:
    """With the corrections below it, as when the page leaves."""
    with transaction.atomic():
        if won := delivery.withdraw(now, replace):
            for answer in Delivery.objects.answering(delivery):
                answer.lose_original(now)
    return won


VERBS = {
    "retry": Verb(
        gettext_lazy("Erneut versuchen"),
        gettext_lazy("Wird erneut versucht."),
        lambda delivery, now, name: delivery.retry(now),
        gettext_lazy("Zuvor wird nachgesehen, was im Netzwerk schon da ist."),
        calls=True,
    ),
    "release": Verb(
        gettext_lazy("Freigeben"),
        gettext_lazy("Freigegeben, er geht jetzt hinaus."),
        lambda delivery, now, name: delivery.retry(now),
        calls=True,
        tells=True,
    ),
    "again": Verb(
        gettext_lazy("Erneut ankündigen"),
        gettext_lazy("Wird erneut angekündigt."),
        lambda delivery, now, name: delivery.announce_again(now) or delivery.retry(now),
        calls=True,
        tells=True,
        publishes=True,
    ),
    "resolve": Verb(
        gettext_lazy("Beitrag ist da: Adresse eintragen"),
        gettext_lazy("Eingetragen, der Beitrag gilt als veröffentlicht."),
        lambda delivery, now, address: delivery.resolve(address),
        asks=True,
    ),
    "absent": Verb(
        gettext_lazy("Nicht da: erneut senden"),
        gettext_lazy("Wird erneut gesendet, wenn er wirklich nicht zu sehen ist."),
        lambda delivery, now, name: delivery.not_there(now),
        gettext_lazy("Zuvor wird noch einmal nachgesehen."),
        calls=True,
    ),
    "done": Verb(
        gettext_lazy("Erledigt"),
        gettext_lazy("Als erledigt vermerkt."),
        lambda delivery, now, name: delivery.done(),
    ),
    "replace": Verb(
        gettext_lazy("Durch einen neuen Beitrag ersetzen"),
        gettext_lazy("Der alte wird gelöscht, dann geht ein neuer hinaus."),
        lambda delivery, now, name: _withdraw(delivery, now, replace=True),
        gettext_lazy("Antworten und Reaktionen auf den alten gehen verloren."),
        calls=True,
        tells=True,
        publishes=True,
    ),
    "accept": Verb(
        gettext_lazy("So lassen"),
        gettext_lazy("Der Beitrag bleibt, wie er ist."),
        lambda delivery, now, name: delivery.accept(),
        tells=True,
    ),
    "keep": Verb(
        gettext_lazy("Beitrag lassen, wie er ist"),
        gettext_lazy("Der Beitrag bleibt, wie er ist."),
        lambda delivery, now, name: delivery.cancel(),
        tells=True,
    ),
    "hold": Verb(
        gettext_lazy("Zurückhalten"),
        gettext_lazy("Zurückgehalten, bis jemand ihn freigibt."),
        lambda delivery, now, name: delivery.hold(_("Zurückgehalten von %s.") % name),
    ),
    "cancel": Verb(
        gettext_lazy("Abbrechen"),
        gettext_lazy("Abgebrochen, es wird nichts gesendet."),
        lambda delivery, now, name: delivery.cancel(_("Abgebrochen von %s.") % name),
        serious=True,
    ),
    "withdraw": Verb(
        gettext_lazy("Diesen Beitrag zurückziehen"),
        gettext_lazy("Wird im Netzwerk gelöscht."),
        lambda delivery, now, name: _withdraw(delivery, now),
        gettext_lazy("Nachträge, die auf ihn antworten, gehen mit ihm."),
        calls=True,
        serious=True,
        publishes=True,
    ),
}
# Where this access may delete nothing on the network.
BY_HAND = {
    "replace": replace(
        VERBS["replace"],
        label=gettext_lazy("Durch einen neuen Beitrag ersetzen, alten selbst löschen"),
        done=gettext_lazy(
            "Den alten löschen Sie dort von Hand; wir zeigen den Link. Nach „Erledigt“ "
            "geht ein neuer hinaus."
        ),
        note=gettext_lazy(
            "Sie löschen den alten dort von Hand; wir zeigen den Link. Antworten und "
            "Reaktionen auf ihn gehen verloren."
        ),
    ),
    "withdraw": replace(
        VERBS["withdraw"],
        label=gettext_lazy("Diesen Beitrag zurückziehen, selbst löschen"),
        done=gettext_lazy("Sie löschen dort von Hand; wir zeigen den Link."),
        note=gettext_lazy(
            "Sie löschen dort von Hand; wir zeigen den Link. Nachträge, die auf ihn "
            "antworten, gehen mit ihm."
        ),
    ),
}
OFFERED = {
    (State.PENDING, Action.PUBLISH): ("hold", "cancel"),
    (State.PENDING, Action.UPDATE): ("keep", "withdraw"),
    (State.PENDING, Action.WITHDRAW): ("keep",),
    (State.BY_HAND, Action.PUBLISH): ("done",),
    (State.BY_HAND, Action.UPDATE): ("done", "retry", "accept", "withdraw"),
    (State.BY_HAND, Action.WITHDRAW): ("done", "retry", "accept"),
}
OFFERED_ALWAYS = {
    State.PUBLISHED: ("withdraw",),
    State.FAILED: ("retry", "cancel"),
    State.HELD: ("release", "cancel"),
    State.CANCELLED: ("again",),
    State.WITHDRAWN: ("again",),
}


def told(name: str, delivery: Delivery) -> Verb:
    """The verb in the words that are true of this delivery."""
    if name in BY_HAND and not delivery.may_be_withdrawn:
        return BY_HAND[name]
    return VERBS[name]


def offered(delivery: Delivery, publisher: bool = True) -> dict[str, Verb]:
    """The verbs that lead on from where it stands; the arrows have the last word.

    `publisher`: for somebody who may publish.
    """
    return {
        name: told(name, delivery)
        for name in _names(delivery)
        if VERBS[name].fits(delivery) and (publisher or not VERBS[name].publishes)
    }


def _names(delivery: Delivery) -> tuple[str, ...]:
    match delivery.state:
        case State.PENDING if delivery.withdrawing and delivery.channel.retired:
            return ("done", "keep")
        case State.PUBLISHED if delivery.outdated:
            return ("replace", "accept", "withdraw")
        case State.IN_DOUBT:
            return ("resolve",) if delivery.looks_left else ("resolve", "absent")
    here = (delivery.state, delivery.action)
    return OFFERED.get(here) or OFFERED_ALWAYS.get(delivery.state, ())
