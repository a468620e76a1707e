"""Everything by the keyboard alone."""

from playwright.sync_api import expect

from .site import ARTICLE

# What has the focus: its name, its outline in pixels, whether it is on the screen.
FOCUSED = """() => {
    const here = document.activeElement
    if (!here || here === document.body) return null
    const style = getComputedStyle(here), box = here.getBoundingClientRect()
    return {
        name: here.textContent.trim() || here.getAttribute("name"),
        outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
        seen: box.bottom > 0 && box.top < innerHeight && box.width > 1,
    }
}"""


def stops(page) -> list[dict]:
    """Every stop of the Tab key, from the top of the page to its end."""
    found = []
    while len(found) < 300:
        page.keyboard.press("Tab")
        if not (stop := page.evaluate(FOCUSED)):
            break
        found.append(stop)
    return found


def test_the_first_stop_leads_past_the_navigation(reader):
    reader.open(ARTICLE)
    page = reader.page
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Zum Inhalt springen")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("link").first).to_be_focused()


def test_each_teaser_is_one_stop(reader):
    reader.open("newsroom/")
    titles = reader.page.get_by_role("heading", level=2).all_inner_texts()
    titles = [title for title in titles if title in _teasers(reader.page)]
    assert len(titles) == 20
    names = [stop["name"] for stop in stops(reader.page)]
    assert [name for name in names if name in titles] == titles
    for teaser in reader.page.locator(".teaser").all():
        assert teaser.locator("a, button, input, [tabindex]").count() == 1


def _teasers(page) -> set[str]:
    return set(page.locator(".teaser").get_by_role("link").all_inner_texts())


def test_a_teaser_is_opened_by_a_click_anywhere_on_it(reader):
    reader.open("newsroom/")
    teaser = reader.page.locator(".teaser:has(img)").nth(1)
    title = teaser.get_by_role("link").inner_text()
    box = teaser.locator("img").bounding_box()
    reader.page.mouse.click(box["x"] + 20, box["y"] + 20)
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(title)


def test_the_focus_is_seen_at_every_stop(reader):
    for path in ("", ARTICLE, "suche/?q=Schule", "barriere-melden/"):
        reader.open(path)
        every = stops(reader.page)
        assert len(every) > 20
        assert not [stop for stop in every if stop["outline"] < 2 or not stop["seen"]]


def test_a_search_and_an_article_without_a_mouse(reader):
    reader.open("")
    page = reader.page
    while page.evaluate("document.activeElement.name") != "q":
        page.keyboard.press("Tab")
    page.keyboard.type("Museumsnacht")
    page.keyboard.press("Enter")
    hit = page.get_by_role("main").get_by_role("link", name="Eine Nacht, vierzig")
    expect(hit).to_have_count(1)
    while not hit.evaluate("link => link === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Museumsnacht")
