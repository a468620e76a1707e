"""Accounts on Meta's networks, reached by plain requests."""

from typing import Any

import requests

from tests.sandbox_server import Sandbox

VERSIONS = {"facebook": "v26.0", "instagram": "v26.0", "threads": "v1.0"}


class Graph:
    """A new account (`wanted` as POST /accounts takes it) and its API."""

    def __init__(self, sandbox: Sandbox, network: str, **wanted: Any):
        made = sandbox.create_account(network, **wanted)
        self.sandbox, self.network, self.account = sandbox, network, made["account"]
        self.server, self.credentials = made["server"], made["credentials"]
        self.token = self.credentials["access_token"]
        self.id = self.credentials.get("page_id") or self.credentials["user_id"]

    def ask(
        self, method: str, path: str, token: str | None = None, **what: Any
    ) -> requests.Response:
        """One request below the newest version; `token` "" sends none."""
        version = VERSIONS["facebook" if "EAA" in self.token else self.network]
        token = self.token if token is None else token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.request(
            method,
            f"{self.server}/{version}/{path}",
            headers=headers | what.pop("headers", {}),
            timeout=10,
            **what,
        )

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        return self.ask("GET", path, params=params).json()

    def post(self, path: str, **data: Any) -> dict[str, Any]:
        return self.ask("POST", path, data=data).json()

    def delete(self, path: str) -> dict[str, Any]:
        return self.ask("DELETE", path).json()

    def posts(self) -> list[dict[str, Any]]:
        return self.sandbox.posts(self.network, self.account)


def code(answer: dict[str, Any]) -> tuple[int, int | None]:
    """Code and subcode of a refusal."""
    return answer["error"]["code"], answer["error"].get("error_subcode")
