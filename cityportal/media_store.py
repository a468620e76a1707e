"""Uploaded files in an S3 bucket that all hosts share (django-storages).

Readers never see the bucket: addresses are those of the site, below /media/. Importing
this costs boto3, so the settings name it only where MEDIA_STORE is set.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from urllib.parse import urljoin

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.crypto import get_random_string
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

IN_MEMORY = 2 * 1024 * 1024  # bytes; what is larger is held in a temporary file
CLIENT = Config(
    # The bucket as part of the path: every server knows it, and no name is looked up
    # but the one that is configured.
    s3={"addressing_style": "path"},
    signature_version="s3v4",
    connect_timeout=2,  # seconds
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 2},
    # Only Amazon's own servers know the newer ones.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class MediaStore(S3Storage):
    """Raises what a file system does: FileNotFoundError, and else ConnectionError."""

    def __init__(self, **address):
        super().__init__(
            **address,
            # Nothing of the environment, no profile, no service of a cloud is asked.
            security_token=None,
            session_profile=None,
            cloudfront_signer=None,
            file_overwrite=False,
            max_memory_size=IN_MEMORY,
            client_config=CLIENT,
            transfer_config=TransferConfig(use_threads=False),
        )
        os.register_at_fork(after_in_child=self._hang_up)

    def load(self) -> None:
        """Make the client, which takes 20 MB; no call is made."""
        _ = self.connection

    def _hang_up(self) -> None:
        """A connection of the process that has forked us stays that one's."""
        if connection := getattr(self._connections, "connection", None):
            connection.meta.client.close()

    def generate_filename(self, filename: str) -> str:
        """An uploaded file's name, which nobody else is given at the same moment.

        A file system refuses a second file of one name; a bucket would forget the first.
        """
        path = PurePosixPath(super().generate_filename(filename))
        return str(path.with_stem(f"{path.stem}_{get_random_string(7)}"))

    def url(self, name: str) -> str:
        return urljoin(settings.MEDIA_URL, filepath_to_uri(clean_name(name)))

    def _open(self, name, mode="rb"):
        with _in_reach():
            file = super()._open(name, mode)
            file.open()  # fetched now, so that reading it cannot fail
            return file

    def _save(self, name, content):
        with _in_reach():
            return super()._save(name, content)

    def delete(self, name):
        with _in_reach():
            super().delete(name)

    def exists(self, name):
        with _in_reach():
            return super().exists(name)

    def listdir(self, path):
        with _in_reach():
            return super().listdir(path)

    def size(self, name):
        with _in_reach():
            return super().size(name)

    def get_modified_time(self, name):
        with _in_reach():
            return super().get_modified_time(name)


@contextmanager
def _in_reach() -> Iterator[None]:
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise ConnectionError(f"The media store does not do it: {error}") from error
