"""The stages that the desk sorts deliveries into; each delivery is in exactly one."""

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from .delivery_states import GONE, State


class Stage(models.TextChoices):
    NEEDS = "needs", _("Braucht Sie")
    DOUBT = "doubt", _("In Klärung")
    WAITING = "waiting", _("Wartet")
    GOING = "going", _("Geht hinaus")
    LIVE = "live", _("Veröffentlicht")
    OVER = "over", _("Beendet")

    @property
    def icon(self) -> str:
        return ICONS[self]


ICONS = {
    Stage.NEEDS: "warning",
    Stage.DOUBT: "help",
    Stage.WAITING: "time",
    Stage.GOING: "upload",
    Stage.LIVE: "check",
    Stage.OVER: "cross",
}


STUCK = Q(state__in=[State.PENDING, State.IN_DOUBT], channel__retired=True)
GOES_ON = Q(state=State.PENDING) | Q(state=State.IN_DOUBT, looks_left__gt=0)
PAUSED = GOES_ON & Q(channel__retired=False, channel__paused_at__isnull=False)
SENDS = Q(channel__retired=False, channel__paused_at=None)
WHICH = {
    # Nothing goes on until a person has done or decided something.
    Stage.NEEDS: Q(state__in=[State.FAILED, State.HELD, State.BY_HAND])
    | Q(state=State.PUBLISHED, outdated=True)
    | Q(state=State.IN_DOUBT, looks_left=0)
    | STUCK
    | PAUSED,
    Stage.DOUBT: Q(SENDS, state=State.IN_DOUBT, looks_left__gt=0),
    Stage.WAITING: Q(SENDS, state=State.PENDING),
    Stage.GOING: Q(state=State.SENDING),
    Stage.LIVE: Q(state=State.PUBLISHED, outdated=False),
    Stage.OVER: Q(state__in=GONE),
}
UNDER_WAY = frozenset({Stage.DOUBT, Stage.WAITING, Stage.GOING})
ENDS = (State.PUBLISHED, *GONE)
# Said so that a database finds it by its indexes.
OPEN = Q(state__in=[state for state in State if state not in ENDS]) | Q(
    state=State.PUBLISHED, outdated=True
)


def stage() -> Case:
    """As an expression on deliveries."""
    whens = (When(which, then=Value(name.value)) for name, which in WHICH.items())
    return Case(*whens, output_field=models.CharField())
