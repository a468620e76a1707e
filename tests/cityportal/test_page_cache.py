"""The cache in front of Django: what it keeps, for whom, and what cannot get into it."""

import math
import os
import random
import threading
import time
from gzip import decompress
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from cityportal import kept_pages, page_cache, page_number
from cityportal.page_clock import NextMoment
from cityportal.page_number import SharedNumber
from tests.chaos.stand import until

HOST = settings.PUBLIC_URL.partition("://")[2]
PUBLIC = ("Cache-Control", "public, max-age=0, s-maxage=1, stale-if-error=86400")
BODY = b"Guten Tag. " * 100


class Site:
    """Stands in for Django's application; remembers what it was asked."""

    def __init__(self):
        self.asked = []
        self.status, self.headers, self.body = "200 OK", [], BODY
        self.lasts = 0.0

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        time.sleep(self.lasts)
        etag = ("ETag", f'"{hash(self.body) % 1000}"')
        kind = ("Content-Type", "text/html; charset=utf-8")
        vary = ("Vary", "Accept-Encoding")
        start_response(self.status, self.headers or [kind, PUBLIC, etag, vary])
        return [self.body]


class Reader:
    """Asks one process of the site."""

    def __init__(self, site: Site, folder):
        self.cache = page_cache.PageCache(site, folder)

    def __call__(self, path="/a/", query="", method="GET", **headers):
        self.headers, environ = {}, {"REQUEST_METHOD": method, "PATH_INFO": path}
        environ |= {"QUERY_STRING": query, "wsgi.url_scheme": "http"}
        environ |= {"HTTP_HOST": HOST, "SERVER_PORT": "80", "wsgi.input": BytesIO()}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}

        def start_response(status, headers, exc_info=None):
            self.status = int(status[:3])
            self.headers = {name.lower(): value for name, value in headers}

        return b"".join(self.cache(environ, start_response))


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(page_cache, "GRACE", 0)
    monkeypatch.setattr(page_cache, "SETTLING", 0)
    monkeypatch.setattr(page_number, "LOOK", 0)
    monkeypatch.setattr(page_number, "REST", 0)
    monkeypatch.setattr(NextMoment, "after", lambda self, now, number: now + 3600)
    monkeypatch.setattr(page_cache, "listen", lambda shared: None)
    page_number.shared_number.cache_clear()


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def ask(site, tmp_path):
    return Reader(site, tmp_path)


@pytest.fixture
def number(tmp_path):
    return SharedNumber(tmp_path)


def test_a_page_is_rendered_once(site, ask):
    assert [ask(), ask(), ask(method="HEAD")] == [BODY, BODY, b""]
    assert len(site.asked) == 1
    assert ask.headers["content-length"] == str(len(BODY))
    assert ask.headers["cache-control"] == PUBLIC[1]


def test_after_a_change_it_is_rendered_anew(site, ask, number):
    ask()
    site.body = b"Neu"
    assert ask() == BODY
    number.changed(0)
    assert ask() == b"Neu"
    number.hear(7)
    number.hear(7)
    ask()
    ask()
    assert len(site.asked) == 3


def test_just_after_a_change_nobody_waits_for_the_new_page(
    site, ask, number, monkeypatch
):
    monkeypatch.setattr(page_cache, "GRACE", 5)
    ask()
    site.lasts, site.body = 0.3, b"Neu"
    number.changed(0)
    began = time.monotonic()
    assert [ask(), ask(), ask()] == [BODY] * 3
    assert ask.headers["cache-control"] == PUBLIC[1].replace("s-maxage=1", "s-maxage=0")
    assert time.monotonic() - began < 0.2
    assert until(lambda: ask() == b"Neu", 5)
    assert ask.headers["cache-control"] == PUBLIC[1]
    assert len(site.asked) == 2


def test_what_has_been_old_for_a_while_is_shown_to_nobody(
    site, ask, number, monkeypatch
):
    monkeypatch.setattr(page_cache, "GRACE", 0.2)
    monkeypatch.setattr(page_cache, "SETTLING", 5)  # nothing comes from behind
    ask()
    site.body = b"Neu"
    number.changed(0)
    for _ in range(3):  # what goes on changing is old since the first time
        time.sleep(0.1)
        number.changed(0)
    assert ask() == b"Neu"


def test_moments_are_known_of_the_last_changes_alone(number, monkeypatch):
    monkeypatch.setattr(page_number, "MOMENTS", 4)
    first = number.read().changes
    for _ in range(4):
        number.changed(0)
    assert 0 <= number.old_for(first) < 1
    number.changed(0)
    assert number.old_for(first) == math.inf


def test_for_a_new_link_nobody_waits(site, ask, number):
    ask()
    site.lasts, site.body = 0.3, b"Mit Link"
    number.linked(0)
    began = time.monotonic()
    assert [ask(), ask(), ask()] == [BODY] * 3
    assert time.monotonic() - began < 0.2
    assert until(lambda: ask() == b"Mit Link", 5)
    assert len(site.asked) == 2


def test_a_burst_of_links_is_followed_once_a_second(site, ask, number, monkeypatch):
    monkeypatch.setattr(page_number, "REST", 5)
    ask()
    for _ in range(20):
        number.linked(0)
        ask()
        time.sleep(0.01)
    assert len(site.asked) <= 2


def test_what_was_begun_before_a_change_is_never_kept_after_it(site, ask, number):
    def changing(environ, start_response):
        if not site.asked:
            number.changed(0)
        return site(environ, start_response)

    ask.cache._site = changing
    ask()
    assert len(site.asked) == 2  # nothing was shown that mixes old and new
    ask()
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    "question",
    [
        {"method": "POST"},
        {"cookie": "sessionid=abc"},
        {"path": "/admin/pages/"},
        {"path": "/suche/"},
        {"path": "/en/suche/"},
        {"path": "/health/"},
        {"path": "/static/css/site.css"},
        {"path": "/media/original_images/park.jpg"},
        {"path": "/dokumente/1/plan.pdf"},
        {"path": "/barriere-melden/"},
        {"path": "/a//"},
        {"path": "/" + "a" * 600},
        {"host": "evil.example"},
        {"x_forwarded_proto": "https"},
        {"if_match": '"1"'},
        {"query": "seite=2&seite=3"},
        {"query": "%73eite=2"},
        {"query": "seite=02"},
        {"query": "seite=-1"},
        {"query": "a=" + "1" * 3000},
    ],
    ids=str,
)
def test_django_answers_itself(site, ask, question):
    ask(**question)
    ask(**question)
    assert len(site.asked) == 2
    method = question.get("method", "GET")
    assert [each["REQUEST_METHOD"] for each in site.asked] == [method, method]
    assert all(each["HTTP_HOST"] == question.get("host", HOST) for each in site.asked)


@pytest.mark.parametrize("path", ["/media/share/abc.jpg", "/media/images/abc.avif"])
def test_pictures_are_kept_in_memory_alone(site, ask, tmp_path, path):
    assert [ask(path), ask(path)] == [BODY, BODY]
    assert len(site.asked) == 1
    assert not list(tmp_path.glob("page-*"))


@pytest.mark.parametrize(
    "headers",
    [
        [("Set-Cookie", "a=b"), PUBLIC],
        [("Cache-Control", "private, no-store")],
        [("Cache-Control", "max-age=0, private")],
        [PUBLIC, ("Vary", "Accept-Encoding, Cookie")],
        [PUBLIC, ("Vary", "Accept-Language")],
        [("Content-Type", "text/html")],
    ],
    ids=str,
)
def test_what_is_for_one_reader_comes_from_django_with_her_own_question(
    site, ask, headers
):
    site.headers = headers
    for name in ("Ada", "Eva"):
        ask(cookie=f"csrftoken={name}")
        assert site.asked[-1]["HTTP_COOKIE"] == f"csrftoken={name}"
    assert len(site.asked) == 3  # once to see it


@pytest.mark.parametrize(
    ("status", "path", "renders"),
    [
        ("302 Found", "/a/", 1),
        ("404 Not Found", "/a/", 1),
        ("404 Not Found", "/media/share/abc.jpg", 2),
        ("403 Forbidden", "/a/", 2),
        ("500 Oh", "/a/", 2),
    ],
)
def test_what_is_no_page(site, ask, status, path, renders):
    """A card may be drawn at any moment, and an error may be over."""
    site.status = status
    ask(path)
    ask(path)
    assert ask.status == int(status[:3])
    assert len(site.asked) == renders


def test_nothing_of_one_reader_gets_into_what_others_see(site, ask):
    ask(
        accept_encoding="br",
        accept_language="en",
        cookie="messages=boo; csrftoken=1",
        if_none_match='"x"',
        range="bytes=0-1",
        user_agent="evil",
        x_forwarded_for="6.6.6.6",
        x_forwarded_host="evil.example",
        x_forwarded_port="1",
        x_http_method_override="DELETE",
        x_original_url="/admin/",
    )
    assert {name for name in site.asked[0] if name.startswith("HTTP_")} == {
        "HTTP_HOST",
        "HTTP_X_FORWARDED_PROTO",
    }
    assert site.asked[0]["HTTP_HOST"] == HOST


def test_a_rendering_knows_the_host_as_the_site_writes_it(site, ask):
    ask.cache._public = urlsplit("http://stadt.example")
    ask(host="STADT.example")
    ask(host="stadt.EXAMPLE")
    assert [each["HTTP_HOST"] for each in site.asked] == ["stadt.example"]


def test_a_million_parameters_are_one_page(site, ask):
    for number in range(2_000):
        assert ask(query=f"fbclid={number}&utm_source=x") == BODY
    assert len(site.asked) == 1
    assert ask(query="x=1&seite=2") == BODY
    assert len(site.asked) == 2
    assert site.asked[1]["QUERY_STRING"] == "seite=2"


def test_with_parameters_left_out_nothing_but_a_page_is_answered(site, ask):
    """Where an old address is sent on may hang on all of them."""
    site.status = "301 Moved"
    ask(query="id=5")
    assert site.asked[-1]["QUERY_STRING"] == "id=5"


def test_memory_and_files_are_bounded(site, ask, tmp_path, monkeypatch):
    monkeypatch.setattr(kept_pages, "PAGES", 10)
    monkeypatch.setattr(kept_pages, "SLOTS", 20)
    for number in range(60):
        ask(f"/{number}/")
        ask("/often/")
    kept = ask.cache._kept
    assert len(kept._memory) == 10
    assert kept._size == sum(page.size for page in kept._memory.values())
    assert len(list(tmp_path.glob("page-*"))) <= 20
    assert sum(each["PATH_INFO"] == "/often/" for each in site.asked) == 1
    monkeypatch.setattr(kept_pages, "BYTES", 2 * len(BODY))
    ask("/last/")
    assert kept._size <= 2 * len(BODY)


def test_a_huge_page_is_not_kept(site, ask):
    site.body = random.Random(1).randbytes(kept_pages.LARGEST + 1)
    ask()
    ask()
    assert len(site.asked) == 2


def test_gzip_is_ready_for_who_takes_it(site, ask):
    for accepted in ("gzip", "br;q=1, GZIP;q=0.5", "*"):
        assert decompress(ask(accept_encoding=accepted)) == BODY
        assert ask.headers["content-encoding"] == "gzip"
        assert ask.headers["etag"].startswith('W/"')
        assert ask.headers["vary"] == "Accept-Encoding"
    for accepted in ("", "br", "gzip;q=0", "gzip;q=x", "*;q=0", "xgzip"):
        assert ask(accept_encoding=accepted) == BODY
        assert "content-encoding" not in ask.headers
    assert len(site.asked) == 1


def test_who_has_the_page_is_told_so(site, ask):
    ask()
    etag = ask.headers["etag"]
    for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        assert ask(if_none_match=known) == b""
        assert (ask.status, ask.headers["etag"]) == (304, etag)
        assert ask.headers["cache-control"] == PUBLIC[1]
    assert ask(if_none_match='"x"') == BODY
    assert len(site.asked) == 1


def test_a_date_is_compared_where_there_is_one(site, ask):
    date = "Sat, 28 Nov 2026 12:00:00 GMT"
    site.headers = [PUBLIC, ("Last-Modified", date)]
    ask(if_modified_since=date)
    assert ask.status == 304
    ask(if_modified_since="Sat, 28 Nov 2026 11:59:59 GMT")
    assert ask.status == 200
    ask(if_modified_since=date, if_none_match='"x"')
    assert ask.status == 200


@pytest.mark.parametrize(
    ("asked", "status", "part", "span"),
    [
        ("bytes=0-4", 206, BODY[:5], "0-4"),
        ("bytes=5-", 206, BODY[5:], "5-1099"),
        ("bytes=-5", 206, BODY[-5:], "1095-1099"),
        ("bytes=1090-99999", 206, BODY[1090:], "1090-1099"),
        ("bytes=99999-", 416, b"", "*"),
        ("bytes=-0", 416, b"", "*"),
        ("bytes=5-4", 200, BODY, ""),
        ("bytes=0-1,3-4", 200, BODY, ""),
        ("bytes=-", 200, BODY, ""),
        ("lines=1-2", 200, BODY, ""),
    ],
)
def test_a_part_is_cut_from_the_page(ask, asked, status, part, span):
    assert (ask(range=asked), ask.status) == (part, status)
    if status != 200:
        assert ask.headers["content-length"] == str(len(part))
        assert ask.headers["content-range"] == f"bytes {span}/{len(BODY)}"


def test_a_part_of_another_version_is_not_cut(ask):
    ask()
    etag = ask.headers["etag"]
    assert ask(range="bytes=0-4", if_range=etag) == BODY[:5]
    assert ask(range="bytes=0-4", if_range='"x"') == BODY
    assert ask(range="bytes=0-4", method="HEAD") == b""
    assert ask.status == 200


def test_however_many_wait_one_renders(site, tmp_path, number):
    """Each reader is a process of its own, for the locks are of the file system."""
    readers = [Reader(site, tmp_path) for _ in range(12)]
    site.lasts = 0.2
    number.changed(0)
    threads = [threading.Thread(target=reader) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(site.asked) == 1
    assert [reader.status for reader in readers] == [200] * 12


def test_who_waits_for_a_render_that_fails_does_not_wait_for_ever(
    site, tmp_path, monkeypatch
):
    monkeypatch.setattr(kept_pages, "WAIT", 0.2)
    ask, other = Reader(site, tmp_path), Reader(site, tmp_path)
    with ask.cache._kept.alone("/a/?"):
        began = time.monotonic()
        assert other() == BODY
    assert 0.2 <= time.monotonic() - began < 2


def test_an_error_is_answered_by_the_last_page_if_nothing_has_changed(
    site, ask, number, monkeypatch
):
    monkeypatch.setattr(page_cache, "LIFE", -1.0)
    ask()
    site.status = "500 Oh"
    assert (ask(), ask.status) == (BODY, 200)
    asked = len(site.asked)
    ask()
    assert len(site.asked) == asked  # left in peace for a moment
    number.changed(0)
    ask()
    assert ask.status == 500


def test_a_page_lives_for_a_while_at_most(site, ask, monkeypatch):
    monkeypatch.setattr(page_cache, "LIFE", 0.1)
    ask()
    time.sleep(0.15)
    ask()
    assert len(site.asked) == 2


def test_on_a_full_disk_each_process_keeps_its_own(site, ask, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept_pages.tempfile, "NamedTemporaryFile", full)
    monkeypatch.setattr(kept_pages, "open", full, raising=False)
    assert [ask(), ask()] == [BODY, BODY]
    assert len(site.asked) == 1


def test_a_file_cut_short_is_not_read(site, tmp_path):
    Reader(site, tmp_path)()
    (path,) = tmp_path.glob("page-*")
    content = path.read_bytes()
    for broken in (b"", b"{}\n", b"\xff", content[:50], content[:-1]):
        reader = Reader(site, tmp_path)
        reader.cache._follower.number_now()
        path.write_bytes(broken)
        assert reader() == BODY


def test_without_a_number_nothing_is_kept(site, tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    ask = Reader(site, tmp_path)
    assert [ask(), ask()] == [BODY, BODY]
    assert len(site.asked) == 2
