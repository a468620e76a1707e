"""The shipped configuration in Debian's nginx, before a site that notes its questions."""

import re
import shutil
import socket
import ssl
import time

import pytest
import requests

from cityportal.page_cache import CLOSED, NAMES
from tests.bench.front import DEPLOY, Front

from .site import Site

if not shutil.which("nginx") or not shutil.which("openssl"):
    pytest.skip("needs nginx and openssl", allow_module_level=True)

MEGABYTE = 1024 * 1024
PACKINGS = ("gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8", "GZIP")
PLAIN = ("identity", "br", "gzip;q=0, br", "gzip; q=0.0")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The files that nginx serves itself."""
    tree = tmp_path_factory.mktemp("tree")
    for name in ("static", "media/images", "media/documents"):
        (tree / "var" / name).mkdir(parents=True)
    (tree / "var/static/a.css").write_text("a")
    (tree / "var/static/a.css.gz").write_bytes(b"packed")
    (tree / "var/media/images/a.jpg").write_bytes(b"0123456789")
    (tree / "var/media/documents/a.pdf").write_text("hidden")
    (tree / "var/secret_key").write_text("hidden")
    return tree


@pytest.fixture
def site():
    with Site().running() as site:
        yield site


@pytest.fixture
def front(tree, site, tmp_path):
    front = Front(tree, site.port, tmp_path)
    with front.running():
        yield front


@pytest.fixture
def get(front):
    def get(path: str, method: str = "GET", **more) -> requests.Response:
        more = {"verify": front.certificate, "timeout": 20} | more
        return requests.request(method, front.url + path, allow_redirects=False, **more)

    return get


@pytest.fixture
def in_one_second(site):
    """What `act` returns, who is asked nothing else; again, if it took longer."""

    def done(act):
        for _attempt in range(10):
            second_begins()
            site.asked.clear()
            second = int(time.time())
            told = act()
            if int(time.time()) == second:
                return told
        return pytest.fail("This machine is too slow.")

    return done


def second_begins() -> None:
    """From now on nginx looks at pages anew."""
    time.sleep(1.02 - time.time() % 1)


def wire(front, name: str = "localhost") -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=str(front.certificate))
    connection = socket.create_connection(("localhost", front.port), 20)
    return context.wrap_socket(connection, server_hostname=name)


def answered(front, request: str) -> bytes:
    """To what the client library would never send."""
    with wire(front) as connection:
        connection.sendall(request.encode())
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_a_page_is_asked_for_once_in_each_form_however_browsers_ask(
    get, site, in_one_second
):
    packings = (*PACKINGS, *PLAIN)
    answers = in_one_second(
        lambda: [get("/page/", headers={"Accept-Encoding": each}) for each in packings]
    )
    assert [answer.text for answer in answers] == [
        *("/page/ gzip" for _packing in PACKINGS),
        *("/page/ " for _packing in PLAIN),
    ]
    assert len(site.asked) == 2


def test_a_page_is_kept_until_the_second_ends(get, site, in_one_second):
    in_one_second(lambda: [get("/page/"), time.sleep(0.6), get("/page/")])
    assert len(site.asked) == 1
    second_begins()
    get("/page/")
    assert len(site.asked) == 2


def test_what_the_site_shows_though_it_is_old_is_not_kept(get, site, in_one_second):
    in_one_second(lambda: [get("/old/"), get("/old/")])
    assert len(site.asked) == 2


def test_what_networks_add_to_an_address_makes_no_page(get, site, in_one_second):
    added = ("", "?fbclid=1", "?utm_source=a&utm_medium=b", "?a")
    answers = in_one_second(lambda: [get(f"/page/{each}") for each in added])
    assert {answer.text for answer in answers} == {"/page/ gzip"}
    assert site.addresses() == ["/page/"]


@pytest.mark.parametrize(
    "address",
    [
        *("/list/?seite=2", "/feed/?a=1&page=2", "/list/?%73eite=2", "/list/?a+=1"),
        *("/suche/?q=a", "/dokumente/?a", "/barriere-melden/?seite=/x/", "/%6cist/?a"),
    ],
)
def test_parameters_that_a_page_may_know_make_another(
    front, site, in_one_second, address
):
    path = address.partition("?")[0]
    asked = (path, address, path)
    answers = in_one_second(
        lambda: [
            answered(front, f"GET {each} HTTP/1.0\r\nHost: localhost\r\n\r\n")
            for each in asked
        ]
    )
    told = [answer.decode().partition("\r\n\r\n")[2] for answer in answers]
    assert told == [f"{each} " for each in asked]
    assert site.addresses() == [path, address]


@pytest.mark.parametrize("path", ["/moved/", "/missing/"])
def test_an_answer_that_tells_of_one_readers_parameters_is_not_kept(
    get, site, in_one_second, path
):
    asked = [f"{path}?a=1", f"{path}?b=2"]
    in_one_second(lambda: [get(each) for each in asked])
    assert site.addresses() == asked


def test_the_lists_of_nginx_and_of_the_page_cache_agree():
    text = (DEPLOY / "nginx.conf").read_text()
    closed = re.search(r'"~\^/\(en/\)\?\(([^)]*)\)', text)[1]
    assert closed == re.search(r"/\(en/\)\?\(([^)]*)\)", CLOSED.pattern)[1]
    assert re.search(r'"~\[\?&\]\(([^)]*)\)', text)[1].split("|") == list(NAMES)


@pytest.mark.parametrize("path", ["/own/", "/varied/"])
def test_what_is_for_one_reader_is_asked_for_each_time(get, site, in_one_second, path):
    in_one_second(lambda: [get(path), get(path)])
    assert len(site.asked) == 2


def test_an_editor_passes_by_and_leaves_nothing(get, site, in_one_second):
    session = {"cookies": {"sessionid": "a"}}
    in_one_second(
        lambda: [get("/page/", **session), get("/page/", **session), get("/page/")]
    )
    assert len(site.asked) == 3


def test_readers_read_on_when_the_site_is_gone(get, site):
    get("/page/")
    site.end()
    second_begins()
    for packing in PACKINGS:
        answer = get("/page/?fbclid=1", headers={"Accept-Encoding": packing})
        assert (answer.status_code, answer.text) == (200, "/page/ gzip")


@pytest.mark.parametrize("path", ["/page/", "/admin/"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_readers_are_told_when_nothing_is_kept(get, site, path, method):
    site.end()
    answer = get(path, method)
    assert answer.status_code == 502
    assert answer.headers["Content-Type"] == "text/html"
    assert "<h1>Das hat nicht geklappt</h1>" in answer.content.decode()
    assert '<p lang="en">This page is out of order' in answer.content.decode()


def test_what_the_site_says_itself_of_its_troubles_is_passed_on(get):
    assert get("/ill/").text == "/ill/ gzip"


def test_the_site_is_told_who_asks_whatever_a_reader_claims(get, site, front):
    claimed = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "http"}
    for path in ("/page/", "/admin/"):
        get(path, headers=claimed)
    for question in site.asked:
        assert question.headers["X-Forwarded-For"] == "127.0.0.1"
        assert question.headers["X-Forwarded-Proto"] == "https"
        assert question.headers["Host"] == f"localhost:{front.port}"


def test_who_asks_for_another_name_is_not_answered(front, site):
    with pytest.raises(ssl.SSLError):
        wire(front, "other.example")
    for request in (
        "GET / HTTP/1.1\r\nHost: other.example\r\n\r\n",
        "GET https://other.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ):
        assert answered(front, request) == b""
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{front.plain_port}/", timeout=20)
    assert site.asked == []


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Length: 4\r\nContent-Length: 5\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Content-Length: +4\r\n",
        "Host: other.example\r\n",
        f"X-Long: {'x' * 40_000}\r\n",
    ],
)
def test_what_can_be_understood_in_two_ways_is_refused(front, site, headers):
    request = f"POST /page/ HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n0\r\n\r\n"
    assert re.match(rb"HTTP/1.1 (400|501) ", answered(front, request))
    assert site.asked == []


def test_sessions_of_both_versions_are_resumed(front):
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = ssl.create_default_context(cafile=str(front.certificate))
        context.minimum_version = context.maximum_version = version
        session, resumed = None, []
        for _ in range(2):
            connection = socket.create_connection(("localhost", front.port), 20)
            with context.wrap_socket(
                connection, server_hostname="localhost", session=session
            ) as tls:
                tls.sendall(b"HEAD / HTTP/1.0\r\nHost: localhost\r\n\r\n")
                tls.recv(65_536)
                session = tls.session
                resumed.append(tls.session_reused)
        assert resumed == [False, True]


def test_a_part_or_the_head_of_a_page_spoils_it_for_nobody(get, site, in_one_second):
    answers = in_one_second(
        lambda: [
            get("/page/", headers={"Range": "bytes=0-2"}),
            get("/page/", "HEAD"),
            get("/page/"),
        ]
    )
    assert answers[0].status_code in (200, 206)
    assert [answer.text for answer in answers[1:]] == ["", "/page/ gzip"]
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("path", "megabytes", "status"),
    [("/page/", 2, 413), ("/admin/", 51, 200), ("/admin/", 61, 413)],
)
def test_as_much_is_taken_as_editors_may_upload(get, path, megabytes, status):
    body = bytes(megabytes * MEGABYTE)
    answer = get(path, "POST", data=body, headers={"Connection": "close"})
    assert answer.status_code == status
    assert status != 200 or answer.text == str(len(body))


def test_a_slow_upload_holds_up_only_who_sends_it(front, site):
    with wire(front) as connection:
        connection.sendall(
            b"POST /admin/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
            b"Connection: close\r\n\r\n"
        )
        for byte in b"slo":
            connection.sendall(bytes([byte]))
            time.sleep(0.2)
        assert site.asked == []
        connection.sendall(b"w")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")


def test_files_are_served_without_the_site(get, site):
    style = get("/static/a.css", stream=True)
    assert style.raw.read() == b"packed"
    assert "immutable" in style.headers["Cache-Control"]
    picture = get("/media/images/a.jpg", headers={"Range": "bytes=2-4"})
    assert (picture.status_code, picture.content) == (206, b"234")
    assert picture.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    "path",
    [
        *("/media/documents/a.pdf", "/media//documents/a.pdf", "/media../secret_key"),
        *("/media/../secret_key", "/static/%2e%2e/secret_key", "/static../secret_key"),
    ],
)
def test_what_is_not_for_readers_is_not_served_as_a_file(front, path):
    request = f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n"
    assert b"hidden" not in answered(front, request)
