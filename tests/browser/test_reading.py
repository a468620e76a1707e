"""What readers come for, done as they do it."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from .site import ARTICLE

HEADLINE = "Die Stadt geht: Was das Ende auf X für Bürger*innen bedeutet"


def heading(page):
    return page.get_by_role("heading", level=1)


def test_from_the_front_page_to_an_article_its_topic_and_its_month(reader):
    reader.open("")
    page = reader.page
    page.get_by_role("link", name=HEADLINE, exact=True).click()
    expect(heading(page)).to_have_text(HEADLINE)
    assert page.url.endswith(ARTICLE)
    page.get_by_label("Themen dieses Artikels").get_by_role("link").first.click()
    expect(heading(page)).to_have_text("Digitalisierung")
    expect(page.get_by_role("link", name=HEADLINE, exact=True)).to_have_count(1)
    page.get_by_role("navigation", name="Hauptnavigation").get_by_text("Archiv").click()
    page.get_by_role("link", name="Mai").first.click()
    expect(heading(page)).to_have_text("Mai 2024")
    expect(page.get_by_role("link", name=re.compile("Bombenfund"))).to_have_count(1)


def test_the_related_list_has_fifteen_articles_and_the_way_to_all_of_them(reader):
    reader.open(ARTICLE)
    page = reader.page
    related = page.get_by_role("region", name="Weitere Nachrichten")
    teasers = related.get_by_role("listitem")
    expect(teasers).to_have_count(15)
    expect(teasers.first).to_contain_text("Di 18. Februar 2025")
    expect(teasers.last).to_contain_text("Mo 11. November 2024")
    for title in related.get_by_role("heading", level=3).all_inner_texts():
        link = page.get_by_role("link", name=title, exact=True)
        assert link.count() == 1, title
    related.get_by_role("link", name="Mehr Nachrichten").click()
    expect(heading(page)).to_have_text("Newsroom")
    page.get_by_role("link", name="Ältere Nachrichten").click()
    assert page.url.endswith("?seite=2")
    page.get_by_role("link", name="Neuere Nachrichten").click()
    assert page.url.endswith("/newsroom/")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_search_finds_what_was_meant_and_opens_it(visit_as, scripts):
    page = (visitor := visit_as(java_script_enabled=scripts)).page
    visitor.open("")
    page.get_by_role("search").get_by_role("searchbox").fill("spielplaetze")
    page.get_by_role("search").get_by_role("button").click()
    hit = page.get_by_role("link", name=re.compile("Neun Spielplätze werden neu"))
    expect(hit).to_have_count(1)
    hit.click()
    expect(heading(page)).to_contain_text("Neun Spielplätze")


def test_a_search_without_hits_says_so_and_offers_another_way(reader):
    reader.open("suche/?q=Wolkenkuckucksheim")
    expect(reader.page.get_by_role("status")).to_contain_text("nichts gefunden")
    main = reader.page.get_by_role("main")
    main.get_by_role("link", name="Alle Themen").click()
    expect(heading(reader.page)).to_have_text("Themen")


def test_an_article_is_read_in_english_and_in_german_again(reader):
    reader.open(ARTICLE)
    page = reader.page
    page.get_by_role("link", name="English version").click()
    expect(heading(page)).to_contain_text("The city leaves X")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_role("link", name="Skip to content")).to_have_count(1)
    page.get_by_role("link", name="Deutsche Fassung").click()
    expect(heading(page)).to_have_text(HEADLINE)


def test_an_article_is_read_in_leichte_sprache_and_in_everyday_language_again(reader):
    reader.open(ARTICLE)
    page = reader.page
    page.get_by_role("link", name="In Leichter Sprache lesen").click()
    expect(heading(page)).to_have_text("Die Stadt schreibt nicht mehr auf X")
    page.get_by_role("link", name="Zum Artikel in Alltagssprache").click()
    expect(heading(page)).to_have_text(HEADLINE)


def test_a_feed_is_found_by_its_name_and_holds_the_news(reader):
    reader.open(ARTICLE)
    page = reader.page
    page.get_by_role("contentinfo").get_by_role(
        "link", name=re.compile("Feeds")
    ).click()
    address = page.get_by_role("link", name="Atom").first.get_attribute("href")
    feed = page.request.get(
        reader.site.rstrip("/") + address.removeprefix(reader.site.rstrip("/"))
    )
    assert feed.ok
    assert "atom+xml" in feed.headers["content-type"]
    assert HEADLINE in feed.text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_barrier_is_reported_from_the_page_where_it_is(visit_as, scripts):
    visitor = visit_as(java_script_enabled=scripts)
    page = visitor.page
    visitor.open("themen/sport/")
    page.get_by_role("link", name="Barriere melden").click()
    expect(page.get_by_label("Adresse der Seite")).to_have_value(
        f"{visitor.site}themen/sport/"
    )
    page.get_by_label("Ihre E-Mail-Adresse").fill("keine Adresse")
    page.get_by_role("button", name="Meldung senden").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Was hindert Sie?").fill("Die Schrift ist zu klein.")
    page.get_by_label("Ihre E-Mail-Adresse").fill("leserin@example.org")
    page.get_by_role("button", name="Meldung senden").click()
    expect(heading(page)).to_have_text("Danke für Ihre Meldung")


def test_a_printed_article_has_its_text_and_credits_and_nothing_to_click(reader):
    reader.open(ARTICLE)
    page = reader.page
    page.emulate_media(media="print")
    expect(heading(page)).to_be_visible()
    expect(page.get_by_text("Bild: Newsroom / Grafik").first).to_be_visible()
    expect(page.locator(".sharing__short")).to_be_visible()
    for gone in (".masthead nav", "form", ".related", ".footer nav", ".sharing ul"):
        for part in page.locator(gone).all():
            expect(part).to_be_hidden()
    assert page.pdf(format="A4", tagged=True).startswith(b"%PDF")


def test_on_paper_a_link_within_the_site_has_its_whole_address(reader):
    reader.open("barrierefreiheit/")
    reader.page.emulate_media(media="print")
    link = reader.page.locator('.article__text a[href="/barriere-melden/"]')
    printed = link.evaluate("link => getComputedStyle(link, '::after').content")
    host = urlsplit(reader.site).netloc
    assert printed == f'" ({host}/barriere-melden/)"'


def test_without_scripts_a_page_says_the_same(visit_as):
    texts = []
    for scripts in (True, False):
        visitor = visit_as(java_script_enabled=scripts)
        visitor.open(ARTICLE)
        texts.append(visitor.page.locator("body").inner_text())
    assert texts[0] == texts[1]
    assert "Bürger*innen" in texts[0]
