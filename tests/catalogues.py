"""What the admin says, as the catalogues have it: our German texts and Wagtail's."""

import re
from gettext import GNUTranslations
from pathlib import Path

import django
import wagtail

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def ours() -> dict[str, str]:
    """Our German texts with their English; of a plural, each form by itself."""
    found = {}
    for path in sorted(ROOT.glob("*/locale/en/LC_MESSAGES/django.mo")):
        for key, english in _catalogue(path).items():
            found[key[0] if isinstance(key, tuple) else key] = english
    found.pop("", None)
    return found


def wagtails() -> set[str]:
    """What Wagtail and Django say in German."""
    return {
        text
        for module in (django, wagtail)
        for path in Path(module.__file__).parent.rglob("locale/de/LC_MESSAGES/*.mo")
        for text in _catalogue(path).values()
    }


def pattern_of(text: str) -> re.Pattern:
    """The text with something in each of its gaps."""
    return re.compile(".+?".join(re.escape(part) for part in PLACEHOLDER.split(text)))


def _catalogue(path: Path) -> dict:
    with path.open("rb") as file:
        return GNUTranslations(file)._catalog
