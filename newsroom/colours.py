"""The city's own colour: one for light screens, one for dark ones, both readable."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

READABLE = 4.5  # WCAG 2.2, 1.4.3: text on its ground
COLOUR = re.compile(r"^#[0-9a-f]{6}$")


@dataclass(frozen=True)
class Scheme:
    """The grounds that static/css/site.css puts the colour on."""

    grounds: tuple[str, ...]
    city: str


LIGHT = Scheme(("#ffffff", "#f1f5f6"), "#00566b")
DARK = Scheme(("#0f171c", "#18232a"), "#7fcbe0")

is_colour = RegexValidator(
    COLOUR, _("Bitte geben Sie die Farbe als # und sechs Ziffern an, etwa #00566b.")
)


def contrast(one: str, other: str) -> float:
    """Between 1 and 21, as WCAG counts; colours like #00566b."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, scheme: Scheme) -> bool:
    return _worst(colour, scheme) >= READABLE


def readable_on_light(colour: str) -> None:
    """Raises ValidationError with the contrast that was found."""
    _require(colour, LIGHT, _("Auf hellem Grund ist diese Farbe schlecht zu lesen."))


def readable_on_dark(colour: str) -> None:
    """Raises ValidationError with the contrast that was found."""
    _require(colour, DARK, _("Auf dunklem Grund ist diese Farbe schlecht zu lesen."))


def _require(colour: str, scheme: Scheme, complaint: str) -> None:
    if COLOUR.match(colour) and not readable(colour, scheme):
        found = number_format(_worst(colour, scheme), 1)
        advice = _(
            "%(complaint)s Der Kontrast ist %(found)s : 1, nötig sind 4,5 : 1. "
            "Bitte wählen Sie eine Farbe, die sich stärker abhebt."
        )
        raise ValidationError(advice, params={"complaint": complaint, "found": found})


def _worst(colour: str, scheme: Scheme) -> float:
    return min(contrast(colour, ground) for ground in scheme.grounds)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (_linear(part) for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
