"""The city's colour: readable on every ground that the stylesheet puts it on."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from newsroom.colours import (
    DARK,
    LIGHT,
    contrast,
    is_colour,
    readable,
    readable_on_dark,
    readable_on_light,
)

STYLES = Path(__file__).resolve().parents[2] / "static" / "css" / "site.css"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#ffffff", "#ffffff", 1),
        ("#767676", "#ffffff", 4.54),
        ("#ffffff", "#0000ff", 8.59),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_counted_as_wcag_counts(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def test_our_own_colours_are_readable():
    assert readable(LIGHT.city, LIGHT)
    assert readable(DARK.city, DARK)


@pytest.mark.parametrize("colour", ["#ffcc00", "#7fcbe0", "#ffffff"])
def test_a_pale_colour_is_refused_on_light_with_its_contrast(colour):
    with pytest.raises(ValidationError, match=r"Auf hellem Grund .* \d+,\d : 1"):
        readable_on_light(colour)


def test_a_deep_colour_is_refused_on_dark():
    with pytest.raises(ValidationError, match="Auf dunklem Grund"):
        readable_on_dark("#00566b")


@pytest.mark.parametrize(
    "text", ["", "rot", "#fff", "#GGGGGG", "#00566b;x:y", "00566b"]
)
def test_what_is_no_colour_is_told_how_one_is_written(text):
    with pytest.raises(ValidationError, match="#00566b"):
        is_colour(text)
    readable_on_light(text)  # one complaint is enough


@pytest.mark.parametrize(("number", "scheme"), [(0, LIGHT), (1, DARK)])
def test_the_stylesheet_has_the_grounds_that_colours_are_held_against(number, scheme):
    text = STYLES.read_text()
    grounds = [re.findall(rf"--{name}: (#\w+)", text) for name in ("paper", "raised")]
    assert tuple(found[number] for found in grounds) == scheme.grounds
    assert re.findall(r"--city: (#\w+)", text)[number] == scheme.city


def test_the_colours_are_served_as_styles_for_good(client):
    answer = client.get("/farben/123456-abcdef.css")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/css")
    assert "immutable" in answer["Cache-Control"]
    assert "--city:#123456" in answer.content.decode()
    assert "--city:#abcdef" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["ffffff-7fcbe0", "00566b-000000", "x-y", "00566B-7FCBE0"]
)
def test_unreadable_colours_are_not_served(client, name):
    assert client.get(f"/farben/{name}.css").status_code == 404
