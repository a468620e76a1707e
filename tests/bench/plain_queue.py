"""django-q2 as it comes out of the box, in a bare Django project of its own."""

import subprocess
import sys
import time
from pathlib import Path

from tests.chaos.stand import end

SETTINGS = """
SECRET_KEY = "plain"
INSTALLED_APPS = ["django.contrib.contenttypes", "django_q"]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {{"default": {database}}}
Q_CLUSTER = {{"orm": "default", "timeout": 50}}
"""
TASK = """
import requests

def send(url):
    requests.post(url, data={"status": "Neues"}, timeout=10).raise_for_status()
"""
ASK = """
import django; django.setup()
from django_q.tasks import async_task
for _task in range({tasks}): async_task("task.send", {url!r})
"""
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}


class PlainQueue:
    """`tasks` posts to `url`, each a task; `database` as Django's settings name one."""

    def __init__(self, folder: Path, url: str, tasks: int, database: dict[str, str]):
        folder.mkdir()
        self._folder, self._url, self._tasks = folder, url, tasks
        (folder / "plain.py").write_text(SETTINGS.format(database=database))
        (folder / "task.py").write_text(TASK)
        self._run("-m", "django", "migrate", "--verbosity", "0")
        self._run("-c", ASK.format(tasks=tasks, url=url))

    def rate(self, arrived) -> float:
        """Tasks a second; `arrived()` are the moments when those at the network came."""
        cluster = self._start("-m", "django", "qcluster")
        try:
            limit = time.monotonic() + 60
            while len(arrived()) < self._tasks and time.monotonic() < limit:
                time.sleep(0.2)
        finally:
            end(cluster)
        moments = sorted(arrived())
        return (len(moments) - 1) / (moments[-1] - moments[0])

    def _run(self, *arguments: str) -> None:
        process = self._start(*arguments)
        if process.wait(60):
            raise RuntimeError(f"{arguments} has failed.")

    def _start(self, *arguments: str) -> subprocess.Popen:
        import_path = {"DJANGO_SETTINGS_MODULE": "plain", "PYTHONPATH": "."}
        with (self._folder / "log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self._folder,
                env=import_path,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
