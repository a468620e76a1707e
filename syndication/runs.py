"""What was done to many deliveries at once, and how far it has come.

Wagtail's audit log gives all that one request has logged the same number.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Min
from wagtail.admin.utils import get_user_display_name
from wagtail.models import ModelLogEntry

from .models import Delivery
from .stages import UNDER_WAY, Stage
from .verbs import VERBS

SHOWN_FOR = timedelta(hours=24)
ENDED_FOR = timedelta(minutes=10)  # so long one is shown that has come to its end
SHOWN = 5
# What has only been noted is done at once: there is nothing to wait for.
ACTIONS = {f"syndication.{name}": verb for name, verb in VERBS.items() if verb.calls}


@dataclass(frozen=True)
class Run:
    """`done` of `total` deliveries have ended, `needs` of them wait for a person."""

    uuid: UUID
    label: str
    who: str
    at: datetime
    total: int
    done: int
    needs: int

    @property
    def under_way(self) -> bool:
        return self.done + self.needs < self.total


def recent(now: datetime) -> list[Run]:
    """The latest first: those under way, and those that have just ended."""
    runs = _runs(_groups(now))
    return [run for run in runs if run.under_way or run.at > now - ENDED_FOR]


def _logged():
    return ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Delivery), action__in=ACTIONS
    )


def _groups(now: datetime) -> list[dict]:
    """Each with uuid, action, moment, user and total."""
    late = _logged().filter(timestamp__gte=now - SHOWN_FOR, uuid__isnull=False)
    grouped = late.order_by().values("uuid", "action")
    return list(
        grouped.annotate(total=Count("pk"), at=Min("timestamp"), person=Max("user"))
        .filter(total__gt=1)
        .order_by("-at")[:SHOWN]
    )


def _runs(groups: list[dict]) -> list[Run]:
    members, names = _members(groups), _names(groups)
    keys = {key for run in members.values() for key in run}
    found = Delivery.objects.filter(pk__in=keys).with_stage()
    stages = dict(found.values_list("pk", "stage")) if keys else {}
    return [
        _run(group, [stages.get(key) for key in members[group["uuid"]]], names)
        for group in groups
    ]


def _run(group: dict, stages: list[str | None], names: dict[int, str]) -> Run:
    number = Counter(stages)
    needs = number[Stage.NEEDS]
    waiting = sum(number[stage] for stage in UNDER_WAY)
    return Run(
        uuid=group["uuid"],
        label=str(ACTIONS[group["action"]].label),
        who=names.get(group["person"], ""),
        at=group["at"],
        total=group["total"],
        done=group["total"] - waiting - needs,
        needs=needs,
    )


def _members(groups: list[dict]) -> dict[UUID, list[int]]:
    """The deliveries of each."""
    members = {group["uuid"]: [] for group in groups}
    if members:
        rows = _logged().filter(uuid__in=members)
        for uuid, key in rows.order_by().values_list("uuid", "object_id"):
            members[uuid].append(int(key))
    return members


def _names(groups: list[dict]) -> dict[int, str]:
    people = get_user_model().objects.in_bulk(
        {one["person"] for one in groups} - {None}
    )
    return {pk: get_user_display_name(person) for pk, person in people.items()}
