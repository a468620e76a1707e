"""One post on each network by plain HTTP, for faults to hit."""

import requests

from .clients import Repo
from .graph_client import VERSIONS, Graph

RECORD = {"text": "Störung", "createdAt": "2025-02-18T12:00:00Z"}
# What is called to publish.
POSTING = {
    "mastodon": "/api/v1/statuses",
    "bluesky": "createRecord",
    "facebook": "/feed",
    "instagram": "/media_publish",
    "threads": "/threads_publish",
}


class Poster:
    """Posts once on a network by plain HTTP, and counts what arrived."""

    def __init__(self, sandbox, network, site):
        self.sandbox, self.network = sandbox, network
        make = {"mastodon": self._mastodon, "bluesky": self._bluesky}
        token = make.get(network, self._graph)(site)
        self.headers = {"Authorization": f"Bearer {token}"}

    def _mastodon(self, site):
        made = self.sandbox.create_account("mastodon")
        self.account = made["account"]
        self.url = f"{made['server']}/api/v1/statuses"
        self.body = {"status": "Störung"}
        return made["credentials"]["access_token"]

    def _bluesky(self, site):
        repo = Repo.create(self.sandbox)
        self.account = repo.handle
        self.url = f"{repo.server}/xrpc/com.atproto.repo.createRecord"
        place = {"repo": repo.did, "collection": "app.bsky.feed.post"}
        self.body = place | {"record": RECORD}
        return repo.session["accessJwt"]

    def _graph(self, site):
        graph = Graph(self.sandbox, self.network)
        self.account = graph.account
        version = VERSIONS[self.network]
        self.url = f"{graph.server}/{version}/{graph.id}{POSTING[self.network]}"
        self.body = {"message": "Störung"}
        if self.network != "facebook":
            self.sandbox.settings(self.network, processing_seconds=0)
            self.body = {"creation_id": self._container(graph, site)}
        return graph.token

    def _container(self, graph, site):
        if self.network == "threads":
            self.sandbox.settings("threads", fresh_seconds=0)
            wanted = {"media_type": "TEXT", "text": "Störung"}
            return graph.post("me/threads", **wanted)["id"]
        url = f"{site.url}/bild.jpg"
        return graph.post(f"{graph.id}/media", image_url=url)["id"]

    def post(self, timeout: float = 10) -> requests.Response:
        return requests.post(
            self.url, json=self.body, headers=self.headers, timeout=timeout
        )

    def arrived(self) -> int:
        return len(self.sandbox.posts(self.network, self.account))
