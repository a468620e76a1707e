"""/n/<number>: for captions, posters, and wherever an address is typed."""

import pytest
from wagtail.models import PageViewRestriction

from tests.factories import draft, published, section


def test_the_short_address_leads_to_the_article_for_good(client):
    article = published(title="Park", slug="park")
    answer = client.get(f"/n/{article.pk}")
    assert answer.status_code == 301
    assert answer["Location"] == article.full_url
    assert not answer.cookies


def test_it_may_be_kept_for_an_hour_since_the_article_may_move(client):
    article = published()
    assert client.get(f"/n/{article.pk}")["Cache-Control"] == "max-age=3600"


def test_channels_are_told_the_short_address():
    article = published()
    assert article.story().short_url == f"http://127.0.0.1:8000/n/{article.pk}"


def test_what_is_not_public_has_none(client):
    hidden = draft(slug="entwurf")
    private = published(slug="privat")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for page in (hidden, private, section()):
        assert client.get(f"/n/{page.pk}").status_code == 404


@pytest.mark.parametrize("number", ["0", "99", "9" * 40, "-1", "x", "1/2"])
def test_what_is_no_article_is_not_found(client, number):
    section()
    assert client.get(f"/n/{number}", follow=True).status_code == 404
