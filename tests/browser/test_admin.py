"""Every admin view of ours, as different people see it: by axe, keyboard and console."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe

from syndication.signing_in import WAYS
from tests.admin_views import our_views
from tests.examples import PARAMETERS, THEMES

from .demo import whole_demo
from .test_accessibility import RULES

WIDTHS = (1280, 400)
EXAMPLES = """
from newsroom.demo.editor import demo_password
from tests import examples
examples.make(demo_password())
"""
# Pages of Wagtail's own in which parts of ours stand.
AROUND = {
    "home": "/admin/",
    "new article": "/admin/pages/add/newsroom/articlepage/{section}/",
    "article": "/admin/pages/{article}/edit/",
    "article's history": "/admin/pages/{article}/history/",
    "delete the article": "/admin/pages/{article}/delete/",
    "unpublish the article": "/admin/pages/{article}/unpublish/",
    "pages": "/admin/pages/{section}/",
    "picture": "/admin/images/1/",
    "site settings": "/admin/settings/newsroom/sitesettings/",
}
# What Wagtail 8.0 itself does wrong: rule -> the elements, by their selector.
WAGTAILS_OWN = {
    # The rich text field in a block has no name of its own.
    "aria-input-field-name": ".public-DraftEditor-content",
    # Nor has a text in a block of a stream, the field of the tags, or a table's own.
    "label": "[data-streamfield-child] input, .ui-autocomplete-input, "
    "#HandsontableCopyPaste",
    "region": "#HandsontableCopyPaste",
    # The form of a snippet names the snippet in a field alone.
    "page-has-heading-one": "html:has(a[href='/admin/snippets/newsroom/topic/'])",
    # Who else is editing, as a button without a name.
    "button-name": ".w-editing-sessions__session",
    # The link in "you may unpublish the page instead".
    "link-in-text-block": "a[href^='/admin/pages/'][href$='/unpublish/']",
    # On a telephone: the numbers of a list's pages, the switch of the list of fields.
    "target-size": ".pagination__page-number a, .w-minimap__toggle",
}
WALKED = ("index", "inspect", "page", "connect", "add", "edit", "disconnect", "send")
STOPS_AROUND = 100  # beside the main part
# Wagtail's tables have no German words for their menus.
WAGTAILS_COMPLAINTS = ('Language with code "de" was not found.',)
IS_ITS_OWN = """([target, known]) => !!document.querySelector(target)?.closest(known)"""

# What the Tab key ought to reach in the page's main part: marked, and counted. Of tabs
# and of choices only the chosen one is a stop.
REACHABLE = """() => {
    const all = "a[href], button, input:not([type=hidden]), select, textarea, summary"
    const parts = [...document.querySelectorAll("main :is(" + all + ")")].filter(part =>
        !part.disabled && part.getClientRects().length
        && part.checkVisibility({visibilityProperty: true})
        && !part.matches("[role=tab], [type=radio]:not(:checked)"))
    parts.forEach(part => part.setAttribute("data-unreached", ""))
    return parts.length
}"""
STOP = """() => {
    const here = document.activeElement
    here.removeAttribute("data-unreached")
    if (here === document.body) return null
    const style = getComputedStyle(here)
    const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    return seen || style.boxShadow !== "none" ? "" : here.outerHTML.slice(0, 120)
}"""
LEFT = "() => [...document.querySelectorAll('[data-unreached]')].map(p => p.outerHTML)"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with whole_demo(tmp_path_factory.mktemp("demo")) as demo:
        command = [sys.executable, "manage.py", "shell", "--no-imports", "--command"]
        subprocess.run(
            [*command, EXAMPLES],
            cwd=demo.folder,
            env=os.environ | demo.ports,
            check=True,
        )
        yield demo


@pytest.fixture(scope="module")
def site(demo):
    """What the visitors of this file visit."""
    return f"{demo.site}/"


@pytest.fixture(scope="module")
def addresses(demo):
    """Each view of ours with an example: its name and its address."""
    path = demo.folder / "var" / "db.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return {**_of_our_views(database), **_around(database)}


def _of_our_views(database) -> dict[str, str]:
    def pk_of(model) -> int:
        options = model._meta
        return _one(
            database, f"SELECT max({options.pk.column}) FROM {options.db_table}"
        )

    given = PARAMETERS | _numbers(database)
    found = {view.name: view.address(pk_of, given) for view in our_views()}
    states = database.execute(
        "SELECT state, max(id) FROM syndication_delivery GROUP BY 1"
    )
    found |= {
        f"a delivery, {state}": f"/admin/deliveries/inspect/{pk}/"
        for state, pk in states
    }
    ways = {f"connect, {way}": f"/admin/channels/connect/{way}/" for way in WAYS}
    return found | ways


def _around(database) -> dict[str, str]:
    numbers = _numbers(database)
    return {
        name: path.format(article=numbers["page_pk"], section=numbers["section"])
        for name, path in AROUND.items()
    }


def _numbers(database) -> dict[str, int]:
    """An article with a delivery, its section, and a channel it has not gone to."""
    article = "SELECT page_id FROM syndication_announcement WHERE page_id NOT NULL"
    page = _one(database, f"{article} ORDER BY id LIMIT 1")
    return {
        "page_pk": page,
        "desk:page pk": page,
        "section": _one(
            database, "SELECT min(page_ptr_id) FROM newsroom_newsindexpage"
        ),
        "channel_pk": _one(database, "SELECT min(id) FROM syndication_channel"),
    }


def _one(database, question: str) -> int:
    return database.execute(question).fetchone()[0]


@pytest.fixture(scope="module")
def visit(demo, visit_as):
    """A person signed in: `visit("dark", 400)`."""

    def signed_in(theme: str, width: int):
        visitor = visit_as(viewport={"width": width, "height": 900})
        visitor.open("admin/login/")
        password = (demo.folder / "var" / "demo_password").read_text()
        visitor.page.fill("[name=username]", theme)
        visitor.page.fill("[name=password]", password)
        visitor.page.click("button[type=submit]")
        visitor.page.wait_for_load_state("networkidle")
        visitor.complaints.clear()  # of the page for signing in
        return visitor

    return signed_in


@pytest.fixture(scope="module")
def answers(addresses, visit, site):
    """What a plain GET of each view gets: (status, whether it is a whole page)."""
    ask = visit("light", 1280).page.context.request
    found = {}
    for name, address in addresses.items():
        answer = ask.get(site.rstrip("/") + address)
        assert "/login/" not in answer.url, name
        kind = answer.headers.get("content-type", "")
        found[name] = answer.status, "text/html" in kind and "<html" in answer.text()
    return found


@pytest.fixture(scope="module")
def pages(addresses, answers):
    """The addresses of whole pages: not of parts, of files, or of mere actions."""
    return {
        name: addresses[name]
        for name, (status, whole) in answers.items()
        if whole and status != 405
    }


def test_every_view_answers(answers, pages):
    odd = {
        name: status
        for name, (status, _) in answers.items()
        if status not in (200, 405)
    }
    # A sign-in that nobody has begun is refused.
    assert odd == {"channels:choose": 400, "channels:signed_in": 400}
    rooms = {view.name.partition(":")[0] for view in our_views()}
    assert rooms <= {name.partition(":")[0] for name in pages}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_no_fault_and_the_browser_complains_of_nothing(
    visit, pages, theme, width
):
    visitor = visit(theme, width)
    assert visitor.page.locator(f"html.w-theme-{theme}").count() == 1
    faults = {name: faults_of(visitor, address) for name, address in pages.items()}
    assert not any(faults.values()), told(faults)


def told(faults: dict[str, list[str]]) -> str:
    return "\n".join(f"{name}: {fault}" for name in faults for fault in faults[name])


def faults_of(visitor, address: str) -> list[str]:
    answer = visitor.open(address.removeprefix("/"))
    visitor.page.wait_for_load_state("networkidle")
    violations = Axe().run(visitor.page, options=RULES).response["violations"]
    found = [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in violations
        for node in violation["nodes"]
        if not is_wagtails_own(visitor.page, violation["id"], node)
    ]
    odd = (*WAGTAILS_COMPLAINTS, f"status of {answer.status}")
    found += [line for line in visitor.complaints if not any(o in line for o in odd)]
    found += [f"asks {stranger}" for stranger in visitor.strangers]
    visitor.complaints.clear()
    visitor.strangers.clear()
    return found


def is_wagtails_own(page, rule: str, node: dict) -> bool:
    known = WAGTAILS_OWN.get(rule)
    return bool(known) and page.evaluate(IS_ITS_OWN, [node["target"][0], known])


def test_the_keyboard_reaches_everything_and_one_sees_where_one_is(visit, pages):
    visitor = visit("light", 1280)
    faults = {
        name: unreached(visitor, pages[name]) for name in pages if is_walked(name)
    }
    assert len(faults) > 5
    assert not any(faults.values()), told(faults)


def is_walked(name: str) -> bool:
    """Lists of Wagtail's own are left to it."""
    room, _colon, view = name.partition(":")
    return view in WALKED and room not in ("articles", "wagtailsnippets_newsroom_topic")


def unreached(visitor, address: str) -> list[str]:
    """What no Tab leads to in the main part, and what shows no focus."""
    visitor.open(address.removeprefix("/"))
    page = visitor.page
    page.wait_for_load_state("networkidle")
    unseen, count = [], page.evaluate(REACHABLE)
    for _stop in range(count + STOPS_AROUND):
        page.keyboard.press("Tab")
        shown = page.evaluate(STOP)
        if shown is None:
            break
        unseen += [shown] if shown else []
    return page.evaluate(LEFT) + unseen
