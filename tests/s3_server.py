"""An S3 server on loopback (moto), a process of its own, with an empty bucket.

A test that asks for `bucket` has uploads go there; `bucket.files()` is what it holds.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import boto3
import pytest
import requests

from cityportal.media_address import storage_at
from tests.chaos.stand import ROOT, end, free_port, listens, until

KEY, SECRET = "a-key", "a/secret@for+tests"
NAME = "uploads"


@dataclass(frozen=True)
class Bucket:
    """At the server on `port` of loopback; `address` is what MEDIA_STORE says."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return f"s3+http://{KEY}:a%2Fsecret%40for+tests@127.0.0.1:{self.port}/{NAME}"

    def empty(self) -> None:
        """Made anew."""
        requests.post(f"{self.url}/moto-api/reset", timeout=10).raise_for_status()
        self._client().create_bucket(Bucket=NAME)

    def open_pictures(self) -> None:
        """To everybody, by the policy that is shipped."""
        policy = (ROOT / "deploy" / "bucket-policy.json").read_text()
        self._client().put_bucket_policy(Bucket=NAME, Policy=policy)

    def files(self) -> dict[str, bytes]:
        client = self._client()
        listed = client.list_objects_v2(Bucket=NAME).get("Contents", [])
        return {
            one["Key"]: client.get_object(Bucket=NAME, Key=one["Key"])["Body"].read()
            for one in listed
        }

    def _client(self):
        return boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
        )


@contextmanager
def running(port: int = 0) -> Iterator[Bucket]:
    port = port or free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        if not until(lambda: listens(port)):
            raise RuntimeError("The S3 server does not start.")
        bucket = Bucket(port)
        bucket.empty()
        yield bucket
    finally:
        end(process)


@pytest.fixture(scope="session")
def s3_server() -> Iterator[Bucket]:
    with running() as bucket:
        yield bucket


@pytest.fixture
def bucket(s3_server: Bucket, settings) -> Bucket:
    s3_server.empty()
    settings.MEDIA_STORE = s3_server.address
    settings.STORAGES = settings.STORAGES | {"default": storage_at(s3_server.address)}
    return s3_server
