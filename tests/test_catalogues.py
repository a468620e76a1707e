"""German is written in the code; every such text has its English."""

import ast
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils.translation.template import templatize
from wagtail.users.models import UserProfile

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted(ROOT.glob("*/locale/en/LC_MESSAGES/django.po"))
# Where the texts of each catalogue stand; those of templates/ are the newsroom's.
SOURCES = {
    "newsroom": ("newsroom", "templates"),
    "syndication": ("syndication",),
}
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"gettext\({LITERAL}")
CALLS = ("_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy")


def texts_in(source: str) -> Iterator[str]:
    """The texts that a file of Python hands to gettext; of a plural, the singular."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            text = node.args[0] if node.func.id in CALLS else None
            if isinstance(text, ast.Constant):
                yield text.value


def texts_of(path: Path) -> set[str]:
    source = path.read_text()
    if path.suffix == ".html":
        # Django's own collector leaves of a template nothing but the calls.
        source = "\n".join(f"{call})" for call in CALL.findall(templatize(source)))
    return set(texts_in(source))


@pytest.mark.parametrize("app", SOURCES)
def test_every_text_of_the_code_is_in_the_catalogue(app):
    catalogue = ROOT / app / "locale" / "en" / "LC_MESSAGES" / "django.mo"
    with catalogue.open("rb") as file:
        known = GNUTranslations(file)._catalog
    known = {key[0] if isinstance(key, tuple) else key for key in known}
    files = [
        path
        for folder in SOURCES[app]
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".py", ".html") and "sandbox" not in path.parts
    ]
    missing = {text for path in files for text in texts_of(path) - known}
    assert missing == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_no_text_is_without_its_english(path):
    entries = path.read_text().split("\n\n")[1:]
    assert entries
    assert [entry for entry in entries if entry.rstrip().endswith('\nmsgstr ""')] == []
    assert "fuzzy" not in path.read_text()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_the_compiled_catalogue_is_that_of_the_text(path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    texts = {key[0] if isinstance(key, tuple) else key for key in compiled._catalog}
    assert len(texts) == path.read_text().count("\nmsgid ")


@pytest.mark.django_db
def test_an_editor_who_prefers_english_reads_english(client):
    user = User.objects.create_superuser("chief")
    UserProfile.objects.create(user=user, preferred_language="en")
    client.force_login(user)
    page = client.get("/admin/deliveries/").content.decode()
    assert "Deliveries" in page
    assert "Auslieferungen" not in page
