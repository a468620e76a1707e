"""`python -m tests.chaos.publishing`: what syndication costs whoever presses the button.

In a stand on SQLite with a channel for each network, articles that are announced and
others that are not are published by the admin's form, in turn, and each is timed.
Ends with 1 if the 95th percentile of the first is more than 50 ms above the second's.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from tests.chaos.stand import Stand
from tests.editor import BODY, PUBLISH, Editor, errors_in

PUBLISHES = 200
WARMING = 5  # publishes before, that are not counted
ALLOWED = 50.0  # milliseconds
SCENE = """
from newsroom.management.commands.load_demo import bind_site
from syndication.networks import NETWORKS
from tests import factories
factories.section(), bind_site()
for network in NETWORKS:
    factories.channel(name=network, network=network)
"""
DRAFTS = """
from tests import factories
print(*(factories.draft(title=f"Nr. {{n}}").pk for n in range({number})))
"""
EDITOR = """
from django.contrib.auth.models import User
User.objects.create_superuser("chefin", password="chefin")
"""
ANNOUNCED = "from syndication.models import Announcement as A; print(A.objects.count())"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="publishing-") as folder:
        stand = Stand.build(Path(folder) / "tree", {})
        stand.shell(SCENE)
        with stand.serving():
            announced, others = times(stand, PUBLISHES)
        counted = int(stand.shell(ANNOUNCED))
    if counted != PUBLISHES + WARMING:
        sys.exit(f"{counted} articles were announced.")
    return told(announced, others)


def times(stand: Stand, publishes: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each publish, announced and not, in turn, of a site that runs."""
    stand.shell(EDITOR)
    editor = Editor(stand.url, "chefin", "chefin")
    taken = [
        publish(editor, page, number % 2 == 0)
        for number, page in enumerate(drafts(stand, (publishes + WARMING) * 2))
    ]
    return taken[WARMING * 2 :: 2], taken[WARMING * 2 + 1 :: 2]


def drafts(stand: Stand, number: int) -> list[int]:
    """The pages of new ones."""
    return list(map(int, stand.shell(DRAFTS.format(number=number)).split()))


def publish(editor: Editor, page: int, announce: bool) -> float:
    """Milliseconds that the form's answer takes."""
    path = f"{editor.site}/admin/pages/{page}/edit/"
    fields = editor.form(path) | PUBLISH | BODY
    fields.pop("announce", None)
    if announce:
        fields["announce"] = ["on"]
    began = time.perf_counter()
    answer = editor.browser.post(path, fields, headers={"Referer": editor.site})
    taken = (time.perf_counter() - began) * 1000
    answer.raise_for_status()
    if errors := errors_in(answer):
        sys.exit(errors)
    return taken


def told(announced: list[float], others: list[float]) -> int:
    """Prints both; the exit code."""
    for name, times in (("announced", announced), ("not announced", others)):
        print(f"{name:14} median {median(times):4.0f} ms, p95 {p95(times):4.0f} ms")
    difference = p95(announced) - p95(others)
    print(f"difference of p95: {difference:+.0f} ms, allowed {ALLOWED:+.0f} ms")
    return 1 if difference > ALLOWED else 0


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
