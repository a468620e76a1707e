"""manage.py site: pages, feeds and the admin, by granian (docs/decisions/0009)."""

import multiprocessing

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from cityportal.preloading import preload

APPLICATION = "cityportal.wsgi.application"
STOPPING = 25  # seconds that a process has to end
THREADS = 4  # in each process: who is answered from memory waits for no other reader


class Command(BaseCommand):
    help = "Answer readers and editors, until told to stop."
    requires_system_checks = []  # cityportal.wsgi asks for them, whoever serves it

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="Where to listen.")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument(
            "--processes", type=int, default=2, help="One or two for each core."
        )

    def handle(self, *, host, port, processes, **options):
        preload()
        connections.close_all()  # a connection must not be shared across a fork
        multiprocessing.set_start_method("fork", force=True)
        Granian(
            APPLICATION,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=THREADS,
            workers_kill_timeout=STOPPING,
            log_level=LogLevels.warning,
        ).serve(target_loader=_application, wrap_loader=False)


def _application():
    """In each process its own: it has threads and open files."""
    return import_string(APPLICATION)
