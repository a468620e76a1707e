"""An editor's day, by labels and buttons: two people, five networks, a bad moment.

The day is one test, for each hour goes on where the last one has ended.
"""

from collections import Counter
from time import sleep

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.sandbox_server import NETWORKS, Sandbox
from tests.test_demo import eventually

from .conftest import DESKTOP
from .demo import whole_demo

PATIENCE = 60  # seconds for what a step leads to
HEADLINE = "Der Park am See wird größer"
ADDRESS = "/newsroom/der-park-am-see-wird-groesser/"
TEASER = "Am Samstag pflanzen Bürger*innen hundert Bäume."
TOPIC, HASHTAG = "Bildung und Familie", "#BildungUndFamilie"
PICTURE = "Segelboote auf einem See"
OWN = {
    "Bluesky": "Hundert Bäume, und Sie sind dabei.",
    "Mastodon": "Am See wird gepflanzt. Kommt alle.",
}
SECOND = "Die Bücherei öffnet am Sonntag"
TOLD = "The text is not allowed here."
CORRECTION = "Gepflanzt wird am Sonntag, nicht am Samstag."
REASON = "Der Termin ist morgen."


class Person:
    """Somebody at her own browser, signed in to the demo's admin."""

    def __init__(self, demo, context, name: str):
        self.demo, self.context = demo, context
        self.page = context.new_page()
        self.open("/admin/login/")
        self.page.get_by_label("Benutzername").fill(name)
        password = (demo.folder / "var" / "demo_password").read_text()
        self.page.locator("[name=password]").fill(password)
        self.press("Anmelden")
        self.page.wait_for_url("**/admin/")

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def open(self, path: str) -> None:
        self.page.goto(self.demo.site + path)
        self.page.wait_for_load_state("networkidle")

    def press(self, name: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=name, exact=True).first.click()

    def act(self, name: str) -> None:
        """One of the actions below the form; then the page that it leads to is there."""
        self.page.get_by_role("button", name="Mehr Aktionen").click()
        footer = self.page.get_by_role("navigation", name="Aktionen (Fußzeile)")
        named = footer.get_by_role("button", name=name, exact=True)
        with self.page.expect_navigation():
            named.or_(footer.get_by_role("link", name=name, exact=True)).click()

    def open_article(self, headline: str) -> None:
        self.open("/admin/artikel/")
        self.press(headline, role="link")
        self.page.wait_for_url("**/edit/")
        self.page.wait_for_load_state("networkidle")

    def sees_success(self) -> None:
        expect(self.page.locator(".messages .success")).to_be_visible()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with whole_demo(tmp_path_factory.mktemp("day")) as demo:
        yield demo


@pytest.fixture
def people(demo, browser):
    """Rita writes, Carla approves; each has a browser of her own."""
    expect.set_options(timeout=PATIENCE * 1000)
    contexts = []

    def sign_in(name):
        context = browser.new_context(
            locale="de-DE",
            viewport=DESKTOP,
            reduced_motion="reduce",
            timezone_id="Europe/Berlin",
        )
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        return Person(demo, context, name)

    yield sign_in("redaktion"), sign_in("chefredaktion")
    for context in contexts:
        context.close()


def test_an_editors_day(demo, people):
    rita, carla = people
    write(rita, HEADLINE)
    look_at_every_preview(rita)
    adapt_two(rita)
    wait_for_a_word(rita)
    rita.act("In Vier Augen einreichen")
    rita.sees_success()
    desk = watch(rita)
    approve(carla, HEADLINE)
    release_all(carla)
    see_five_links(desk)
    five_posts_say_what_was_written(demo)

    one_channel_fails_and_is_tried_again(demo, rita, carla, desk)
    correct(demo, carla)
    withdraw(demo, carla)
    find_every_step_in_the_file(carla)


def test_the_preview_is_of_the_network_chosen_last(demo, people):
    """Also if an older preview still loads, and after the first save of a new page."""
    rita, _ = people
    rita.open("/admin/artikel/")
    rita.press("Artikel hinzufügen", role="link")
    rita.page.wait_for_load_state("networkidle")
    rita.page.route("**/preview/?mode=&**", slowly)
    with rita.page.expect_request("**/preview/?mode=&**"):
        rita.press("Vorschau umschalten")
    preview_on(rita, "Mastodon")
    with rita.page.expect_response("**/edit/preview/?mode=channel-*"):
        title = rita.page.get_by_role("textbox", name="Titel")
        title.fill("Ein Titel, der bleibt")
        title.press("Tab")
    preview_on(rita, "Mastodon", choose=False)


def slowly(route) -> None:
    sleep(1)
    route.continue_()


def write(rita: Person, headline: str) -> None:
    rita.open("/admin/artikel/")
    rita.press("Artikel hinzufügen", role="link")
    rita.page.wait_for_load_state("networkidle")
    rita.page.get_by_role("textbox", name="Titel").fill(headline)
    rita.page.get_by_role("textbox", name="Anreißer").fill(TEASER)
    rita.page.get_by_role("checkbox", name=TOPIC).check()
    rita.press("Bild auswählen")
    chooser = rita.page.get_by_role("dialog")
    chooser.get_by_role("textbox", name="Suchbegriff").fill(PICTURE)
    chooser.get_by_role("link", name=PICTURE).first.click()
    expect(chooser).to_be_hidden()
    rita.press("Entwurf speichern")
    rita.sees_success()
    rita.page.wait_for_load_state("networkidle")


def look_at_every_preview(rita: Person) -> None:
    rita.press("Vorschau umschalten")
    for network in NETWORKS:
        post = preview_on(rita, network.title())
        expect(post.get_by_text(HEADLINE).first).to_be_visible()
        expect(post.get_by_text(HASHTAG).first).to_be_visible()
        expect(post.get_by_text("Zeichen").first).to_be_visible()
        picture = post.get_by_role("img").first
        expect(picture).to_be_visible()
        expect(picture).to_have_js_property(
            "complete", True
        )  # it may be anew meanwhile


def preview_on(rita: Person, network: str, choose=True):
    if choose:
        rita.page.get_by_label("Vorschaumodus").select_option(label=network)
    post = rita.page.frame_locator(".w-preview__iframe:not(.w-preview__proxy)")
    heading = post.get_by_role("heading", name=f"Vorschau auf {network}", exact=True)
    expect(heading).to_be_visible()
    return post


def adapt_two(rita: Person) -> None:
    rita.press("Soziale Medien", role="tab")
    for network, text in OWN.items():
        field = f"Eigener Text für „{network} (Übungsnetz)“"
        rita.page.get_by_label(field).fill(text)
        expect(preview_on(rita, network).get_by_text(text).first).to_be_visible()
    expect(preview_on(rita, "Threads").get_by_text(HEADLINE).first).to_be_visible()
    rita.press("Vorschau umschalten")


def wait_for_a_word(rita: Person) -> None:
    rita.page.get_by_role("radio", name="erst, wenn jemand es freigibt").check()


def approve(carla: Person, headline: str) -> None:
    """From her start page, where what is to be looked at stands."""
    carla.open("/admin/")
    carla.press(headline, role="link")
    carla.page.wait_for_load_state("networkidle")
    carla.act("Freigeben und Veröffentlichen")
    carla.sees_success()


def watch(rita: Person) -> Page:
    """The desk in a second tab of hers, which is never loaded again."""
    desk = rita.context.new_page()
    desk.goto(f"{rita.demo.site}/admin/desk/")
    desk.mouse.move(1, 1)
    desk.evaluate("window.stayed = true")
    return desk


def group_of(desk: Page, headline: str) -> Locator:
    return desk.locator("tbody").filter(has_text=headline)


def release_all(carla: Person) -> None:
    carla.open("/admin/desk/?stage=needs")
    for box in group_of(carla.page, HEADLINE).get_by_role("checkbox").all():
        box.check()
    carla.press("Die ausgewählten freigeben", role="link")
    carla.press("Ja, für alle 5")
    carla.sees_success()


def see_five_links(desk: Page) -> None:
    expect(links(desk, HEADLINE)).to_have_count(5)
    assert desk.evaluate("window.stayed")


def links(desk: Page, headline: str) -> Locator:
    return group_of(desk, headline).get_by_role("link", name="ansehen")


def five_posts_say_what_was_written(demo) -> None:
    sandbox = Sandbox(demo.sandbox)
    for network in NETWORKS:
        [post] = sandbox.posts(network)
        assert post["text"].startswith(OWN.get(network.title(), HEADLINE))


def one_channel_fails_and_is_tried_again(demo, rita, carla, desk) -> None:
    sandbox = Sandbox(demo.sandbox)
    sandbox.fault("threads", "status", method="POST", code=100, message=TOLD, count=0)
    write(rita, SECOND)
    rita.act("In Vier Augen einreichen")
    rita.sees_success()
    approve(carla, SECOND)
    row = group_of(desk, SECOND).get_by_role("row").filter(has_text="Threads")
    expect(row.get_by_text("fehlgeschlagen")).to_be_visible()
    expect(row.get_by_text(TOLD)).to_be_visible()
    expect(links(desk, SECOND)).to_have_count(4)
    assert desk.evaluate("window.stayed")

    sandbox.reset()
    row.get_by_role("button", name="Erneut versuchen").click()
    expect(links(desk, SECOND)).to_have_count(5)
    posts = Counter(post["network"] for post in demo.posts(SECOND))
    assert posts == dict.fromkeys(NETWORKS, 1)


def correct(demo, carla: Person) -> None:
    """At once, with a reason: there is no time for another pair of eyes."""
    carla.open_article(HEADLINE)
    part = carla.page.get_by_role("region", name="Korrekturen")
    part.get_by_role("button", name="Einen Block einfügen").click()
    carla.press("Korrektur", role="option")
    part.get_by_label("Was berichtigt wurde").fill(CORRECTION)
    carla.press("Entwurf speichern")
    carla.sees_success()
    carla.act("Sofort veröffentlichen")
    carla.page.get_by_role("textbox", name="Begründung").fill(REASON)
    carla.press("Ohne Prüfung veröffentlichen")
    carla.sees_success()
    assert eventually(lambda: answered(demo) == {"bluesky", "threads"}, PATIENCE)
    assert eventually(lambda: changed(demo) == {"mastodon", "facebook"}, PATIENCE)
    carla.open("/admin/desk/?stage=needs")
    task = carla.main.get_by_role("row").filter(has_text="von Hand zu")
    expect(task).to_contain_text("Instagram")


def answered(demo) -> set[str]:
    return {post["network"] for post in demo.posts(CORRECTION) if post["reply_to"]}


def changed(demo) -> set[str]:
    sandbox = Sandbox(demo.sandbox)
    firsts = [sandbox.posts(network)[0] for network in NETWORKS]
    return {post["network"] for post in firsts if post["edited_at"]}


def withdraw(demo, carla: Person) -> None:
    """Before she confirms, it says for each channel what would become of it."""
    carla.open_article(HEADLINE)
    carla.act("Veröffentlichung aufheben")
    for network in NETWORKS:
        expect(carla.main).to_contain_text(f"{network.title()} (Übungsnetz)")
    carla.press("Ja, Veröffentlichung aufheben")
    carla.sees_success()
    assert carla.page.request.get(demo.site + ADDRESS).status == 404
    assert eventually(lambda: still_there(demo) == {"instagram"}, PATIENCE)


def still_there(demo) -> set[str]:
    """Where the first article can be read: on Instagram a person must delete it."""
    sandbox = Sandbox(demo.sandbox)
    firsts = [sandbox.posts(network)[0] for network in NETWORKS]
    return {post["network"] for post in firsts if not post["deleted"]}


def find_every_step_in_the_file(carla: Person) -> None:
    carla.open("/admin/dossier/")
    with carla.page.expect_download() as download:
        carla.press("Herunterladen")
    told = download.value.path().read_text("utf-8-sig")
    for word in (
        *(HEADLINE, SECOND, *OWN.values(), TOLD, CORRECTION, REASON),
        *("Rita Redaktion", "Carla Chefredaktion"),
        *("Freigeben", "Erneut versuchen", "withdraw", "update"),
    ):
        assert word in told, word
    for network in NETWORKS:
        assert network in told
