"""The desk in a browser: it keeps itself up to date and disturbs nobody."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from syndication.models import Delivery
from tests import factories
from tests.syndication import evenings

from .conftest import DESKTOP
from .test_accessibility import RULES

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State
SOON = 20_000  # milliseconds; the page asks every five seconds


@pytest.fixture(autouse=True, scope="session")
def _database_beside_a_browser():
    """The browser's event loop is in this thread; the database does not mind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(autouse=True, scope="session")
def _browser_database_site(_database_beside_a_browser, browser, django_db_setup):
    """In this order: the connection is another once the browser's loop runs, and a
    live server that starts before the database would open one for each request."""


@pytest.fixture
def waiting():
    """Two articles on five channels."""
    evenings.channels()
    for title in ("Park", "Rathaus"):
        factories.published(title=title)
    return list(Delivery.objects.order_by("announcement", "channel__name"))


@pytest.fixture
def desk(browser, client, live_server, settings, waiting):
    """Open an address of the admin as an editor: `desk("desk:index")`."""
    settings.ALLOWED_HOSTS = ["*"]
    client.force_login(User.objects.create_superuser("redaktion"))
    contexts = []

    def open_it(name, *args, query="", **eyes):
        context = browser.new_context(locale="de-DE", **({"viewport": DESKTOP} | eyes))
        contexts.append(context)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": cookie,
                    "url": live_server.url,
                }
            ]
        )
        page = context.new_page()
        page.goto(live_server.url + reverse(name, args=args) + query)
        page.mouse.move(1, 1)
        return page

    yield open_it
    for context in contexts:
        context.close()


def row(page, delivery):
    return page.locator(f"tr:has(#delivery_{delivery.pk}_title)")


def change(delivery, **facts):
    Delivery.objects.filter(pk=delivery.pk).update(**facts)


def test_what_changes_is_shown_and_said_without_reloading(desk, waiting):
    page = desk("desk:index")
    page.evaluate("window.stayed = true")
    change(waiting[0], state=State.HELD)
    row(page, waiting[0]).get_by_text("zurückgehalten").wait_for(timeout=SOON)
    assert "Braucht Sie: 1" in page.locator("[data-live-status]").inner_text()
    assert page.evaluate("window.stayed")


def test_focus_is_never_lost_and_its_article_waits_until_it_has_gone(desk, waiting):
    page = desk("desk:index")
    button = row(page, waiting[0]).get_by_role("button", name="Zurückhalten")
    button.focus()
    held = page.evaluate_handle("document.activeElement")
    change(waiting[0], state=State.FAILED)
    change(waiting[5], state=State.FAILED)
    row(page, waiting[5]).get_by_text("fehlgeschlagen").wait_for(timeout=SOON)
    assert page.evaluate("button => document.activeElement === button", held)
    assert row(page, waiting[0]).get_by_text("fehlgeschlagen").count() == 0
    page.evaluate("document.activeElement.blur()")
    row(page, waiting[0]).get_by_text("fehlgeschlagen").wait_for(timeout=SOON)


def test_nothing_moves_under_the_pointer(desk, waiting):
    page = desk("desk:index")
    row(page, waiting[0]).hover()
    change(waiting[0], state=State.FAILED)
    page.get_by_role("link", name="Braucht Sie 1").wait_for(timeout=SOON)
    assert row(page, waiting[0]).get_by_text("fehlgeschlagen").count() == 0
    page.mouse.move(1, 1)
    row(page, waiting[0]).get_by_text("fehlgeschlagen").wait_for(timeout=SOON)


def test_what_is_ticked_stays_and_new_articles_can_be_ticked_later(desk, waiting):
    page = desk("desk:index")
    box = row(page, waiting[0]).get_by_role("checkbox")
    box.check()
    factories.published(title="Schwimmbad")
    page.get_by_role("link", name="Alle 15").wait_for(timeout=SOON)
    assert box.is_checked()
    assert page.get_by_role("link", name="Schwimmbad").count() == 0
    box.uncheck()
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(1, 1)
    page.get_by_role("link", name="Schwimmbad", exact=True).wait_for(timeout=SOON)
    new = Delivery.objects.filter(announcement__title="Schwimmbad").first()
    row(page, new).get_by_role("checkbox").check()
    assert page.get_by_role("link", name="Die ausgewählten zurückhalten").is_visible()


def test_an_empty_desk_fills_and_empties_itself(desk, waiting):
    page = desk("desk:index", query="?stage=needs")
    page.get_by_text("Nichts wartet auf Sie.").wait_for()
    change(waiting[0], state=State.HELD)
    row(page, waiting[0]).wait_for(timeout=SOON)
    change(waiting[0], state=State.CANCELLED)
    page.get_by_text("Nichts wartet auf Sie.").wait_for(timeout=SOON)


def test_many_are_done_by_keyboard(desk, waiting):
    page = desk("desk:index")
    row(page, waiting[0]).get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    row(page, waiting[1]).get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    page.get_by_role("link", name="Die ausgewählten zurückhalten").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Das betrifft 2 Auslieferungen:").wait_for()
    page.get_by_role("button", name="Ja, für alle 2").focus()
    page.keyboard.press("Enter")
    page.get_by_text("2 Auslieferungen: Zurückgehalten").wait_for()
    assert Delivery.objects.filter(state=State.HELD).count() == 2


def test_the_article_shows_it_while_it_is_open(desk, waiting):
    page = desk("wagtailadmin_pages:edit", waiting[0].announcement.page_id)
    page.get_by_role("tab", name="Soziale Medien").click()
    part = page.locator("#deliveries")
    part.get_by_text("wartet, voraussichtlich").first.wait_for()
    now = timezone.now()
    Delivery.objects.update(state=State.PUBLISHED, published_at=now)
    part.get_by_text("veröffentlicht am").first.wait_for(timeout=SOON)


EYES = {"light": {}, "dark": {"color_scheme": "dark"}}


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("desk:index", ""),
        ("desk:index", "?stage=needs"),
        ("desk:index", "?q=Wolkenkuckucksheim"),
        ("timetable:index", ""),
    ],
)
def test_axe_finds_no_fault(desk, waiting, eyes, name, query):
    for number, delivery in enumerate(waiting):
        if state := evenings.OPEN[number % len(evenings.OPEN)]:
            change(delivery, **state)
    page = desk(name, query=query, **EYES[eyes])
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options=RULES)
    assert not found.violations_count, found.generate_report()


def test_axe_finds_no_fault_in_the_question_before(desk, waiting):
    page = desk(
        "wagtail_bulk_action", "syndication", "delivery", "hold", query="?id=all"
    )
    found = Axe().run(page, options=RULES)
    assert not found.violations_count, found.generate_report()
