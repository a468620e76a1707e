"""The stylesheet: one file, light, for every reader."""

import gzip
import re
from pathlib import Path

import pytest

from tests.factories import published

from .parts import small_image

ROOT = Path(__file__).resolve().parents[2]
STYLES = (ROOT / "static" / "css" / "site.css").read_text()


def test_the_stylesheet_is_light():
    assert len(gzip.compress(STYLES.encode())) <= 10_000


@pytest.mark.parametrize(
    "feature",
    [
        "prefers-color-scheme: dark",
        "prefers-contrast: more",
        "prefers-reduced-motion",
        "forced-colors: active",
        "print",
    ],
)
def test_the_stylesheet_heeds_what_the_reader_has_set(feature):
    assert f"@media ({feature}" in STYLES or f"@media {feature}" in STYLES


def test_the_stylesheet_fetches_nothing_from_elsewhere():
    fetched = set(re.findall(r"url\(([^)]*)\)", STYLES))
    assert fetched == {"../img/stadt.svg"}
    assert "@import" not in STYLES


def test_headlines_are_small_enough_for_a_small_screen():
    """At 320 px the longest words of a headline have to fit into a line."""
    for smallest, viewport in re.findall(
        r"(?:--h1|lead__title [^}]*font-size): clamp\(([\d.]+)rem, [\d.]+rem \+ ([\d.]+)vw",
        STYLES,
    ):
        assert float(smallest) <= 1.6
        assert 1.05 + float(viewport) * 3.2 / 16 <= 1.6


def test_a_page_needs_few_requests(client, newsroom):
    for number in range(4):
        published(title=f"Nummer {number}", lead_image=small_image(title=f"{number}"))
    for address in ("/", "/newsroom/", "/newsroom/nummer-1/"):
        text = client.get(address).content.decode()
        fetched = re.findall(r'<link rel="(?:stylesheet|icon)"', text)
        images = re.findall(r"<img [^>]*>", text)
        eager = [image for image in images if 'loading="lazy"' not in image]
        assert len(eager) <= 1
        assert all("width=" in image and "height=" in image for image in images)
        # The page itself, and the skyline that the stylesheet shows.
        assert len(fetched) + len(eager) + 2 <= 8
