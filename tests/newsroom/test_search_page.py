"""The page on which readers search."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django_q.models import OrmQ
from modelsearch.tasks import insert_or_update_object_task
from wagtail.models import PageViewRestriction

from cityportal import index_tasks
from newsroom import search_page
from newsroom.models import ArticlePage, Topic
from newsroom.searching.models import SearchEntry
from tests.factories import draft, published, section

pytestmark = pytest.mark.django_db


def body(text: str) -> list:
    return [("paragraph", f"<p>{text}</p>")]


def index():
    call_command("rebuild_search", verbosity=0)


def ask(client, query: str = "", **more) -> str:
    answer = client.get("/suche/", {"q": query} | more)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(text: str) -> list[str]:
    found = re.findall('<h2 class="result__title"><a [^>]*>(.*?)</a>', text)
    return [re.sub("</?mark>", "", title) for title in found]


@pytest.fixture
def corpus():
    culture, sport = (Topic.objects.create(name=name) for name in ("Kultur", "Sport"))
    for year in (2023, 2024, 2024, 2025):
        published(
            title=f"Straßenfest {year}",
            teaser="Am Hafen wird gefeiert.",
            body=body(f"Das Jahr <b>{year}</b> hatte ein Fest am Wasser."),
            topics=[culture, sport] if year == 2025 else [culture],
            published_at=parse_datetime(f"{year}-06-01T10:00:00+02:00"),
        )
    index()


def test_the_form_asks_by_address_and_needs_nothing_else(client):
    text = ask(client)
    form = re.search('<form class="search search--page".*?</form>', text, re.DOTALL)[0]
    assert "method" not in form
    assert '<label for="suchbegriff">' in form
    assert 'action="/suche/"' in form
    assert "<script" not in text.replace("application/ld+json", "")
    assert '<meta name="googlebot" content="noindex">' in text
    assert '<meta name="bingbot" content="noindex">' in text
    assert "<h1>Suche</h1>" in text


def test_no_cookie_is_set(client):
    answer = client.get("/suche/", {"q": "hafen"})
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_hits_are_shown_with_what_was_found(client, corpus):
    text = ask(client, "fest wasser")
    assert "<title>„fest wasser“ – Suche" in text
    assert "4 Artikel" in text
    assert "ein <mark>Fest</mark> am <mark>Wasser</mark>" in text
    assert titles(text)[0] == "Straßenfest 2025"


def test_topics_and_years_are_counted_and_narrow(client, corpus):
    text = ask(client, "strasse")
    assert re.findall(r'thema=(\w+)">\w+ <span[^>]*>\((\d)\)', text) == [
        ("kultur", "4"),
        ("sport", "1"),
    ]
    assert re.findall(r'jahr=(\d+)">\d+ <span[^>]*>\((\d)\)', text) == [
        ("2025", "1"),
        ("2024", "2"),
        ("2023", "1"),
    ]
    assert titles(ask(client, "strasse", thema="sport")) == ["Straßenfest 2025"]
    text = ask(client, "strasse", jahr="2024")
    assert titles(text) == ["Straßenfest 2024"] * 2
    assert 'href="?q=strasse">Jahr 2024 aufheben' in text
    assert titles(ask(client, "strasse", jahr="2024", thema="sport")) == []


@pytest.mark.parametrize("year", ["0", "abc", "²", "9" * 5_000, "-1", "2024\0"])
def test_what_an_address_does_not_mean_is_ignored(client, corpus, year):
    assert len(titles(ask(client, "strasse", jahr=year, thema="gibt\0s nicht"))) == 4


def test_the_year_is_that_of_the_city(client):
    date = parse_datetime("2023-12-31T23:30:00+00:00")
    published(title="Neujahr", published_at=date)
    published(title="Älter", published_at=date - timedelta(days=900))
    index()
    assert titles(ask(client, "neujahr", jahr="2024")) == ["Neujahr"]
    assert titles(ask(client, "neujahr", jahr="2023")) == []


def test_pages_of_results_keep_the_question(client, monkeypatch):
    for number in range(23):
        published(title=f"Brücke {number}")
    index()
    text = ask(client, "bruecke")
    assert len(titles(text)) == 20
    assert 'href="?q=bruecke&amp;seite=2"' in text
    assert len(titles(ask(client, "bruecke", seite="2"))) == 3
    assert client.get("/suche/", {"q": "bruecke", "seite": "3"}).status_code == 404
    monkeypatch.setattr(search_page, "MOST", 20)
    text = ask(client, "bruecke")
    assert "Über 1.000 Artikel" in text
    assert "seite=2" not in text


def test_many_results_take_as_many_queries_as_one(client, django_assert_num_queries):
    published(title="Turm")
    for number in range(20):
        published(title=f"Brücke {number}")
    index()
    ask(client, "turm")
    with CaptureQueriesContext(connection) as few:
        ask(client, "turm")
    with django_assert_num_queries(len(few)):
        ask(client, "bruecke")


@pytest.mark.parametrize(
    "query",
    ['"', "%", "*", "NEAR(", "\0", "a" * 10_000, "ab cd " * 2_000, "' OR 1"],
)
def test_whatever_is_typed_is_answered(client, corpus, query):
    assert titles(ask(client, query)) == []


def test_half_a_sign_is_answered(client):
    assert client.get("/suche/?q=%ED%A0%BD%20%FF&thema=%FF").status_code == 200


def test_html_that_is_typed_or_published_stays_text(client):
    published(title="</title><script>Hafen</script>", body=body("&lt;b&gt; Hafen"))
    index()
    text = ask(client, 'hafen "><script>')
    assert "<script>" not in text
    assert "&lt;<mark>script</mark>&gt;<mark>Hafen</mark>" in text


def test_nothing_found_leads_on(client, corpus):
    text = ask(client, "strassenfest nirgends")
    assert "Dazu wurde nichts gefunden." in text
    assert re.search(r'href="\?q=strassenfest">strassenfest</a> \(4\)', text)
    text = ask(client, "Strasenfest")
    assert re.search(r'Meinten Sie.*href="\?q=Stra%C3%9Fenfest">', text, re.DOTALL)


def _unpublished(page):
    page.unpublish()


def _expired(page):
    past = timezone.now() - timedelta(seconds=1)
    ArticlePage.objects.filter(pk=page.pk).update(expire_at=past)


def _private(page):
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )


def _section_private(page):
    _private(section())


def _deleted(page):
    page.delete()


@pytest.mark.parametrize(
    "hide", [_unpublished, _expired, _private, _section_private, _deleted]
)
def test_what_is_not_public_is_not_found_before_the_queue_knows(client, corpus, hide):
    page = ArticlePage.objects.get(title="Straßenfest 2025")
    hide(page)
    text = ask(client, "strassenfest")
    assert "Straßenfest 2025" not in titles(text)
    assert "sport" not in re.findall(r"thema=(\w+)", text)


def test_drafts_and_aliases_are_not_found(client):
    draft(title="Geheime Brücke")
    published(title="Offene Brücke").create_alias(update_slug="noch-eine")
    index()
    assert titles(ask(client, "bruecke")) == ["Offene Brücke"]


def test_the_queue_indexes_what_is_published(
    client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = published(title="Brücke")
    tasks = [queued.task["args"] for queued in OrmQ.objects.all()]
    asked = [task for task in tasks if insert_or_update_object_task.module_path in task]
    assert asked
    assert titles(ask(client, "bruecke")) == []
    for task in asked:
        index_tasks.run(*task)
    assert titles(ask(client, "bruecke")) == ["Brücke"]
    page.title = "Tunnel"
    page.save_revision().publish()
    for task in asked:
        index_tasks.run(*task)
    assert titles(ask(client, "bruecke")) == []
    assert titles(ask(client, "tunnel")) == ["Tunnel"]


def test_the_command_says_what_it_did(corpus, capsys):
    call_command("rebuild_search")
    assert f"{SearchEntry.objects.count()} entries" in capsys.readouterr().out


def test_a_search_asks_the_database_as_often_however_much_it_finds(
    client, corpus, django_assert_max_num_queries
):
    ask(client, "strasse")
    with django_assert_max_num_queries(12):
        ask(client, "strasse")


def test_of_more_than_can_be_sorted_the_same_come_first(client, corpus, monkeypatch):
    published(title="Fest", published_at=parse_datetime("2022-06-01T10:00:00+02:00"))
    index()
    sorted_all = titles(ask(client, "fest"))
    monkeypatch.setattr("newsroom.searching.models.MANY", 1)
    assert titles(ask(client, "fest")) == sorted_all
    assert sorted_all[0] == "Fest"
    assert titles(ask(client, "fest", jahr="2024")) == ["Straßenfest 2024"] * 2
    assert titles(ask(client, "fest", thema="sport")) == ["Straßenfest 2025"]
