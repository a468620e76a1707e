"""Imports go one way (docs/architecture.md, section 3)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Each line may import the lines below it, and itself.
ROOMS = [
    ["cityportal"],
    ["newsroom"],
    ["newsroom.searching"],
    ["syndication.apps"],
    [
        "syndication.wagtail_hooks",
        "syndication.templatetags",
        "syndication.signal_handlers",
        "syndication.checks",
        "syndication.management",
        "syndication.tasks",
    ],
    ["syndication.viewsets"],
    [
        "syndication.connect_views",
        "syndication.health_views",
        "syndication.bulk_actions",
    ],
    [
        "syndication.views",
        "syndication.echo_views",
        "syndication.dossier_views",
        "syndication.desk_views",
        "syndication.timetable_views",
    ],
    ["syndication.delivery_views", "syndication.echo_list"],
    ["syndication.desk", "syndication.desk_filters", "syndication.timetable"],
    ["syndication.forms", "syndication.drafts"],
    ["syndication.pages"],
    ["syndication.preview_views"],
    ["syndication.previews"],
    ["syndication.remarks", "syndication.reading_aloud"],
    ["syndication.social_panels"],
    ["syndication.social_forms"],
    ["syndication.panels", "syndication.posts", "syndication.channel_column"],
    ["syndication.runs", "syndication.rights", "syndication.live"],
    ["syndication.alarms", "syndication.checking", "syndication.channel_health"],
    ["syndication.standing", "syndication.verbs", "syndication.echo_words"],
    [
        "syndication.delivering",
        "syndication.outbox",
        "syndication.connecting",
        "syndication.dossier",
        "syndication.restoring",
    ],
    [
        "syndication.announcing",
        "syndication.corrected",
        "syndication.sending",
        "syndication.looking",
        "syndication.echo",
    ],
    ["syndication.preparing"],
    ["syndication.waking", "syndication.drafting", "syndication.refusals"],
    ["syndication.scheduling", "syndication.readiness", "syndication.expiry"],
    ["syndication.pacing", "syndication.breaker"],
    ["syndication.ways", "syndication.server_addresses"],
    ["syndication.public_pictures"],
    ["syndication.pictures", "syndication.reasons", "syndication.rules"],
    ["syndication.share_card", "syndication.srgb"],
    ["syndication.kept_pictures"],
    ["syndication.models"],
    ["syndication.echoes"],
    [
        "syndication.deliveries",
        "syndication.registered_apps",
        "syndication.channel_wishes",
        "syndication.weeks",
    ],
    ["syndication.stages"],
    ["syndication.sweep_arrows", "syndication.editor_arrows"],
    ["syndication.delivery_arrows"],
    ["syndication.announcements", "syndication.attempts", "syndication.channels"],
    ["syndication.mails"],
    ["syndication.delivery_states", "syndication.composing"],
    ["syndication.credentials", "syndication.signing_in"],
    ["syndication.networks"],
    ["syndication.waits", "syndication.networks.base", "syndication.rates"],
    ["syndication.networks.budgets"],
    ["syndication.sandbox"],
]
LEVELS = {room: level for level, line in enumerate(ROOMS) for room in line}
# The networks' clients know the contract and the line between themselves alone, the
# sandbox is the other side of the wire: nothing of ours.
CLOSED = {
    "syndication.networks": ("syndication.networks",),
    "syndication.sandbox": ("syndication.sandbox",),
}
CONTRACT = ("syndication.networks.base", "syndication.networks.budgets")
FILES = [
    path
    for package in ("cityportal", "newsroom", "syndication")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]


def module_of(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


def room_of(module: str) -> str | None:
    parts = module.split(".")
    prefixes = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
    return next((prefix for prefix in prefixes if prefix in LEVELS), None)


def imported_modules(node: ast.AST, path: Path):
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        package = module_of(path).split(".")
        if path.name != "__init__.py":
            package = package[:-1]
        base = package[: len(package) - node.level + 1] if node.level else []
        start = ".".join([*base, *filter(None, [node.module])])
        yield from (f"{start}.{alias.name}" for alias in node.names)


def imports(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        for module in imported_modules(node, path):
            if room := room_of(module):
                yield room


def allowed(here: str, there: str) -> bool:
    if here in CLOSED:
        return there in CLOSED[here] or there in CONTRACT
    return here == there or LEVELS[here] < LEVELS[there]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path):
    here = room_of(module_of(path))
    wrong = {there for there in imports(path) if not allowed(here, there)}
    assert not wrong, f"{here} must not import {wrong}"


def test_every_room_of_syndication_has_its_line():
    assert all(room_of(module_of(path)) for path in FILES if path.name != "__init__.py")


def test_the_newsroom_and_cityportal_are_never_imported_from_below():
    assert not allowed("syndication.outbox", "newsroom")
    assert not allowed("newsroom", "cityportal")
    assert not allowed("syndication.sandbox", "syndication.models")


ALLOWED_INSIDE = {"ready", "load"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_imported_inside_a_function(path):
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name not in ALLOWED_INSIDE
    ]
    hidden = [
        function.name
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not hidden
