"""What an editor does with many deliveries at once, as Wagtail's bulk actions."""

from collections import Counter
from urllib.parse import urlencode

from django.db import transaction
from django.shortcuts import get_list_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.log_actions import log

from . import waking
from .desk_filters import is_key
from .desk_views import asked_for
from .models import Delivery
from .panels import Row
from .rights import by_permission
from .verbs import BY_HAND, VERBS, Verb, offered, told

SHOWN = 20  # of those that are told by name
MOST = 500  # at once: all of them wait for one request
TOO_MANY = MOST + 1
SAFE = ("GET", "HEAD")


class DeliveryBulkAction(BulkAction):
    """Of what was chosen, those along whose arrow the verb leads now; told before."""

    models = [Delivery]
    template_name = "syndication/admin/confirm_bulk.html"
    verb = ""

    @method_decorator(by_permission)
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def get_queryset(cls, model, object_ids):
        """Raises Http404 where none of them is known."""
        if isinstance(object_ids, list):
            object_ids = list(filter(is_key, object_ids))[:TOO_MANY]
        known = Delivery.objects.filter(pk__in=object_ids)
        named = known.select_related("channel", "announcement").order_by("pk")
        return get_list_or_404(named[:TOO_MANY])

    def get_all_objects_in_listing_query(self, parent_id):
        """For the question alone: what was agreed to is named one by one."""
        all_of_them = self.request.method in SAFE
        shown = asked_for(self.request) if all_of_them else Delivery.objects.none()
        return shown.values_list("pk", flat=True)

    def check_perm(self, delivery: Delivery) -> bool:
        return VERBS[self.verb].allowed(self.request.user) and self.verb in offered(
            delivery
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        possible = [item["item"] for item in context["items"]]
        impossible = context["items_with_no_access"]
        return context | {
            "submit_url": self._agreed_to(possible),
            "verb": self._told(possible),
            "by_hand": self._by_hand(possible),
            "number": len(possible),
            "too_many": len(possible) + len(impossible) > MOST,
            "most": MOST,
            "channels": sorted(Counter(one.channel.name for one in possible).items()),
            "rows": [Row(one) for one in possible[:SHOWN]],
            "more": max(len(possible) - SHOWN, 0),
            "refused": [Row(one) for one in impossible[:SHOWN]],
            "refused_number": len(impossible),
            "refused_more": max(len(impossible) - SHOWN, 0),
        }

    def _agreed_to(self, possible: list[Delivery]) -> str:
        """Where the answer goes: nothing that has come along since is done with them."""
        keys = [one.pk for one in possible]
        named = urlencode({"id": keys, "next": self.next_url}, doseq=True)
        return f"{self.request.path}?{named}"

    def _told(self, deliveries: list[Delivery]) -> Verb:
        """In the words that are true of all of them, if they are of one kind."""
        kinds = {told(self.verb, one) for one in deliveries}
        return kinds.pop() if len(kinds) == 1 else VERBS[self.verb]

    def _by_hand(self, deliveries: list[Delivery]) -> str:
        """How many of them a person has to delete, where not all are of one kind."""
        by_hand = [
            one for one in deliveries if told(self.verb, one) in BY_HAND.values()
        ]
        if len(by_hand) in (0, len(deliveries)):
            return ""
        text = ngettext(
            "%d davon löschen Sie dort von Hand; wir zeigen den Link.",
            "%d davon löschen Sie dort von Hand; wir zeigen die Links.",
            len(by_hand),
        )
        return text % len(by_hand)

    def prepare_action(self, objects, objects_without_access):
        refused = objects_without_access["items_with_no_access"]
        if len(objects) + len(refused) > MOST:
            return self.render_to_response(self.get_context_data(), status=400)
        self.done = self._told(objects).done
        self.by_hand = self._by_hand(objects)
        return None

    def get_execution_context(self):
        return {"user": self.request.user, "verb": self.verb}

    @classmethod
    def execute_action(cls, objects, user=None, verb="", **kwargs):
        """How many went along, and how many had moved on meanwhile."""
        now, done = timezone.now(), 0
        for delivery in reversed(objects):  # an answer before what takes it along
            if VERBS[verb].act(delivery, now, user.get_username()):
                log(delivery, f"syndication.{verb}", user=user)
                done += 1
        transaction.on_commit(waking.wake, robust=True)
        return done, len(objects) - done

    def get_success_message(self, done: int, lost: int) -> str:
        text = ngettext(
            "%(number)d Auslieferung: %(what)s",
            "%(number)d Auslieferungen: %(what)s",
            done,
        )
        sentences = [text % {"number": done, "what": self.done}, self.by_hand]
        if lost:
            sentences.append(self._late(lost))
        return " ".join(filter(None, sentences))

    @staticmethod
    def _late(lost: int) -> str:
        late = ngettext(
            "%d war inzwischen schon weiter und blieb, wie sie ist.",
            "%d waren inzwischen schon weiter und blieben, wie sie sind.",
            lost,
        )
        return late % lost


def _of(verb: str, aria_label: str, priority: int) -> type[DeliveryBulkAction]:
    facts = {
        "verb": verb,
        "action_type": verb,
        "display_name": VERBS[verb].label,
        "aria_label": aria_label,
        "action_priority": priority,
        "classes": {"serious"} if VERBS[verb].serious else set(),
    }
    return type(f"Bulk{verb.title()}", (DeliveryBulkAction,), facts)


BULK_ACTIONS = [
    _of("retry", gettext_lazy("Die ausgewählten erneut versuchen"), 10),
    _of("release", gettext_lazy("Die ausgewählten freigeben"), 20),
    _of("hold", gettext_lazy("Die ausgewählten zurückhalten"), 30),
    _of("withdraw", gettext_lazy("Die ausgewählten Beiträge zurückziehen"), 40),
    _of("cancel", gettext_lazy("Die ausgewählten abbrechen"), 50),
]
