"""/health/ for whoever watches this site: figures alone, no names and no secrets."""

from datetime import datetime, timedelta

from django.db import DatabaseError, models
from django.db.models import Count, Max, Min, Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from syndication.models import Channel, Delivery, Heartbeat

# A queue that hangs is made anew within 15 s: this is no hiccup.
DEAD = timedelta(seconds=60)
State = Delivery.State


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 if database and worker live, else 503; ages are in seconds."""
    now = timezone.now()
    try:
        figures = {"database": True, **_figures(now)}
    except DatabaseError:
        figures = {"database": False, "worker": False}
    well = figures["database"] and figures["worker"]
    return JsonResponse({"healthy": well, **figures}, status=200 if well else 503)


def _figures(now: datetime) -> dict[str, object]:
    """Three queries, whatever there is."""
    beaten = Heartbeat.objects.aggregate(at=Max("beaten_at"))["at"]
    paused = Channel.objects.in_use().filter(paused_at__isnull=False)
    deliveries = Delivery.objects.aggregate(
        oldest=Min("not_before", filter=_due(now)),
        in_doubt=_number(state=State.IN_DOUBT),
        held=_number(state=State.HELD),
        failed=_number(state=State.FAILED),
        open_tasks=_number(state=State.BY_HAND),
    )
    return {
        "worker": beaten is not None and now - beaten < DEAD,
        "heartbeat_age": _age(beaten, now),
        "oldest_due_age": _age(deliveries.pop("oldest"), now),
        **deliveries,
        "paused_channels": paused.count(),
    }


def _due(now: datetime) -> Q:
    """What should be on its way; a channel that is paused waits for a person."""
    return Q(
        Q(state=State.PENDING) | Q(state=State.IN_DOUBT, looks_left__gt=0),
        not_before__lte=now,
        channel__retired=False,
        channel__paused_at=None,
    )


def _number(**condition) -> models.Aggregate:
    return Count("pk", filter=Q(**condition))


def _age(moment: datetime | None, now: datetime) -> float | None:
    return moment and round(max((now - moment).total_seconds(), 0), 1)
