"""What MEDIA_STORE may say."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from cityportal.media_address import storage_at


def options(address: str) -> dict:
    return storage_at(address)["OPTIONS"]


def test_key_secret_and_bucket_are_read():
    assert options("s3://key:se%2Fcr%40et@s3.stadt.example/uploads?region=de-1") == {
        "endpoint_url": "https://s3.stadt.example",
        "bucket_name": "uploads",
        "access_key": "key",
        "secret_key": "se/cr@et",
        "region_name": "de-1",
    }


def test_a_server_without_tls_on_another_port_is_said_so():
    found = options("s3+http://key:secret@10.0.0.5:9000/uploads/")
    assert found["endpoint_url"] == "http://10.0.0.5:9000"
    assert found["bucket_name"] == "uploads"


@pytest.mark.parametrize(
    "address",
    [
        "https://key:geheim@s3.example/uploads",
        "s3://s3.example/uploads",
        "s3://key@s3.example/uploads",
        "s3://key:geheim@s3.example",
        "s3://key:geheim@s3.example/uploads/images",
        "s3://key:geheim@/uploads",
        "s3://key:ge/heim@s3.example/uploads",
        "s3://key:geheim@s3.example:port/uploads",
        "s3://key:geheim@s3.example/uploads?acl=public-read",
        "s3://key:geheim@[s3.example/uploads",
    ],
)
def test_anything_else_is_refused_without_telling_the_secret(address):
    with pytest.raises(ValueError, match="MEDIA_STORE") as refusal:
        storage_at(address)
    assert "heim" not in str(refusal.value)


def test_nothing_starts_with_a_wrong_one():
    command = [sys.executable, settings.BASE_DIR / "manage.py", "check"]
    done = subprocess.run(
        command,
        env=os.environ | {"MEDIA_STORE": "s3://key:geheim@s3.example"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("MEDIA_STORE must be like s3://")
    assert "geheim" not in done.stderr
