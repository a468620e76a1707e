"""Sending to the sandbox as the worker does, in a hurry."""

import time

from django.utils import timezone

from syndication import delivering, outbox
from syndication.models import Delivery
from syndication.waits import Waits

State = Delivery.State
Action = Delivery.Action
QUICK = Waits(
    lease=30, task=20, first_retry=0.01, longest_retry=0.02, attempts=3, looks=(0, 0)
)
# The request that makes a post public, on each network.
PUBLISHING = {
    "mastodon": {"method": "POST", "path": "/api/v1/statuses"},
    "bluesky": {"method": "POST", "path": "/xrpc/com.atproto.repo."},
    "facebook": {"method": "POST", "path": "/feed"},
    "instagram": {"method": "POST", "path": "/media_publish"},
    "threads": {"method": "POST", "path": "/threads_publish"},
}


def hurry(sandbox):
    """No network takes its time with a container."""
    sandbox.settings("instagram", processing_seconds=0)
    sandbox.settings("threads", processing_seconds=0, fresh_seconds=0)


def deliver(times=1):
    """Until nothing is due, as the worker would."""
    for _round in range(times):
        delivering.deliver_due(QUICK)
        time.sleep(0.03)


def work(times=2):
    """What the worker and its sweep do, until nothing is left to do."""
    for _round in range(times):
        outbox.sweep(timezone.now())
        deliver()


def delivery(**which):
    return Delivery.objects.get(**which)


def posts(sandbox, channel):
    """Every post ever made on the channel's account."""
    return sandbox.posts(channel.network, channel.sandbox_account)


def visible(sandbox, channel):
    return [post for post in posts(sandbox, channel) if not post["deleted"]]


def calls(sandbox, channel, since):
    """What was asked of the network since then, other than to look."""
    log = sandbox.requests(channel.network, since)
    return [call for call in log if call["method"] != "GET"]


def nobody_sees_it():
    """A person has looked, where the network proves nothing."""
    waiting = delivery()
    if not waiting.channel.network_class.proves_absence:
        assert (waiting.state, waiting.looks_left) == (State.IN_DOUBT, 0)
        assert waiting.not_there(timezone.now())
