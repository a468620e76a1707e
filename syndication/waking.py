"""Tell the queue that something may be due; the sweep tells it again if not."""

import logging
from datetime import datetime

from django_q.brokers import get_broker
from django_q.tasks import async_task

from .models import Delivery

logger = logging.getLogger(__name__)

LANE = "posts"  # of the queue, as the settings call it: nothing else is in it


def wake(tasks: int = 1) -> None:
    """Never raises: what is to be done is written down, and that is what counts."""
    try:
        for _task in range(tasks):
            async_task("syndication.tasks.deliver_due", cluster=LANE)
    except Exception:
        logger.exception("The queue takes nothing.")


def wake_if_due(now: datetime) -> None:
    """One task for each channel with something to send, unless they are waiting."""
    due = Delivery.objects.due(now).order_by().values("channel").distinct().count()
    if due and not get_broker(LANE).queue_size():
        wake(due)
