"""The whole system on this machine: site, worker and sandbox in one process tree."""

import multiprocessing
import os
import runpy
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import partial

import requests
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction
from django.utils import timezone

from cityportal.preloading import preload
from newsroom.demo.editor import PEOPLE, demo_password
from newsroom.searching.models import SearchEntry
from syndication import connecting
from syndication.connect_views import redirect_uri
from syndication.models import Channel, Heartbeat
from syndication.networks.base import on_loopback
from syndication.registered_apps import App

ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # any of them ends the demo
MAILBOX = "technik@localhost"
READY = 60.0  # seconds that a part has to answer
STOPPING = 35.0  # seconds that a part has to end; the worker finishes what it sends

SANDBOX_URL = f"http://127.0.0.1:{settings.SANDBOX_PORT}"
ACCOUNTS = {
    "mastodon": ("Mastodon (Übungsnetz)", "stadt_dortmund"),
    "bluesky": ("Bluesky (Übungsnetz)", "dortmund"),
    "facebook": ("Facebook (Übungsnetz)", "stadt.dortmund"),
    "instagram": ("Instagram (Übungsnetz)", "stadt.dortmund"),
    "threads": ("Threads (Übungsnetz)", "stadt.dortmund"),
}
WITH_PICTURES = ("mastodon", "facebook", "instagram", "threads")
# Where a person has to make an app, so that others can sign in.
WITH_APPS = ("facebook", "instagram", "threads")


class Command(BaseCommand):
    help = "Run the demo on loopback; Ctrl-C ends it all."

    def handle(self, **options):
        _require_loopback()
        if settings.PORT == settings.SANDBOX_PORT:
            raise CommandError("PORT and SANDBOX_PORT must be two different ports.")
        for variable in ("PORT", "SANDBOX_PORT"):
            _require_free(variable, getattr(settings, variable))
        # On loopback all mail goes to the console, so that it is seen here. Once the
        # settings are read, the parts have them from here.
        settings.OPERATIONS_MAILBOX = settings.OPERATIONS_MAILBOX or MAILBOX
        stop = _stop_signal()
        preload()
        with ExitStack() as parts:
            sandbox = parts.enter_context(_part("sandbox", _sandbox))
            _do_aside("loading", _load, stop)
            site = parts.enter_context(_part("site", partial(_command, "site")))
            _wait_for(f"{SANDBOX_URL}/", sandbox, stop)
            _do_aside("connecting", _connect_channels, stop)
            _wait_for(settings.PUBLIC_URL, site, stop)
            # Only now do networks get what they fetch of what waits to be sent.
            began = timezone.now()
            worker = parts.enter_context(_part("worker", partial(_command, "worker")))
            _wait_for_queue(began, worker, stop)
            _wait(0, stop)  # who has been told to end says nothing more
            self._tell()
            _watch((sandbox, worker, site), stop)

    def _tell(self):
        writer, *more = PEOPLE
        others = " und ".join(more)
        self.stdout.write(
            f"""
  Website     {settings.PUBLIC_URL}/
  Redaktion   {settings.PUBLIC_URL}/admin/   ({writer} / {demo_password()})
              ebenso {others}, mit demselben Passwort
  Netzwerke   {SANDBOX_URL}/

  Strg-C beendet alles.
"""
        )


def _require_loopback() -> None:
    if not on_loopback(settings.PUBLIC_URL):
        raise CommandError(
            f"The demo runs on this machine only, but PUBLIC_URL is {settings.PUBLIC_URL}."
        )


def _require_free(variable: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandError(
                f"Port {port} is taken: choose another one with {variable}=... make demo"
            ) from None


def _stop_signal() -> threading.Event:
    stop = threading.Event()
    for number in ENDS:
        signal.signal(number, lambda *_signal: stop.set())
    return stop


@contextmanager
def _part(name: str, run: Callable[[], None]):
    """A process group of its own, ended as a whole: Ctrl-C reaches us alone.

    Forked, so that the parts share what is loaded here, and need not load it again.
    """
    connections.close_all()  # a connection must not be shared across a fork
    fork = multiprocessing.get_context("fork")
    process = fork.Process(name=name, target=_apart, args=(run,))
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)  # until the part heeds them
    process.start()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
    try:
        yield process
    finally:
        process.terminate()
        end = time.monotonic() + STOPPING
        # Joined, it would be waited for until its children have ended, too.
        while process.exitcode is None and time.monotonic() < end:
            time.sleep(0.02)
        _kill_group(process.pid)
        process.join()


def _apart(run: Callable[[], None]) -> None:
    os.setsid()
    for number in ENDS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
    run()


def _command(name: str) -> None:
    execute_from_command_line(["manage.py", name])


def _sandbox() -> None:
    """A program that knows nothing of ours; it shares the libraries loaded here."""
    data = str(settings.VAR_DIR / "sandbox")
    sys.argv[1:] = ["--port", str(settings.SANDBOX_PORT), "--data", data]
    runpy.run_module("syndication.sandbox", run_name="__main__")


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):  # it has ended with all its own
        os.killpg(pid, signal.SIGKILL)


def _do_aside(name: str, work: Callable[[], None], stop: threading.Event) -> None:
    """In a process of its own: what the work leaves is kept by nobody."""
    with _part(name, work) as process:
        while process.exitcode is None:
            _wait(0.02, stop)
    if process.exitcode:
        raise CommandError(f"A part failed: {name}.")


def _load() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    if not SearchEntry.objects.exists():  # before the worker is there to do it
        with transaction.atomic():
            call_command("rebuild_search", verbosity=0)


def _wait(seconds: float, stop: threading.Event) -> None:
    """Ends the demo, with all its parts, once it has been told to."""
    if stop.wait(seconds):
        sys.exit()


def _wait_for(url: str, process, stop: threading.Event) -> None:
    def answers() -> bool:
        with suppress(requests.ConnectionError):
            return requests.get(url, timeout=READY).ok  # it may make pictures first
        return False

    _wait_until(answers, f"{url} does not answer.", process, stop)


def _wait_for_queue(began: datetime, process, stop: threading.Event) -> None:
    beats = Heartbeat.objects.filter(beaten_at__gte=began)
    _wait_until(beats.exists, "The queue does not run.", process, stop)


def _wait_until(
    question: Callable[[], bool], complaint: str, process, stop: threading.Event
) -> None:
    end = time.monotonic() + READY
    while process.exitcode is None:
        if question():
            return
        if time.monotonic() > end:
            raise CommandError(complaint)
        _wait(0.1, stop)
    raise CommandError(f"A part ended by itself: {process.name}.")


def _register_apps() -> None:
    """As the city's operator does at Meta; the ports may have changed since."""
    for network in WITH_APPS:
        app = _sandbox_answer(
            "/apps",
            network=network,
            name=settings.WAGTAIL_SITE_NAME,
            redirect_uris=[redirect_uri()],
        )
        App.objects.filter(network=network, server__contains="//127.0.0.1").delete()
        keys = app["client_id"], app["client_secret"]
        App.objects.keep(network, app["server"], *keys)


def _connect_channels() -> None:
    """At each start, for the ports may have changed."""
    _register_apps()
    for network, (name, account) in ACCOUNTS.items():
        made = _sandbox_answer(
            "/accounts",
            network=network,
            name=account,
            display_name="Stadt Dortmund",
            if_exists="return",
        )
        # Whatever an editor calls it now: the first one on this network is ours.
        ours = Channel.objects.filter(network=network).order_by("pk").first()
        channel = ours or Channel(name=name, network=network)
        channel.server = made["server"]
        channel.connected_for = settings.PUBLIC_URL
        if network in WITH_PICTURES and not channel.pk:
            channel.attach = Channel.Attach.PICTURE
        connecting.connect(channel, made["credentials"])


def _sandbox_answer(path: str, **wanted) -> dict:
    answer = requests.post(f"{SANDBOX_URL}{path}", json=wanted, timeout=10)
    answer.raise_for_status()
    return answer.json()


def _watch(parts, stop: threading.Event) -> None:
    while not (ended := [part.name for part in parts if part.exitcode is not None]):
        _wait(0.5, stop)
    raise CommandError(f"A part ended by itself: {', '.join(ended)}.")
