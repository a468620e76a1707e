"""Refuse to start half-configured: what the project as a whole needs."""

from math import ceil

from django.conf import settings
from django.core.checks import Error, register

from syndication import waking

from .lanes import lanes


@register
def secret_key_is_set(app_configs, **kwargs):
    if settings.SECRET_KEY.startswith("unset-"):
        return [
            Error(
                "SECRET_KEY is not set.",
                hint=f"PUBLIC_URL is {settings.PUBLIC_URL}, not this machine, so no "
                "secret is made up: set SECRET_KEY in the environment.",
                id="cityportal.E001",
            )
        ]
    return []


@register
def no_task_runs_twice(app_configs, **kwargs):
    """The queue's lock runs from when a task is taken, not from when it begins."""
    queue = settings.Q_CLUSTER
    return [
        Error(
            f"A task of the lane {lane.name!r} may begin a second time while it runs.",
            hint=f"In Q_CLUSTER, retry must be more than {least} s, or workers more.",
            id="cityportal.E002",
        )
        for lane in lanes()
        if queue["retry"] <= (least := _least_retry(lane.workers))
    ]


@register
def posts_have_a_lane(app_configs, **kwargs):
    if waking.LANE not in [lane.name for lane in lanes()]:
        return [
            Error(
                f"The queue has no lane {waking.LANE!r}: nothing would be sent.",
                hint="Put it into ALT_CLUSTERS of Q_CLUSTER.",
                id="cityportal.E003",
            )
        ]
    return []


def _least_retry(workers: int) -> int:
    """In seconds; what is on its way waits for as many rounds of the slowest tasks."""
    queue = settings.Q_CLUSTER
    return queue["timeout"] * (1 + ceil((queue["queue_limit"] + 1) / workers))
