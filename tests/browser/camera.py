"""Takes the handbook's pictures: the same scene makes the same picture."""

import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

FRAME = {"width": 1040, "height": 680}
COLOURS = 64
MARGIN = 12  # pixels around what a picture is of
WEEK = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]
# What differs from day to day or from run to run, and what is shown in its place.
MONTHS = (
    "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
)
CHANGING = [
    (r"\b\d{1,2}:\d{2}(:\d{2})?\b", "10:30"),
    (r"\b\d{1,2}\.\d{1,2}\.\d{4}\b", "02.03.2026"),
    (r"\b20\d{2}-\d{2}-\d{2}\b", "2026-03-02"),
    (rf"\b\d{{1,2}}\. ({MONTHS}) \d{{4}}\b", "2. März 2026"),
    (rf"\b\d{{1,2}}\. ({MONTHS})(?! \d{{4}})", "2. März"),
    *(
        (rf"\b{day}, 2\. März", f"{day}, {number}. März")
        for number, day in enumerate(WEEK, start=2)
    ),
    (r"\bWoche \d+: 2\. März bis 2\. März", "Woche 10: 2. März bis 8. März"),
    (r"\b\d+ (Stunden?|Minuten?|Sekunden?)(, \d+ \w+)?", "2 Minuten"),
    (r"https?://127\.0\.0\.1:\d+", "https://stadt.example"),
    (r"127\.0\.0\.1:\d+", "stadt.example"),
]
# Whatever comes and goes by itself: who else edits, what was saved when, hints.
FLEETING = """
    .w-editing-sessions, .w-autosave-indicator, [data-tippy-root]:not(:has(a, button)),
    .w-dismissible-badge { visibility: hidden !important }
"""
ALL_THERE = "() => [...document.images].every(image => image.complete)"
# Puts that into the page, and keeps what was there before.
STILL = """changing => {
    document.activeElement.blur()
    const before = window.beforeThePicture = []
    const still = (part, property) => {
        const text = changing.reduce((kept, [pattern, put]) =>
            kept.replace(new RegExp(pattern, "gu"), put), part[property])
        if (text === part[property]) return
        before.push([part, property, part[property]])
        part[property] = text
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) still(walker.currentNode, "nodeValue")
    const fields = "input:not([type=file]), textarea"
    document.querySelectorAll(fields).forEach(field => still(field, "value"))
}"""
# A frame that has been loaded anew meanwhile is as it was.
AS_BEFORE = """() => window.beforeThePicture?.forEach(
    ([part, property, text]) => { part[property] = text })"""


class Camera:
    """Takes pictures of `page`; keeps them in `folder`, or takes them only to try."""

    def __init__(self, page: Page, folder: Path | None):
        self.page, self.folder = page, folder
        self.taken: set[str] = set()

    def take(self, name: str, of: Locator | None = None, height: int = 0) -> None:
        """A picture of the window, or of a part of the page and not more than `height`."""
        self.page.wait_for_function(ALL_THERE)
        if of:
            of.scroll_into_view_if_needed()
        for frame in self.page.frames:
            frame.evaluate(STILL, CHANGING)
        picture = self.page.screenshot(
            animations="disabled", style=FLEETING, **_clip(of, height)
        )
        for frame in self.page.frames:
            frame.evaluate(AS_BEFORE)
        self.taken.add(name)
        if self.folder:
            _keep(picture, self.folder / f"{name}.png")


def _clip(of: Locator | None, height: int) -> dict:
    if of is None:
        return {
            "clip": {"x": 0, "y": 0} | FRAME | ({"height": height} if height else {})
        }
    box = of.bounding_box()
    left, top = max(box["x"] - MARGIN, 0), max(box["y"] - MARGIN, 0)
    right = min(box["x"] + box["width"] + MARGIN, FRAME["width"])
    bottom = min(box["y"] + box["height"] + MARGIN, FRAME["height"])
    if height:
        bottom = min(bottom, top + height)
    return {
        "clip": {"x": left, "y": top, "width": right - left, "height": bottom - top}
    }


def _keep(picture: bytes, path: Path) -> None:
    """In a few colours, which keeps it light."""
    colours = Image.open(io.BytesIO(picture)).convert("RGB")
    few = colours.quantize(COLOURS, dither=Image.Dither.NONE)
    path.parent.mkdir(exist_ok=True)
    few.save(path, optimize=True)


def pictures_of(pages: Path) -> set[str]:
    """The names of all pictures that the pages in a folder show."""
    texts = [page.read_text() for page in pages.glob("*.md")]
    return {
        name for text in texts for name in re.findall(r"\(bilder/([\w-]+)\.png\)", text)
    }
