"""Every kind of page, as different people see it, by axe and by measure."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import DESKTOP
from .site import PAGES

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
NARROW = {"width": 320, "height": 640}
EYES = {
    "light": {"viewport": DESKTOP},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW},
    "forced colours": {"viewport": DESKTOP, "forced_colors": "active"},
}
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    return [...document.body.querySelectorAll("*")]
        .filter(part => part.getBoundingClientRect().right > width + 1)
        .map(part => part.outerHTML.slice(0, 120))
}"""


WIDER_SPACING = """() => document.querySelectorAll("*").forEach(part => {
    part.style.setProperty("line-height", "1.5", "important")
    part.style.setProperty("letter-spacing", ".12em", "important")
    part.style.setProperty("word-spacing", ".16em", "important")
})"""


@pytest.fixture(scope="module", params=EYES)
def eyes(request, visit_as):
    return visit_as(**EYES[request.param])


@pytest.fixture(scope="module")
def small(visit_as):
    return visit_as(viewport=NARROW)


@pytest.fixture(scope="module")
def large(visit_as):
    return visit_as()


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_no_fault(eyes, kind):
    eyes.open(PAGES[kind])
    found = Axe().run(eyes.page, options=RULES)
    assert not found.violations_count, found.generate_report()


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_is_wider_than_a_small_telephone_even_with_wider_spacing(small, kind):
    small.open(PAGES[kind])
    assert small.page.evaluate(TOO_WIDE) == []
    small.page.evaluate(WIDER_SPACING)
    assert small.page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_has_one_headline_and_its_landmarks_and_fits_in_large_text(large, kind):
    large.open(PAGES[kind])
    page = large.page
    assert page.get_by_role("heading", level=1).count() == 1
    for landmark in ("banner", "main", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1, landmark
    footer = page.get_by_role("contentinfo")
    assert footer.locator("a[href^='/barrierefreiheit/']").count() == 1
    assert footer.locator("a[href*='/barriere-melden/?']").count() == 1
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(TOO_WIDE) == []
