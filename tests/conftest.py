"""Nothing but this machine is ever called, and the sandbox is at hand."""

import ipaddress
import socket
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import override_settings
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = [
    *("tests.on_postgres", "tests.s3_server"),
    *("tests.sandbox_server", "tests.smtp_server"),
]


# What is costly to start there is started once, and not beside itself.
TOGETHER = (
    "tests/cityportal/test_worker.py",
    "tests/newsroom/test_load_demo.py",
    "tests/sandbox/test_windows.py",
    "tests/test_demo.py",
)


class OutsideCallError(RuntimeError):
    """A test tried to reach something that is not on this machine."""


class Scheduling(LoadScopeScheduling):
    """Each test goes to whoever is free, but for the files that stay together."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        together = file in TOGETHER or file.startswith("tests/browser/")
        return file if together else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Those that xdist has either tear apart a file or put it out of order."""
    return Scheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the migrations have made is there again for the next test that commits.

    For any other it is gone, so those come first, whatever else sorts the tests.
    """
    again = pytest.mark.django_db(transaction=True, serialized_rollback=True)
    committing = [item for item in items if _commits(item)]
    for item in committing:
        item.add_marker(again, append=False)
    items.sort(key=set(committing).__contains__)


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    alive = "live_server" in getattr(item, "fixturenames", ())
    return alive or bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture(autouse=True)
def _nothing_cached():
    """What a test before has left, for instance where the site's root page was."""
    for cache in caches.all(initialized_only=False):
        cache.clear()


@pytest.fixture(autouse=True, scope="session")
def nothing_outside():
    """Refuse every connection that does not stay on loopback, and every look-up."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


@pytest.fixture(autouse=True, scope="session")
def files_of_the_tests(tmp_path_factory):
    """Static files as they lie in the tree, uploads in a folder of the tests' own."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with (
        override_settings(
            STORAGES=settings.STORAGES | {"staticfiles": plain},
            STATIC_ROOT=tmp_path_factory.mktemp("static"),
            MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        ),
        pytest.MonkeyPatch.context() as patch,
    ):
        made = tmp_path_factory.mktemp("made")
        patch.setattr("syndication.kept_pictures.FOLDER", made)
        yield


def _guarded(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any, *rest: Any) -> Any:
        if self.family != socket.AF_UNIX:
            _refuse_outside(address[0])
        return connect(self, address, *rest)

    return guarded


def _guarded_lookup(look_up: Any) -> Any:
    def guarded(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host or ""
        if name.endswith((".test", ".invalid")):
            raise socket.gaierror(socket.EAI_NONAME, "Reserved names lead nowhere")
        _refuse_outside(name)
        return look_up(host, *rest, **more)

    return guarded


def _refuse_outside(name: str) -> None:
    if name in ("", "localhost") or name.endswith(".localhost"):
        return
    try:
        if ipaddress.ip_address(name).is_loopback:
            return
    except ValueError:
        pass
    raise OutsideCallError(f"A test tried to reach {name}")
