"""A client used as the queue uses it."""

import time

from syndication.networks.base import Network, Receipt


class Sender:
    """Goes on with the handle until the post is out, and looks with it."""

    def __init__(self, client: Network):
        self.client = client
        self.handles: dict[str, str] = {}

    def publish(self, post, key) -> Receipt:
        for _call in range(100):
            answer = self.client.publish(post, key, self.handles.get(key, ""))
            if isinstance(answer, Receipt):
                return answer
            self.handles[key] = answer.handle
            time.sleep(min(answer.seconds, 0.2))
        raise AssertionError("The network is still processing.")

    def find(self, key, post, since) -> Receipt | None:
        return self.client.find(key, post, since, self.handles.get(key, ""))
