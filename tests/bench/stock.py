"""What we are compared with: `wagtail start`, and articles as the tutorial writes them."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.stand import end, free_port, listens, until

# As the demo and the shipped unit serve ours.
SERVER = (
    *("-m", "granian", "--interface", "wsgi", "--workers", "2"),
    *("--blocking-threads", "4", "--host", "127.0.0.1", "--log-level", "warning"),
    "stock.wsgi:application",
)
NEWS = Path(__file__).with_name("stock_news")
# What its own production settings ask for.
SETTINGS = """
from .base import INSTALLED_APPS
SECRET_KEY = "{secret}"
ALLOWED_HOSTS = ["127.0.0.1"]
CSRF_TRUSTED_ORIGINS = ["http://127.0.0.1:{port}"]
INSTALLED_APPS = ["news", *INSTALLED_APPS]
ROOT_URLCONF = "news.urls"
"""


class Stock:
    """A site of its own in `folder`, with so many articles."""

    def __init__(self, folder: Path, articles: int):
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.article = f"{self.url}/news/article-{articles // 2}/"
        self.listing, self.feed = f"{self.url}/news/", f"{self.url}/feed/"
        folder.mkdir()
        wagtail = str(Path(sys.executable).with_name("wagtail"))
        self._run(wagtail, "start", "stock", str(folder))
        shutil.copytree(NEWS, folder / "news")
        local = SETTINGS.format(secret=secrets.token_hex(), port=self.port)
        (folder / "stock" / "settings" / "local.py").write_text(local)
        for command in (
            ["makemigrations", "news"],
            ["migrate"],
            ["collectstatic", "--no-input"],
            ["load_news", str(articles), "127.0.0.1", str(self.port)],
        ):
            self._run(sys.executable, "manage.py", *command)

    @contextmanager
    def running(self) -> Iterator[None]:
        process = subprocess.Popen(
            [sys.executable, *SERVER, "--port", str(self.port)],
            cwd=self.folder,
            env=self._environment(),
            start_new_session=True,
        )
        try:
            if not until(lambda: listens(self.port)):
                raise RuntimeError("The stock site does not answer.")
            yield
        finally:
            end(process)

    def _environment(self) -> dict[str, str]:
        return os.environ | {"DJANGO_SETTINGS_MODULE": "stock.settings.production"}

    def _run(self, *command: str) -> None:
        told = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if told.returncode:
            raise RuntimeError(told.stderr)
