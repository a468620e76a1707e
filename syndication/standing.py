"""Where a delivery stands, what is to be done next, and what would become of it.

Every sentence that an editor reads about a delivery is written here.
"""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .delivery_states import Action, State
from .models import Channel, Delivery
from .waits import about, clock

WAITING = {
    Action.PUBLISH: gettext_lazy("wartet"),
    Action.UPDATE: gettext_lazy("wartet darauf, geändert zu werden"),
    Action.WITHDRAW: gettext_lazy("wartet darauf, zurückgezogen zu werden"),
}
SENDING = {
    Action.PUBLISH: gettext_lazy("wird gerade gesendet"),
    Action.UPDATE: gettext_lazy("wird gerade geändert"),
    Action.WITHDRAW: gettext_lazy("wird gerade zurückgezogen"),
}
BY_HAND = {
    Action.PUBLISH: gettext_lazy("von Hand zu veröffentlichen"),
    Action.UPDATE: gettext_lazy("von Hand zu ändern"),
    Action.WITHDRAW: gettext_lazy("von Hand zu löschen"),
}
ENDED = {
    State.FAILED: gettext_lazy("fehlgeschlagen, nicht gesendet"),
    State.HELD: gettext_lazy("zurückgehalten"),
    State.CANCELLED: gettext_lazy("abgebrochen, nicht gesendet"),
    State.WITHDRAWN: gettext_lazy("zurückgezogen"),
}
STEPS = {
    State.FAILED: gettext_lazy("Beheben Sie den Grund, dann „Erneut versuchen“."),
    State.HELD: gettext_lazy(
        "Prüfen Sie, ob er noch aktuell ist: „Freigeben“ oder „Abbrechen“."
    ),
}
STEPS_BY_HAND = {
    Action.PUBLISH: gettext_lazy(
        "Kopieren Sie den Text und setzen Sie ihn als Kommentar unter den Beitrag, "
        "dann „Erledigt“."
    ),
    Action.UPDATE: gettext_lazy(
        "Öffnen Sie den Beitrag im Netzwerk und ändern Sie ihn dort, dann „Erledigt“."
    ),
    Action.WITHDRAW: gettext_lazy(
        "Öffnen Sie den Beitrag im Netzwerk und löschen Sie ihn dort, dann „Erledigt“."
    ),
}


def place(delivery: Delivery) -> str:
    """The channel, and whether it is a correction or an update there."""
    if delivery.announcement.answers_id:
        return _("%s (Nachtrag)") % delivery.channel
    return str(delivery.channel)


def status(delivery: Delivery) -> str:
    """Where it stands, in one plain sentence without a full stop."""
    match delivery.state:
        case State.PUBLISHED if delivery.outdated:
            return _("veröffentlicht, zeigt aber einen älteren Stand")
        case State.PUBLISHED:
            return _("veröffentlicht am %s") % clock(delivery.published_at)
        case State.SENDING:
            return str(SENDING[delivery.action])
        case State.BY_HAND:
            return str(BY_HAND[delivery.action])
        case State.IN_DOUBT if not delivery.looks_left:
            return _("ungewiss, bitte nachsehen")
        case State.IN_DOUBT:
            return _until(delivery, _("ungewiss, wird geprüft"))
        case State.PENDING:
            return _until(delivery, str(WAITING[delivery.action]))
    return str(ENDED[delivery.state])


def next_step(delivery: Delivery) -> str:
    """What an editor is to do, or may; empty if nothing."""
    match delivery.state:
        case State.PUBLISHED if delivery.outdated:
            return _(
                "Das Netzwerk kann ihn nicht ändern: Nennen Sie im Artikel eine "
                "Korrektur, ersetzen Sie den Beitrag oder lassen Sie ihn so."
            )
        case State.BY_HAND:
            return str(STEPS_BY_HAND[delivery.action])
        case State.IN_DOUBT if not delivery.looks_left:
            return _(
                "Das Netzwerk zeigt den Beitrag nicht, kann aber nicht beweisen, dass "
                "er fehlt. Sehen Sie im Konto nach und sagen Sie, was Sie sehen."
            )
        case State.PENDING | State.IN_DOUBT if delivery.channel.retired:
            return _(
                "Auf dem Kanal geht nichts mehr hinaus: Verbinden Sie ihn neu, oder "
                "entscheiden Sie hier, dass es nicht mehr geschehen soll."
            )
        case State.PENDING | State.IN_DOUBT if _paused(delivery):
            return _(
                "Wer Kanäle ändern darf (die Technik), behebt den Grund unter „Zustand "
                "der Kanäle“; dann geht es von selbst weiter."
            )
        case State.WITHDRAWN | State.CANCELLED if not delivery.announcement.wanted:
            return _("Der Artikel ist nicht öffentlich.")
    return str(STEPS.get(delivery.state, ""))


def on_republish(delivery: Delivery) -> str:
    """What becomes of it when the article is published again with another text."""
    network = delivery.channel.network_class
    if delivery.announcement.answers_id:
        return _("bleibt, wie sie ist")
    if delivery.state in (State.WITHDRAWN, State.CANCELLED):
        return _("bleibt weg, außer Sie kündigen erneut an")
    if delivery.channel.retired:
        return _("bleibt, wie er ist: Der Kanal ist stillgelegt")
    if delivery.state == State.FAILED:
        return _("wird erst gesendet, wenn Sie es erneut versuchen")
    if delivery.state == State.HELD:
        return _("wird erst gesendet, wenn ihn jemand freigibt")
    if not delivery.may_be_out:
        return _("wird mit dem neuen Stand gesendet")
    if network.updates and delivery.state == State.PUBLISHED and not delivery.remote_id:
        return _("ist dort von Hand zu ändern")  # a person has found it
    if network.updates >= {"text", "picture"}:
        return _("wird dort geändert")
    if network.updates:
        return _("der Text wird dort geändert, das Bild bleibt")
    if network.can_reply:
        return _("bleibt, wie er ist; ein Nachtrag wird als Antwort gesendet")
    return _("bleibt, wie er ist; ein Nachtrag ist dort von Hand einzutragen")


def on_leaving(delivery: Delivery) -> str:
    """What becomes of it when the page is for everyone no longer."""
    if delivery.state in (State.WITHDRAWN, State.CANCELLED):
        return _("ist nicht (mehr) dort")
    if not delivery.may_be_out:
        return _("wird nicht gesendet")
    if delivery.channel.retired or not delivery.may_be_withdrawn:
        return _("bleibt dort stehen und ist von Hand zu löschen")
    if delivery.state in (State.SENDING, State.IN_DOUBT, State.FAILED):
        return _("wird gelöscht, sobald feststeht, dass er dort ist")
    if delivery.channel.paused_at:
        return _(
            "wird gelöscht, sobald die Technik den Kanal fortsetzt (angehalten: %s)"
        ) % _why_paused(delivery.channel)
    return _("wird dort gelöscht")


def _paused(delivery: Delivery) -> bool:
    return bool(delivery.channel.paused_at)


def _why_paused(channel: Channel) -> str:
    """A reason may have a full stop of its own."""
    return channel.paused_reason.rstrip(".")


def _until(delivery: Delivery, what: str) -> str:
    """And how long."""
    channel: Channel = delivery.channel
    if channel.retired:
        return _("%s: der Kanal ist stillgelegt") % what
    if channel.paused_at:
        return _(
            "%(state)s: der Kanal ist angehalten (%(reason)s), fortsetzen kann ihn die "
            "Technik"
        ) % {"state": what, "reason": _why_paused(channel)}
    if delivery.expected:
        return _("%(state)s, voraussichtlich bis %(time)s") % {
            "state": what,
            "time": about(delivery.expected),
        }
    moments = [delivery.not_before, channel.throttled_until]
    later = max(moment for moment in moments if moment)
    if later > timezone.now():
        return _("%(state)s, wieder am %(time)s") % {
            "state": what,
            "time": clock(later),
        }
    return what
