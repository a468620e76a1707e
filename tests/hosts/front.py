"""The shipped nginx before two hosts and a bucket, by its documented variants."""

import re
from pathlib import Path

from tests.bench.front import DEPLOY, Front, renamed
from tests.chaos.stand import Stand

MEDIA = re.compile(r"    location /media/ \{.*?\n    \}\n", re.DOTALL)


class SharedFront(Front):
    """Without TLS, for the practice networks trust nobody's certificate."""

    def __init__(self, hosts: list[Stand], bucket: str, folder: Path, port: int):
        first, second = hosts
        super().__init__(first.folder, first.port, folder, port)
        self.second_port, self.bucket = second.port, bucket
        self.url = f"http://localhost:{port}"

    def _configuration(self) -> str:
        text = re.sub(r"\n *ssl_.*", "", super()._configuration())
        text = text.replace(" ssl http2", "")
        text = MEDIA.sub("", text)
        (self.folder / "bucket.conf").write_text(self._bucket_configuration())
        return renamed(
            text,
            {
                "# server 10.0.0.2:8000": f"server 127.0.0.1:{self.second_port}",
                f"# include {DEPLOY}/nginx-bucket.conf": f"include {self.folder}/bucket.conf",
            },
        )

    def _bucket_configuration(self) -> str:
        text = (DEPLOY / "nginx-bucket.conf").read_text()
        return renamed(
            text,
            {
                "https://s3.example/uploads": self.bucket,
                "/opt/newsroom/deploy": str(DEPLOY),
                "Host s3.example": f"Host {self.bucket.split('/')[2]}",
            },
        )
