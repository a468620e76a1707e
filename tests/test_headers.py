"""What answers say to browsers and caches: safe, shared, and nothing for one visitor."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from wagtail.models import PageViewRestriction

from cityportal.headers import standard_headers
from newsroom.models import ArticlePage, Topic
from tests.factories import published
from tests.newsroom.parts import small_image

ROOT = Path(__file__).resolve().parent.parent
CSP = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; "
    "img-src 'self'; style-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'"
)
SHARED = {"public", "max-age=0", "s-maxage=1", "stale-if-error=86400"}
PAGES = [
    *("/", "/newsroom/", "/newsroom/park/", "/themen/", "/themen/natur/", "/archiv/"),
    *("/suche/", "/suche/?q=park", "/rss/", "/folgen/", "/fehlt/"),
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def park():
    topic = Topic.objects.create(name="Natur")
    picture = small_image()
    return published(title="Park", slug="park", lead_image=picture, topics=[topic])


def directives(answer) -> set[str]:
    return set(answer["Cache-Control"].split(", "))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_safe_by_its_headers(client, address):
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_the_same_for_all_and_may_be_shared_for_a_second(client, address):
    answer = client.get(address)
    assert directives(answer) == SHARED
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("address", PAGES[:-1])
def test_who_has_the_page_gets_304(client, address):
    answer = client.get(address)
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address)["ETag"] == answer["ETag"]
    assert directives(again) == SHARED


def test_a_changed_page_has_another_etag(client, park):
    before = client.get("/newsroom/park/")["ETag"]
    ArticlePage.objects.update(title="Garten")
    assert client.get("/newsroom/park/")["ETag"] != before


def test_a_page_with_a_form_for_one_person_is_kept_by_nobody(client, park):
    PageViewRestriction.objects.create(
        page=park, restriction_type=PageViewRestriction.PASSWORD, password="geheim"
    )
    answer = client.get("/newsroom/park/")
    assert answer.cookies["csrftoken"]["httponly"]
    assert answer.cookies["csrftoken"]["samesite"] == "Lax"
    assert {"private", "no-store"} <= directives(answer)
    assert "ETag" not in answer


def test_a_page_for_signed_in_readers_is_kept_by_nobody(admin_client, park):
    PageViewRestriction.objects.create(
        page=park, restriction_type=PageViewRestriction.LOGIN
    )
    answer = admin_client.get("/newsroom/park/")
    assert answer.status_code == 200
    assert {"private", "no-store"} <= directives(answer)


def test_what_depends_on_a_cookie_is_kept_by_nobody():
    answered = HttpResponse("A", headers={"Vary": "Accept-Encoding, Cookie"})
    answer = standard_headers(lambda request: answered)(RequestFactory().get("/"))
    assert {"private", "no-store"} <= directives(answer)
    assert "ETag" not in answer


@pytest.mark.parametrize("address", ["/", "/feed/rss.xml"])
def test_an_editor_sees_what_everybody_sees_and_nobody_keeps_it(
    client, admin_client, address
):
    plain, signed_in = client.get(address), admin_client.get(address)
    assert signed_in.content == plain.content
    assert directives(signed_in) == {"private", "no-store"}


def test_the_admin_is_kept_by_nobody(admin_client):
    answer = admin_client.get("/admin/")
    assert {"private", "no-store"} <= directives(answer)


def test_the_way_into_the_admin_is_as_strict_as_a_public_page(client):
    answer = client.get("/admin/login/")
    assert answer["Content-Security-Policy"] == CSP
    assert b"onclick" not in answer.content
    assert {"private", "no-store"} <= directives(answer)


def test_an_error_is_kept_by_nobody_so_that_the_last_good_answer_lives(
    client, monkeypatch
):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(ArticlePage, "serve", broken)
    client.raise_request_exception = False
    answer = client.get("/newsroom/park/")
    assert answer.status_code == 500
    assert {"private", "no-store"} <= directives(answer)


def test_pictures_and_feeds_may_stand_on_other_sites(client, park):
    rendition = park.lead_image.get_rendition("width-200")
    for address in (rendition.url, "/feed/rss.xml"):
        answer = client.get(address)
        answer.close()
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_encrypted_site_says_so_for_a_year(client):
    with override_settings(SECURE_HSTS_SECONDS=31_536_000):
        answer = client.get("/", secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000"


def test_a_public_site_is_deployed_without_a_warning(tmp_path):
    environment = os.environ | {
        "PUBLIC_URL": "https://nachrichten.stadt.example",
        "SECRET_KEY": "k" * 25 + "0123456789" * 3,
        "CREDENTIAL_KEYS": "wUkxPV4iYl0w0R7s6Zc2mQd8nEo5aBfTgHjKvLyXz3A=",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", ROOT / "manage.py", "check", "--deploy"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout, done.stdout + done.stderr
