"""What a draft would send is made before it goes live, and kept where it is found."""

from contextlib import suppress

from .composing import Story
from .drafting import post_for
from .models import Channel
from .networks.base import NetworkError


def prepare(story: Story) -> None:
    """Its pictures for every channel in use; nothing of it becomes public."""
    for channel in Channel.objects.in_use():
        with suppress(NetworkError):  # told in the preview, and at sending
            post_for(story, channel)
