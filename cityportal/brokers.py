"""The queue's brokers, bounded: a queue that does not answer holds up no editor.

What cannot be handed over within a quarter of a second raises; for some seconds after
that nobody tries again. The sweep finds every delivery that was not woken so.
"""

import logging
import time

import redis
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django_q.brokers import orm, redis_broker
from django_q.conf import Conf
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

BOUND = 0.25  # seconds to hand over one task
REST = 5.0  # seconds without another try after one that failed


class QueueSilentError(Exception):
    """The queue has just failed to answer: it is left alone for a while."""


class Bounded:
    """What both brokers do alike; the rest is that of one operating-system process."""

    _resting_until = 0.0

    def enqueue(self, task):
        """Raises QueueSilentError, or what the broker says."""
        if time.monotonic() < Bounded._resting_until:
            raise QueueSilentError
        try:
            return self.hand_over(task)
        except (DatabaseError, redis.RedisError):
            Bounded._resting_until = time.monotonic() + REST
            raise


class BoundedORM(Bounded, orm.ORM):
    """On SQLite the queue shares the one write lock of all: there is nothing to bound."""

    def hand_over(self, task):
        with transaction.atomic(using=Conf.ORM):
            connection = connections[Conf.ORM]
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = {BOUND * 1000:.0f}")
            return orm.ORM.enqueue(self, task)


class BoundedRedis(Bounded, redis_broker.Redis):
    """Asks for tasks instead of waiting for them, so that each call may be short."""

    @staticmethod
    def get_connection(list_key=None):
        return redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=BOUND,
            socket_timeout=BOUND,
            retry=Retry(NoBackoff(), 0),
        )

    def hand_over(self, task):
        return redis_broker.Redis.enqueue(self, task)

    def dequeue(self):
        try:
            if task := self.connection.lpop(self.list_key):
                return [(None, task)]
        except (redis.ConnectionError, redis.TimeoutError) as error:
            logger.warning("Redis does not answer: %s", error)
        time.sleep(Conf.POLL)
        return None
