"""The demo's site as a server of its own, from a copy of the tree."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.test_demo import LEFT_BEHIND, ROOT, free_port

STARTING = 120.0  # seconds; the first answer makes the front page's pictures

ARTICLE = "newsroom/die-stadt-geht-was-das-ende-auf-x-fuer-buergerinnen-bedeutet/"
# What the queue does later for every picture.
LEAD_PICTURE = """
from newsroom.images import make_renditions
from newsroom.models import ArticlePage
make_renditions(ArticlePage.objects.about(None)[0].lead_image_id)
"""
PREPARATIONS = [
    ("collectstatic", "--no-input"),
    ("migrate",),
    ("load_demo",),
    ("shell", "--command", LEAD_PICTURE),
]
# One of each kind of page that readers see.
PAGES = {
    "front page": "",
    "index": "newsroom/",
    "second page of the index": "newsroom/?seite=2",
    "topics": "themen/",
    "topic": "themen/sport/",
    "archive": "archiv/",
    "month": "archiv/2025/02/",
    "article": ARTICLE,
    "article without a picture": "newsroom/gruenes-licht-der-doppelhaushalt-gilt-rueckwirkend/",
    "article with a video": "newsroom/der-foerderturm-bekommt-ein-neues-seil-und-ein-altes-geraeusch/",
    "article with a gallery": "newsroom/licht-aus-baum-an-die-grosse-tanne-leuchtet-auch-als-bild/",
    "urgent article": "newsroom/bombenfund-am-hafen-gebiet-wird-ab-16-uhr-geraeumt/",
    "article in Leichte Sprache": f"{ARTICLE}leichte-sprache/",
    "English front page": "en/",
    "English article": "en/newsroom/leaving-x/",
    "search": "suche/",
    "search with hits": "suche/?q=Spielplatz",
    "search without hits": "suche/?q=Wolkenkuckucksheim",
    "feeds": "rss/",
    "channels": "folgen/",
    "accessibility statement": "barrierefreiheit/",
    "imprint": "impressum/",
    "form": "barriere-melden/",
    "not found": "gibt-es-nicht/",
}


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of the demo's site, with nobody at the queue."""
    tree = folder / "tree"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    port = str(free_port())
    own = {"PORT": port, "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    outside = {"DATABASE_URL", "REDIS_URL"}
    surroundings = {k: v for k, v in os.environ.items() if k not in outside} | own
    for command in PREPARATIONS:
        _manage(tree, surroundings, *command)
    server = subprocess.Popen(_server(port), cwd=tree, env=surroundings)
    try:
        _wait_for(own["PUBLIC_URL"], server)
        yield f"{own['PUBLIC_URL']}/"
    finally:
        server.terminate()
        server.wait(30)


def _manage(tree: Path, surroundings: dict, *command: str) -> None:
    arguments = [sys.executable, "manage.py", *command, "--verbosity=0"]
    subprocess.run(arguments, cwd=tree, env=surroundings, check=True)


def _server(port: str) -> list[str]:
    return [sys.executable, "manage.py", "site", "--port", port]


def _wait_for(url: str, server: subprocess.Popen) -> None:
    end = time.monotonic() + STARTING
    while time.monotonic() < end and server.poll() is None:
        try:
            requests.get(url, timeout=STARTING).raise_for_status()
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")
