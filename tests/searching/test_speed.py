"""Any search among 10,000 articles, on the database at hand (BENCH=1; takes a minute)."""

import os
import statistics
import time

import pytest
from wagtail.models import Page

from .corpus import fill

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not os.environ.get("BENCH"), reason="takes minutes: BENCH=1"),
]
QUERIES = [
    "Stadt",
    "der Rat",
    "Bürger*innen Straße Dortmund",
    "Bau",
    "Sta",
    "Hafenturmfest",
    '"Stadt Dortmund"',
    '"Stadt Dortmund" Rat',
    "Radwegn",
    "qqqq wwww",
    "Stadt Dortmund Bürger*innen Straße und die der neue Rat Haus Platz Weg",
    "x" * 10_000,
    "Stadt " * 2_000,
    '"',
    "%",
    "*",
    "NEAR(",
    "\0",
    "Straße&jahr=2025",
    "Straße&thema=kultur&jahr=2025",
    "Straße&seite=50",
]


def milliseconds(ask) -> float:
    times = []
    for _round in range(5):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


@pytest.fixture(autouse=True)
def many(db):
    fill(int(os.environ["BENCH"]) if os.environ["BENCH"] != "1" else 10_000)


def test_any_search_is_answered_within_100_milliseconds(client, admin_client, capsys):
    took = {}
    for query in QUERIES:
        typed, _and, more = query.partition("&")
        parameters = {"q": typed} | dict(
            part.split("=") for part in more.split("&") if more
        )
        took[f"/suche/ {query[:40]!r}"] = milliseconds(
            lambda p=parameters: client.get("/suche/", p)
        )
    admin = {}
    for query in ("Stadt", "Straßen", "Hafen", "qqqq"):
        for address in (
            "/admin/pages/search/",
            "/admin/pages/",
            "/admin/choose-page/search/",
        ):
            admin[f"{address} {query}"] = milliseconds(
                lambda a=address, q=query: admin_client.get(a, {"q": q})
            )
        for ask in (Page.objects.all().search, Page.objects.all().autocomplete):
            admin[f"{ask.__name__}() {query}"] = milliseconds(
                lambda ask=ask, q=query: (ask(q).count(), list(ask(q)[:20]))
            )
    with capsys.disabled():
        for name, ms in (took | admin).items():
            print(f"\n{ms:8.1f} ms  {name}", end="")  # noqa: T201
    assert max(took.values()) < 100
    assert max(admin.values()) < 300
