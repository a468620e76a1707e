"""Every task of the handbook, done in the demo, and its pictures taken on the way.

`make screenshots` keeps the pictures; without it they are taken to see that it works.
A new scene is one function with the mark @scene, in the order of the story.
"""

import os
import re
import subprocess
import sys

import pytest
import requests
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from newsroom import handbook
from tests.test_demo import Demo
from tests.test_demo import eventually as eventually_within

from .camera import FRAME, Camera, pictures_of
from .demo import whole_demo

PATIENCE = 60  # seconds for what a step leads to
KEEPING = os.environ.get("SCREENSHOTS") == "1"
HEADLINE = "Der Park am See wird größer"
OWN_TEXT = "Hundert neue Bäume für den Park am See: Am Samstag wird gepflanzt."
FOR_MASTODON = "Wer hilft am Samstag beim Pflanzen? #Ehrenamt"
TEASER = "Am Samstag pflanzen Bürger*innen hundert Bäume. Alle können mitmachen."
PICTURE = "Segelboote auf einem See"
SECOND = "Die Bücherei öffnet am Sonntag"
UNCERTAIN = f"""
from syndication.models import Delivery
Delivery.objects.filter(
    announcement__title="{HEADLINE}", channel__network="facebook"
).update(state="in_doubt", looks_left=0, url="", remote_id="")
"""
# It takes ten minutes until the networks are asked for the first time.
ANSWERED = f"""
from django.utils import timezone
from syndication.models import Delivery, Echo
now = timezone.now()
for delivery in Delivery.objects.filter(
    announcement__title="{HEADLINE}", channel__network__in=["bluesky", "mastodon"]
):
    Echo.objects.update_or_create(delivery=delivery, defaults=dict(
        channel=delivery.channel, remote_id=delivery.remote_id,
        posted_at=delivery.published_at, fetched_at=now, next_at=None, shares=2,
        favourites=12, replies=3 if delivery.channel.network == "mastodon" else 0,
    ))
"""
SCENES = []


def eventually(question):
    return eventually_within(question, PATIENCE)


def scene(function):
    SCENES.append(function)
    return function


class Stage:
    """A person in front of the demo, with a camera."""

    def __init__(self, demo: Demo, page: Page):
        self.demo, self.page = demo, page
        self.camera = Camera(page, handbook.FOLDER / "bilder" if KEEPING else None)
        self.take = self.camera.take

    def open(self, path: str) -> None:
        self.page.goto(self.demo.site + path)
        self.page.wait_for_load_state("networkidle")

    def press(self, name: str, role: str = "button") -> None:
        """A link leads to another page, which is there when this returns.

        What is said in brackets behind `name`, for screen readers, may be anything.
        """
        called = re.compile(rf"^\s*{re.escape(name)}(\s*\(.*)?\s*$", re.DOTALL)
        pressed = self.page.get_by_role(role, name=called).first
        if role == "button":
            return pressed.click()
        with self.page.expect_navigation():
            pressed.click()

    def sign_in(self, name: str) -> None:
        self.page.context.clear_cookies()
        self.open(reverse("wagtailadmin_login"))
        password = (self.demo.folder / "var" / "demo_password").read_text()
        self.page.fill("[name=username]", name)
        self.page.fill("[name=password]", password)
        self.press("Anmelden")
        self.page.wait_for_url("**/admin/")

    def revoke(self, network: str, account: str) -> None:
        """As the network does when the city's password has changed."""
        address = f"{self.demo.sandbox}/accounts/{network}/{account}/revoke"
        requests.post(address, timeout=10).raise_for_status()

    def account(self, network: str, name: str) -> dict:
        """The credentials of another account there."""
        answer = requests.post(
            f"{self.demo.sandbox}/accounts",
            json={"network": network, "name": name, "if_exists": "return"},
            timeout=10,
        )
        return answer.json()["credentials"]

    def main(self) -> Locator:
        return self.page.locator("main")

    def shell(self, code: str) -> None:
        """Run in the demo's own Django."""
        subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "--command", code],
            cwd=self.demo.folder,
            env=os.environ | self.demo.ports,
            check=True,
        )


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with whole_demo(tmp_path_factory.mktemp("handbook")) as demo:
        yield demo


@pytest.fixture
def stage(demo, browser):
    context = browser.new_context(
        locale="de-DE",
        viewport=FRAME,
        reduced_motion="reduce",
        color_scheme="light",
        timezone_id="Europe/Berlin",
    )
    context.set_default_timeout(PATIENCE * 1000)
    expect.set_options(timeout=PATIENCE * 1000)
    yield Stage(demo, context.new_page())
    context.close()


# One test: each scene goes on where the last one has ended.
@pytest.mark.skipif(not KEEPING, reason="Takes minutes: make screenshots.")
def test_every_task_of_the_handbook_can_be_done(stage):
    for play in SCENES:
        play(stage)
    shown = pictures_of(handbook.FOLDER)
    assert shown - stage.camera.taken == set(), (
        "The handbook shows what no scene takes."
    )
    assert stage.camera.taken - shown == set(), "Scenes take what no page shows."


@scene
def signing_in(stage):
    stage.open(reverse("wagtailadmin_login"))
    stage.take("anmelden")
    stage.sign_in("redaktion")


@scene
def first_article(stage):
    write(stage, HEADLINE)
    page = stage.page
    page.locator("[name=teaser]").fill(TEASER)
    stage.take("neuer-artikel")
    page.locator("[name=topics]").first.check()
    choose_picture(page)


def write(stage, headline: str) -> None:
    stage.open("/admin/artikel/")
    stage.press("Artikel hinzufügen", role="link")
    stage.page.locator("[name=title]").fill(headline)
    stage.page.keyboard.press("Tab")
    expect(stage.page.locator("[name=slug]")).not_to_have_value("")


def choose_picture(page: Page) -> None:
    page.get_by_role("button", name="Bild auswählen").first.click()
    chooser = page.get_by_role("dialog")
    chooser.locator("[name=q]").fill(PICTURE)
    chooser.get_by_role("link", name=PICTURE).first.click()
    expect(page.locator("[name=lead_image]")).not_to_have_value("")


@scene
def preview(stage):
    stage.page.evaluate("scrollTo(0, 0)")
    stage.page.get_by_role("button", name="Vorschau umschalten").click()
    frame = stage.page.frame_locator(".w-preview__iframe:not(.w-preview__proxy)")
    expect(frame.get_by_role("heading", name=HEADLINE)).to_be_visible()
    expect(stage.page.get_by_text("Gespeichert", exact=True)).to_be_visible()
    stage.take("vorschau")
    stage.page.locator("[name=preview_mode]").select_option(label="Mastodon")
    expect(frame.get_by_role("heading", name="Vorschau auf Mastodon")).to_be_visible()
    stage.take("vorschau-kanal")
    stage.page.get_by_role("button", name="Vorschau umschalten").click()


@scene
def social_media(stage):
    stage.page.get_by_role("tab", name="Soziale Medien").click()
    stage.page.evaluate("scrollTo(0, 0)")
    stage.take("soziale-medien")
    stage.page.locator("[name=social_text]").fill(OWN_TEXT)
    mastodon = stage.page.get_by_role(
        "textbox", name=re.compile("^Eigener Text für .*Mastodon")
    )
    mastodon.fill(FOR_MASTODON)
    stage.take("eigener-text", of=panel_around(mastodon))
    mastodon.fill("")
    stage.page.locator("[name=social_text]").fill("")
    stage.page.get_by_role("tab", name="Inhalt").click()


def panel_around(field: Locator) -> Locator:
    """The part of the form with everything about one channel."""
    return field.locator("xpath=ancestor::section[contains(@class, 'w-panel')][1]")


@scene
def schedule(stage):
    stage.page.get_by_role("button", name="Status umschalten").click()
    stage.press("Zeitplan festlegen")
    dialog = stage.page.get_by_role("dialog")
    expect(dialog.get_by_text("Veröffentlichungszeitplan festlegen")).to_be_visible()
    stage.take("zeitplan", of=dialog.locator(".w-dialog__box"))
    dialog.get_by_role("button", name="Dialog schließen").click()
    stage.page.get_by_role("button", name="Status umschalten").click()


@scene
def handing_in(stage):
    actions = open_actions(stage)
    stage.take("einreichen")
    press_in(actions, "In Vier Augen einreichen")


@scene
def approving(stage):
    stage.sign_in("chefredaktion")
    stage.take("wartet-auf-pruefung", of=stage.main())
    stage.press(HEADLINE, role="link")
    actions = open_actions(stage)
    stage.take("freigeben")
    press_in(actions, "Freigeben und Veröffentlichen")
    assert eventually(lambda: len(stage.demo.posts(HEADLINE)) == 5)
    open_article(stage, HEADLINE)
    assert eventually(lambda: nothing_under_way(stage))
    stage.take("artikel-auf-den-kanaelen", of=channels_of(stage))


def open_actions(stage) -> Locator:
    """The list with the small arrow, below the form."""
    actions = stage.page.locator("footer")
    actions.get_by_role("button", name="Aktionen").click()
    return actions


def press_in(actions: Locator, name: str) -> None:
    with actions.page.expect_navigation():
        actions.get_by_role("button", name=name, exact=True).click()
    expect(actions.page.locator(".messages .success")).to_be_visible()


def nothing_under_way(stage) -> bool:
    stage.page.reload()
    text = channels_of(stage).inner_text()
    return "wird" not in text.replace("wird dort", "").replace("wird als", "")


def publish_at_once(stage, picture: str = "") -> None:
    """The chief's own work, which nobody else looks at first."""
    with stage.page.expect_navigation():
        stage.page.get_by_role("button", name="Entwurf speichern").first.click()
    open_actions(stage).get_by_role("link", name="Sofort veröffentlichen").click()
    stage.page.get_by_label("Begründung").fill("Die Leute müssen es heute wissen.")
    if picture:
        stage.take(picture)
    stage.press("Ohne Prüfung veröffentlichen")
    expect(stage.page.locator(".messages .success")).to_be_visible()


def open_article(stage, headline: str) -> None:
    stage.open("/admin/artikel/")
    stage.press(headline, role="link")
    stage.page.wait_for_url("**/edit/")


def channels_of(stage) -> Locator:
    """The table of an open article's channels, on whichever tab it is."""
    table = stage.page.get_by_role("table").filter(has_text="geändert veröffentlichen")
    for tab in stage.page.get_by_role("tab").all():
        tab.click()
        if table.is_visible():
            break
    return table


@scene
def correcting(stage):
    stage.page.get_by_role("tab", name="Inhalt").click()
    section = stage.page.locator("#panel-child-inhalt-corrections-section")
    section.get_by_role("button", name="Block einfügen").first.click()
    stage.page.get_by_role("option", name="Korrektur", exact=True).click()
    section.get_by_label("Was berichtigt wurde").fill(
        "Gepflanzt wird am Samstag, nicht am Sonntag."
    )
    stage.take("korrektur", of=section)
    stage.take("was-eine-aenderung-bewirkt", of=channels_of(stage))
    publish_at_once(stage, picture="sofort-veroeffentlichen")


@scene
def one_post_is_uncertain(stage):
    """Made so by hand: it takes minutes until we have looked often enough."""
    stage.shell(UNCERTAIN)


@scene
def a_channel_is_paused(stage):
    stage.revoke("mastodon", "stadt_dortmund")
    write(stage, SECOND)
    publish_at_once(stage)
    assert eventually(lambda: len(stage.demo.posts(SECOND)) == 4)
    stage.open("/admin/")
    expect(stage.main().get_by_text("Angehalten: Die Zugangsdaten")).to_be_visible()
    stage.take("startseite")


@scene
def the_evening(stage):
    stage.press("Zur Übersicht", role="link")
    with stage.page.expect_navigation():
        stage.main().get_by_role("link", name="Braucht Sie").first.click()
    stage.take("uebersicht")
    stage.open(reverse("timetable:index"))
    stage.take("was-wann")


@scene
def looking_for_what_is_uncertain(stage):
    open_delivery(stage, HEADLINE, "Facebook")
    stage.take("ungewiss")
    post = next(p for p in stage.demo.posts(HEADLINE) if p["network"] == "facebook")
    stage.page.get_by_label("Adresse des Beitrags").fill(post["url"])
    stage.press("Beitrag ist da: Adresse eintragen")
    expect(stage.main().get_by_text("veröffentlicht am").first).to_be_visible()


def open_delivery(stage, headline: str, channel: str) -> None:
    stage.open(reverse("deliveries:index"))
    rows = stage.page.get_by_role("row").filter(has_text=headline)
    rows.filter(has_text=channel).get_by_role("link").first.click()
    stage.page.wait_for_url("**/inspect/**")


@scene
def answering(stage):
    stage.shell(ANSWERED)
    stage.open(reverse("echo:index"))
    stage.take("echo")
    stage.press("Als beantwortet vermerken")
    expect(stage.page.locator(".messages .success")).to_be_visible()


@scene
def connecting_again(stage):
    stage.sign_in("technik")
    stage.open(reverse("channel_health:index"))
    stage.take("zustand-der-kanaele")
    stage.main().get_by_role("link", name="Alles über „Mastodon (Übungsnetz)“").click()
    stage.take("angehaltener-kanal")
    stage.press("Neu verbinden", role="link")
    stage.page.get_by_label("Token").fill(stage.demo.new_token())
    stage.press("Weiter")
    stage.press("Prüfen")
    expect(stage.page.locator(".messages .success")).to_be_visible()
    stage.take("kanal-geprueft")
    assert eventually(lambda: len(stage.demo.posts(SECOND)) == 5)


@scene
def halting_and_going_on(stage):
    stage.press("Anhalten")
    expect(stage.page.get_by_role("button", name="Fortsetzen")).to_be_visible()
    stage.press("Fortsetzen")
    expect(stage.page.get_by_role("button", name="Anhalten")).to_be_visible()


@scene
def withdrawing_one_post(stage):
    stage.sign_in("chefredaktion")
    open_delivery(stage, HEADLINE, "Mastodon")
    stage.take("auslieferung")
    stage.press("Diesen Beitrag zurückziehen")
    assert eventually(lambda: says(stage, "zurückgezogen"))


def says(stage, text: str) -> bool:
    stage.page.reload()
    return stage.main().get_by_text(text).first.is_visible()


@scene
def withdrawing_an_article(stage):
    open_article(stage, SECOND)
    actions = stage.page.locator("footer")
    actions.get_by_role("button", name="Aktionen").click()
    actions.get_by_role("link", name="Veröffentlichung aufheben").click()
    stage.take("veroeffentlichung-aufheben")
    stage.press("Ja, Veröffentlichung aufheben")
    expect(stage.page.locator(".messages .success")).to_be_visible()
    path = stage.demo.site + "/newsroom/die-buecherei-oeffnet-am-sonntag/"
    assert stage.page.request.get(path).status == 404


@scene
def connecting_an_account(stage):
    stage.sign_in("technik")
    made = stage.account("bluesky", "buecherei")
    stage.open(reverse("channels:index"))
    stage.press("Kanal hinzufügen", role="link")
    stage.take("netzwerk-waehlen")
    stage.press("Bluesky", role="link")
    page = stage.page
    page.get_by_label("Name").fill("Bluesky der Bücherei")
    page.get_by_label("Handle").fill(made["identifier"])
    page.get_by_label("App-Passwort").fill(made["password"])
    stage.take("bluesky-verbinden")
    page.get_by_label("Übungsnetz").fill(made["web"])
    stage.press("Weiter")
    expect(page.locator(".messages .success")).to_be_visible()


@scene
def parting_from_an_account(stage):
    stage.press("Trennen", role="link")
    stage.press("Ja, trennen")
    expect(stage.main().get_by_text("stillgelegt")).to_be_visible()


@scene
def the_file(stage):
    stage.open(reverse("dossier:index"))
    stage.take("akte")
    with stage.page.expect_download() as download:
        stage.press("Herunterladen")
    assert download.value.suggested_filename.startswith("akte-")
