"""Wagtail's own work after a save (search index, references, files), for the queue.

Wagtail hands it to `django_tasks`, which without a backend does it inside the editor's
request.
"""

import logging
from functools import partial

from django.db import transaction
from django.utils.module_loading import import_string
from django_q.tasks import async_task
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.utils import get_random_id

logger = logging.getLogger(__name__)


class QueueBackend(BaseTaskBackend):
    """Enqueues when the transaction is committed, so that a task finds its object."""

    supports_priority = True

    def enqueue(self, task, args, kwargs) -> TaskResult:
        self.validate_task(task)
        order = partial(_order, task.module_path, args, kwargs)
        transaction.on_commit(order, robust=True)
        return TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def _order(path: str, args: list, kwargs: dict) -> None:
    """Hand it to the queue; done at once, slowly, if the queue takes nothing."""
    try:
        async_task("cityportal.index_tasks.run", path, args, kwargs)
    except Exception:
        logger.exception("The queue does not take %s.", path)
        run(path, args, kwargs)


def run(path: str, args: list, kwargs: dict) -> None:
    """What the queue calls: `path` names a task of `django_tasks`.

    In a transaction, which on SQLite lets in one writer: two workers that index a new
    page at once would both insert it.
    """
    with transaction.atomic():
        import_string(path).call(*args, **kwargs)
