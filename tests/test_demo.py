"""`make demo` in a copy of the tree, used as an editor and a citizen would use it."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import pytest
import requests

from tests import factories
from tests.editor import Editor, moment
from tests.sandbox_server import NETWORKS

ROOT = Path(__file__).resolve().parent.parent
BERLIN = ZoneInfo("Europe/Berlin")
LEFT_BEHIND = (".git", ".venv", "var", "run", "__pycache__", "node_modules")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo:
    """A running demo; `folder` is its tree, `text` what it has printed."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.ports = {"PORT": str(free_port()), "SANDBOX_PORT": str(free_port())}
        self.site, self.sandbox = (
            f"http://127.0.0.1:{port}" for port in self.ports.values()
        )

    def command(self, target: str) -> list[str]:
        return ["make", target, f"VENV={sys.prefix}"]

    def make(self, target: str) -> subprocess.Popen:
        return subprocess.Popen(
            self.command(target),
            cwd=self.folder,
            env=os.environ | self.ports,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @contextmanager
    def running(self):
        process = self.make("demo")
        self.text = ""
        for line in process.stdout:
            self.text += line
            if "Strg-C" in line:
                break
        assert "Strg-C" in self.text, self.text
        try:
            yield self
        finally:
            process.send_signal(signal.SIGTERM)
            self.text += process.communicate(timeout=60)[0]

    def processes(self) -> list[str]:
        """The command lines of all processes that run in the demo's tree."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if (process / "cwd").readlink() == self.folder:
                    found.append((process / "cmdline").read_text())
            except OSError:  # it has ended, or is not ours
                continue
        return found

    def sign_in(self, name: str = "chefredaktion") -> Editor:
        password = (self.folder / "var" / "demo_password").read_text()
        return Editor(self.site, name, password)

    def posts(self, headline: str) -> list[dict]:
        answer = requests.get(f"{self.sandbox}/posts.json", timeout=10)
        return [post for post in answer.json()["posts"] if headline in post["text"]]

    def has_told(self) -> bool:
        """Whether a mail has been sent that a channel is paused."""
        rows = sqlite3.connect(self.folder / "var" / "db.sqlite3")
        told = "SELECT 1 FROM syndication_channel WHERE told_at IS NOT NULL"
        mails = "SELECT 1 FROM syndication_mail"
        with closing(rows):
            found, waiting = (rows.execute(asked).fetchone() for asked in (told, mails))
        return bool(found and not waiting)

    def new_token(self) -> str:
        """As the city's account on Mastodon hands it out."""
        wanted = {"network": "mastodon", "name": "stadt_dortmund"}
        answer = requests.post(
            f"{self.sandbox}/accounts",
            json=wanted | {"if_exists": "return"},
            timeout=10,
        )
        return answer.json()["credentials"]["access_token"]

    def headlines(self) -> list[str]:
        answer = requests.get(f"{self.site}/feed/rss.xml", timeout=10)
        return [entry.title for entry in feedparser.parse(answer.content).entries]


def address(post: dict) -> str:
    """What a post leads to; on Instagram that is a short address in its text."""
    return post["link"] or "http://" + re.search(r"\S+/n/\d+", post["text"])[0]


def eventually(question, seconds=20):
    """The first true answer, or the last one after so many seconds."""
    end = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.1)
    return answer


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "tree"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    return folder


@pytest.fixture(scope="module")
def demo(tree):
    with Demo(tree).running() as running:
        yield running


@pytest.fixture(scope="module")
def editor(demo):
    return demo.sign_in()


@pytest.fixture(scope="module")
def section(editor):
    link = editor.get("/admin/pages/3/").select_one('a[href^="/admin/pages/4/"]')
    return int(link["href"].split("/")[3])


@pytest.mark.timeout(300)
class TestDemo:
    def test_an_article_is_on_the_site_in_the_feed_and_once_on_each_network(
        self, demo, editor, section
    ):
        image = editor.upload(
            factories.picture((2400, 1350), "JPEG"),
            "grün.jpg",
            description="Bäume im Park",
            credit="Stadt Dortmund",
        )
        page = editor.write(
            section,
            "Der Park wird größer",
            topics=["1", "2"],
            teaser="Am Samstag pflanzen Bürger*innen.",
            lead_image=str(image),
        )
        editor.publish(page)
        began = time.monotonic()
        posts = eventually(lambda: len(found := demo.posts("Der Park")) == 5 and found)
        assert posts, demo.posts("Der Park")
        assert time.monotonic() - began < 10
        assert {post["network"] for post in posts} == set(NETWORKS)
        for post in posts:
            alts = [picture["alt"] for picture in post["media"]]
            # Bluesky shows the link's card, whose picture has no text of its own.
            assert alts == (["Bäume im Park"] if post["network"] != "bluesky" else [""])
            article = requests.get(address(post), timeout=10)
            assert article.status_code == 200
            assert "Der Park wird größer" in article.text
            assert requests.get(post["url"], timeout=10).status_code == 200
        assert demo.headlines()[0] == "Der Park wird größer"

        editor.publish(page, title="Der Park wird noch größer")
        time.sleep(3)
        assert len(demo.posts("Der Park")) == 5
        assert "Der Park wird noch größer" in demo.headlines()
        edit_view = editor.get(f"/admin/pages/{page}/edit/").text
        # Mastodon and Facebook are changed in place, which the others cannot do.
        assert edit_view.count("veröffentlicht am") == 2
        assert edit_view.count("zeigt aber einen älteren Stand") == 3

    def test_a_scheduled_article_goes_out_at_its_time_and_not_earlier(
        self, demo, editor, section
    ):
        page = editor.write(section, "Später am Tag")
        at = datetime.now(BERLIN).replace(microsecond=0) + timedelta(seconds=8)
        editor.publish(page, go_live_at=moment(at))
        while True:
            seen = demo.posts("Später am Tag") or "Später am Tag" in demo.headlines()
            if datetime.now(BERLIN) >= at:
                break
            assert not seen
            time.sleep(0.3)
        assert eventually(lambda: "Später am Tag" in demo.headlines(), 5)
        assert eventually(lambda: len(demo.posts("Später am Tag")) == 5)

    def test_a_dead_token_is_told_in_german_and_holds_up_no_other_channel(
        self, demo, editor, section
    ):
        requests.post(
            f"{demo.sandbox}/accounts/mastodon/stadt_dortmund/revoke", timeout=10
        ).raise_for_status()
        editor.publish(editor.write(section, "Ohne Mastodon"))
        others = set(NETWORKS) - {"mastodon"}
        posts = eventually(
            lambda: len(found := demo.posts("Ohne Mastodon")) == 4 and found
        )
        assert {post["network"] for post in posts} == others
        listing = eventually(
            lambda: (
                "bitte den Kanal neu verbinden" in editor.get("/admin/channels/").text
            )
        )
        assert listing
        assert "der Kanal ist angehalten" in editor.get("/admin/deliveries/").text

        technician = demo.sign_in("technik")
        channel = technician.get("/admin/channels/").find(
            "a", string=re.compile("Mastodon")
        )
        reconnect = channel["href"].replace("/edit/", "/reconnect/")
        technician.submit(reconnect, token=demo.new_token())
        assert eventually(lambda: len(demo.posts("Ohne Mastodon")) == 5)


@pytest.mark.timeout(300)
def test_what_waits_for_a_person_is_mailed_to_the_console(tree):
    other = Demo(tree.parent / "mailing")
    shutil.copytree(tree, other.folder, ignore=shutil.ignore_patterns("var"))
    with other.running():
        address = f"{other.sandbox}/accounts/mastodon/stadt_dortmund/revoke"
        requests.post(address, timeout=10).raise_for_status()
        editor = other.sign_in()
        editor.publish(editor.write(4, "Ohne Mastodon"))
        assert eventually(other.has_told, 90)
    assert "To: technik@localhost" in other.text


@pytest.mark.timeout(300)
def test_it_ends_without_a_trace_and_a_second_run_keeps_what_is_there(tree, demo):
    other = Demo(tree.parent / "second")
    shutil.copytree(tree, other.folder, ignore=shutil.ignore_patterns("var"))
    with other.running():
        count = len(other.headlines())
        password = other.text.split("redaktion / ")[1].split(")")[0]
        assert other.processes()
    assert other.processes() == []
    assert "Traceback" not in other.text
    with other.running():
        assert len(other.headlines()) == count
        assert password in other.text
    assert (other.folder / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_told_to_end_while_it_loads_it_leaves_nothing_running(tree):
    early = Demo(tree.parent / "early")
    shutil.copytree(tree, early.folder, ignore=shutil.ignore_patterns("var"))
    process = early.make("demo")
    assert eventually((early.folder / "var" / "db.sqlite3").exists)
    process.send_signal(signal.SIGTERM)
    text, _nothing = process.communicate(timeout=60)
    assert "Strg-C" not in text
    assert "Traceback" not in text
    assert early.processes() == []


def test_a_taken_port_is_told_in_one_sentence(tree, demo):
    late = Demo(tree)
    late.ports = demo.ports
    text, _nothing = late.make("demo").communicate(timeout=60)
    assert f"Port {demo.ports['PORT']} is taken" in text
    assert "Traceback" not in text
