"""What robots and other services find at fixed addresses."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Site

from newsroom.models import Topic
from newsroom.site_settings import SiteSettings
from tests.factories import published

HOST = "http://127.0.0.1:8000"
FINGER = "/.well-known/webfinger"
DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"


@pytest.fixture
def fediverse(newsroom):
    city = SiteSettings.for_site(Site.objects.get())
    city.fediverse_creator = "@Stadt@social.example"
    city.save()


def test_robots_find_the_sitemaps_and_are_kept_from_admin_and_search(client, newsroom):
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /suche/"} <= set(lines)
    assert f"Sitemap: {HOST}/sitemap.xml" in lines
    assert f"Sitemap: {HOST}/sitemap-news.xml" in lines
    assert not any("feed" in line for line in lines)


@pytest.mark.parametrize(
    "name", ["atproto-did", "security.txt", "webfinger", "nichts", ""]
)
def test_what_nobody_has_configured_is_not_there(client, newsroom, name):
    assert client.get(f"/.well-known/{name}").status_code == 404


def test_bluesky_finds_the_did_alone(client, newsroom, settings):
    settings.ATPROTO_DID = DID
    answer = client.get("/.well-known/atproto-did")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode().strip() == DID


def test_who_finds_a_weakness_reads_whom_to_tell(client, newsroom, settings):
    settings.SECURITY_CONTACT = "mailto:sicherheit@stadt.example"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "mailto:sicherheit@stadt.example"
    assert fields["Canonical"] == f"{HOST}/.well-known/security.txt"
    expires = datetime.fromisoformat(fields["Expires"])
    left = expires - timezone.now()
    assert timedelta(days=178) < left < timedelta(days=365)


@pytest.mark.parametrize(
    "resource",
    ["acct:stadt@social.example", "acct:Stadt@127.0.0.1", "acct:STADT@127.0.0.1"],
)
def test_our_account_is_found_by_its_own_name_and_by_our_host(
    client, fediverse, resource
):
    answer = client.get(FINGER, {"resource": resource})
    assert answer["Content-Type"] == "application/jrd+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    found = answer.json()
    assert found["subject"] == "acct:Stadt@social.example"
    assert {link["rel"]: link["href"] for link in found["links"]} == {
        "http://webfinger.net/rel/profile-page": "https://social.example/@Stadt",
        "self": "https://social.example/users/Stadt",
    }


@pytest.mark.parametrize(
    "resource", ["", "acct:andere@127.0.0.1", "acct:stadt@andere.example", "%00", "@"]
)
def test_other_accounts_are_not_known(client, fediverse, resource):
    assert client.get(FINGER, {"resource": resource}).status_code == 404


def test_password_managers_find_where_to_change_it(client, newsroom):
    answer = client.get("/.well-known/change-password")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/account/")


def test_a_sitemap_of_a_few_is_one_file(client, newsroom):
    published(title="Park", slug="park", topics=[Topic.objects.create(name="Natur")])
    answer = client.get("/sitemap.xml")
    text = answer.content.decode()
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    for path in ("/", "/newsroom/", "/newsroom/park/", "/themen/natur/", "/archiv/"):
        assert text.count(f"<loc>{HOST}{path}</loc>") == 1
    assert "None" not in text


def test_a_large_sitemap_is_an_index_of_files(client, newsroom, monkeypatch):
    monkeypatch.setattr("newsroom.sitemaps.ArticleSitemap.limit", 2)
    for number in range(3):
        published(title=f"Nummer {number}", slug=f"nummer-{number}")
    text = client.get("/sitemap.xml").content.decode()
    assert "<sitemapindex" in text
    first, second = (
        client.get(f"/sitemap-artikel-{number}.xml").content.decode()
        for number in (1, 2)
    )
    for number in (1, 2):
        assert f"<loc>{HOST}/sitemap-artikel-{number}.xml</loc>" in text
    assert first.count("<loc>") == 2
    assert f"<loc>{HOST}/newsroom/nummer-0/</loc>" in second


@pytest.mark.parametrize("file", ["artikel-2", "artikel-0", "anderes-1"])
def test_there_are_no_other_files(client, newsroom, file):
    assert client.get(f"/sitemap-{file}.xml").status_code == 404


def test_news_are_the_articles_of_two_days(client, newsroom):
    now = timezone.now()
    published(title="Heute & <jetzt>", slug="heute")
    published(title="Alt", slug="alt", published_at=now - timedelta(hours=49))
    gone = published(title="Fort", slug="fort")
    gone.unpublish()
    text = client.get("/sitemap-news.xml").content.decode()
    assert text.count("<url>") == 1
    assert f"<loc>{HOST}/newsroom/heute/</loc>" in text
    assert "<news:title>Heute &amp; &lt;jetzt&gt;</news:title>" in text
    assert "<news:name>Newsroom Stadt Dortmund</news:name>" in text
    assert "<news:language>de</news:language>" in text


def test_without_news_the_file_is_valid_and_empty(client, newsroom):
    assert b"<url>" not in client.get("/sitemap-news.xml").content
