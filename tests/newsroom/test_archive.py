"""The archive by year and month."""

import re

import pytest
from django.utils.dateparse import parse_datetime

from newsroom.archive import Period, years_of
from newsroom.models import ArticlePage
from tests.factories import draft, published


def article(day: str, **facts):
    moment = parse_datetime(day if "T" in day else f"{day}T10:00:00+01:00")
    return published(title=f"Vom {day}", published_at=moment, **facts)


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(text: str) -> list[str]:
    return re.findall(r'class="teaser__title"><a [^>]*>([^<]*)</a>', text)


def test_years_and_months_with_news_are_found_newest_first_by_a_query_each(
    newsroom, django_assert_num_queries
):
    for day in ("2023-12-31", "2025-01-05", "2025-03-11", "2025-03-18"):
        article(day)
    draft(title="Entwurf")
    gone = article("2025-02-11")
    gone.unpublish()
    with django_assert_num_queries(3 + 1):
        years = years_of(ArticlePage.objects)
    assert [year.period for year in years] == [Period(2025), Period(2023)]
    assert years[0].months == (Period(2025, 3), Period(2025, 1))
    assert years[1].months == (Period(2023, 12),)


def test_a_month_begins_at_midnight_in_the_city(client, newsroom):
    article("2025-01-31T22:59:59+00:00")  # 23:59 in Berlin
    article("2025-01-31T23:00:00+00:00")
    article("2025-12-31T22:59:59+00:00")
    assert titles(text_of(client, "/archiv/2025/01/")) == [
        "Vom 2025-01-31T22:59:59+00:00"
    ]
    assert len(titles(text_of(client, "/archiv/2025/"))) == 3


def test_the_archive_leads_to_its_months(client, newsroom):
    article("2025-02-18")
    text = text_of(client, "/archiv/")
    assert '<a href="/archiv/2025/">2025</a>' in text
    assert '<a href="/archiv/2025/02/">Februar</a>' in text
    month = text_of(client, "/archiv/2025/02/")
    assert "<h1>Februar 2025</h1>" in month
    assert "1 Nachricht</p>" in month
    assert 'aria-current="page">Februar</a>' in month
    assert "<title>Archiv Februar 2025" in month


def test_a_long_month_goes_page_by_page(client, newsroom):
    for day in range(1, 22):
        article(f"2025-03-{day:02}")
    assert len(titles(text_of(client, "/archiv/2025/03/"))) == 20
    second = text_of(client, "/archiv/2025/03/?seite=2")
    assert titles(second) == ["Vom 2025-03-01"]
    link = '<link rel="canonical" href="http://127.0.0.1:8000/archiv/2025/03/?seite=2">'
    assert link in second
    assert client.get("/archiv/2025/03/?seite=3").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["2024/", "2025/01/", "2025/13/", "2025/2/", "0000/", "9999/", "99999/", "x/"],
)
def test_there_is_no_page_for_a_time_without_news(client, newsroom, address):
    article("2025-02-18")
    assert client.get(f"/archiv/{address}").status_code == 404


def test_an_empty_archive_says_so(client, newsroom):
    assert "Noch ist hier nichts erschienen." in text_of(client, "/archiv/")


@pytest.mark.parametrize("count", [2, 20])
def test_a_month_takes_the_same_few_queries(
    client, newsroom, django_assert_max_num_queries, count
):
    for day in range(1, count + 1):
        article(f"2025-01-{day:02}")
    text_of(client, "/archiv/2025/01/")
    with django_assert_max_num_queries(8):
        text_of(client, "/archiv/2025/01/")


def test_december_ends_with_the_year():
    start, end = Period(2025, 12).bounds
    assert (start.year, start.month, end.year, end.month) == (2025, 12, 2026, 1)
