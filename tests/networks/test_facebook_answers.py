"""What a Page's API may answer, and what the client then sends, keeps and says."""

import hashlib
import hmac
import json
import logging
import time
import traceback
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from syndication.networks.base import (
    CredentialsError,
    NetworkError,
    Processing,
    Receipt,
    RejectedError,
    TemporaryError,
    UncertainError,
)

from .samples import ARTICLE, make_picture, make_post
from .scripted import HTML, Answer
from .scripted_graph import (
    APP_SECRET,
    KEY,
    NOTHING,
    POST,
    RECEIPT,
    TOKEN,
    error,
    make_facebook,
)

SINCE = datetime(2026, 8, 7, 12, tzinfo=UTC)


@pytest.fixture
def client(server):
    return make_facebook(server)


def form(request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request[3].decode()).items()}


ODD = [
    (Answer(302, HTML, {"Location": "/anderswo"}), TemporaryError, None),
    (Answer(403, HTML), TemporaryError, None),
    (Answer(404, HTML), TemporaryError, None),
    (Answer(429, HTML), TemporaryError, None),
    (Answer(413, HTML), RejectedError, None),
    (Answer(408, HTML), TemporaryError, UncertainError),
    (Answer(500, HTML), TemporaryError, UncertainError),
    (Answer(503, b""), TemporaryError, UncertainError),
    (Answer(200, b"Service Unavailable"), TemporaryError, UncertainError),
    (Answer(200, HTML), TemporaryError, UncertainError),
    (Answer(200, None), TemporaryError, UncertainError),
    (Answer(200, []), TemporaryError, UncertainError),
    (Answer(200, {}), TemporaryError, UncertainError),
    (Answer(200, {"id": None}), TemporaryError, UncertainError),
    (Answer(200, {"success": False}), TemporaryError, UncertainError),
]


@pytest.mark.parametrize(("answer", "asking", "posting"), ODD)
def test_an_answer_that_is_no_error_of_the_api_has_its_meaning(
    server, client, answer, asking, posting
):
    server.answers = [answer]
    with pytest.raises(asking) as raised:
        client.check()
    assert type(raised.value) is asking
    server.answers = [Answer(200, NOTHING), answer]
    with pytest.raises(posting or asking) as raised:
        client.publish(make_post(), KEY)
    assert type(raised.value) is (posting or asking)


def test_an_error_with_status_200_is_an_error(server, client):
    server.answers = [Answer(200, error(190, 463))]
    with pytest.raises(CredentialsError):
        client.check()


def test_a_link_card_is_one_request_after_a_look(server, client):
    server.answers = [Answer(200, NOTHING), Answer(200, POST)]
    assert client.publish(make_post(), KEY) == RECEIPT
    look, post = server.requests
    assert look[1].startswith("/v26.0/12/published_posts?")
    assert post[1] == "/v26.0/12/feed?fields=id%2Cpermalink_url"
    assert form(post) == {"message": make_post().text, "link": ARTICLE}
    assert post[2]["Authorization"] == f"Bearer {TOKEN}"


def test_a_photo_is_staged_before_anything_is_public(server, client):
    server.answers = [Answer(200, {"id": "77"})]
    post = make_post(attach="picture", picture=make_picture())
    staged = client.publish(post, KEY)
    assert isinstance(staged, Processing)
    assert [request[1] for request in server.requests] == ["/v26.0/12/photos"]
    assert b'name="published"\r\n\r\nfalse' in server.requests[0][3]
    server.answers = [Answer(200, NOTHING), Answer(200, POST)]
    assert client.publish(post, KEY, staged.handle) == RECEIPT
    attached = form(server.requests[-1])["attached_media"]
    assert json.loads(attached) == [{"media_fbid": "77"}]


def test_a_photo_that_is_tidied_away_by_now_is_staged_again(server, client):
    server.answers = [Answer(200, {"id": "78"})]
    yesterday = int(time.time()) - 24 * 60 * 60
    post = make_post(attach="picture", picture=make_picture())
    assert client.publish(post, KEY, f"77:{yesterday}:1").handle.startswith("78:")


def test_what_is_there_already_is_not_sent_again(server, client):
    there = POST | {"attachments": {"data": [{"unshimmed_url": ARTICLE}]}}
    server.answers = [Answer(200, {"data": [there]})]
    assert client.publish(make_post(), KEY) == RECEIPT
    assert len(server.requests) == 1


def test_the_same_post_twice_says_facebook_and_we_look(server, client):
    server.answers = [Answer(200, NOTHING), Answer(400, error(506))]
    with pytest.raises(UncertainError, match="vielleicht schon"):
        client.publish(make_post(), KEY)


def attached(**what) -> dict:
    return POST | {"attachments": {"data": [what]}}


@pytest.mark.parametrize(
    ("seen", "handle", "found"),
    [
        (attached(url=ARTICLE), "", True),
        (attached(url=ARTICLE.replace("ü", "%C3%BC")), "", True),
        (attached(url="https://l.facebook.com/x", unshimmed_url=ARTICLE), "", True),
        (attached(target={"id": "9", "url": ARTICLE}), "", True),
        (POST | {"message": f"Die Brücke\n\n{ARTICLE}"}, "", True),
        (attached(url=f"{ARTICLE}&mehr"), "", False),
        (attached(target={"id": "77"}), "77", True),
        (attached(target={"id": "78"}), "77", False),
        (attached(target={"id": "77"}), "", False),
        (attached(target=None), "77", False),
        (POST | {"attachments": None}, "77", False),
        (POST, "77", False),
        (attached(url=ARTICLE) | {"created_time": "2026-08-07T11:59:58+0000"}, "", True),
        (attached(url=ARTICLE) | {"created_time": "2026-08-07T11:59:57+0000"}, "", False),
        (attached(url=ARTICLE) | {"created_time": "irgendwann"}, "", True),
        ({"id": "12_34", "attachments": {"data": [{"url": ARTICLE}]}}, "", True),
    ],
)  # fmt: skip
def test_our_post_is_known_by_photo_or_link_and_time(
    server, client, seen, handle, found
):
    server.answers = [Answer(200, {"data": [seen]})]
    staged = handle and f"{handle}:{int(time.time())}:1"
    receipt = client.find(KEY, make_post(), SINCE, staged)
    assert bool(receipt) is found


def test_times_are_compared_by_the_networks_clock(server, client):
    there = datetime.now(UTC) - timedelta(minutes=5)
    date = there.strftime("%a, %d %b %Y %H:%M:%S GMT")
    made = POST | {"created_time": there.strftime("%Y-%m-%dT%H:%M:%S+0000")}
    seen = made | {"attachments": {"data": [{"url": ARTICLE}]}}
    server.answers = [Answer(200, {"data": [seen]}, {"Date": date})]
    assert client.find(KEY, make_post(), datetime.now(UTC) - timedelta(seconds=1))


def test_a_list_is_read_to_its_end(server, client):
    paging = {"next": "https://example.org", "cursors": {"after": "abc"}}
    ours = attached(url=ARTICLE)
    server.answers = [
        Answer(200, {"data": [POST] * 2, "paging": paging}),
        Answer(200, {"data": [ours]}),
    ]
    assert client.find(KEY, make_post(), SINCE) == RECEIPT
    assert "after=abc" in urlsplit(server.requests[1][1]).query


@pytest.mark.parametrize("cursors", [{"after": "abc"}, {}, None])
def test_what_cannot_be_seen_to_its_end_is_not_called_absent(server, client, cursors):
    paging = {"next": "https://example.org", "cursors": cursors}
    server.answers = [Answer(200, {"data": [POST], "paging": paging})]
    with pytest.raises(TemporaryError, match="zu viele"):
        client.find(KEY, make_post(), SINCE)


@pytest.mark.parametrize("body", [b"", HTML, None, {}, {"data": None}, {"data": ["x"]}])
def test_an_odd_list_never_counts_as_absence(server, client, body):
    server.answers = [Answer(200, body)]
    with pytest.raises(TemporaryError):
        client.find(KEY, make_post(), SINCE)


def test_what_is_gone_is_withdrawn(server, client):
    server.answers = [Answer(400, error(100, 33))]
    client.withdraw(RECEIPT)
    assert [request[0] for request in server.requests] == ["DELETE", "GET"]


def test_what_may_not_be_withdrawn_is_told_as_such(server, client):
    server.answers = [Answer(400, error(100, 33)), Answer(200, {"id": "12_34"})]
    with pytest.raises(RejectedError):
        client.withdraw(RECEIPT)


def test_a_limit_that_is_told_with_a_success_keeps_us_from_posting(server, client):
    usage = {"12": [{"call_count": 100, "estimated_time_to_regain_access": 7}]}
    headers = {"X-Business-Use-Case-Usage": json.dumps(usage)}
    server.answers = [Answer(200, NOTHING, headers), Answer(200, POST)]
    with pytest.raises(TemporaryError) as raised:
        client.publish(make_post(), KEY)
    assert raised.value.retry_after == 7 * 60
    assert len(server.requests) == 1


def test_a_post_without_address_has_one_made_of_its_id(server, client):
    server.answers = [Answer(200, NOTHING), Answer(200, {"id": "12_34"})]
    receipt = client.publish(make_post(), KEY)
    assert receipt == Receipt("12_34", "https://www.facebook.com/12_34")


def test_the_apps_secret_is_proved_and_never_sent(server):
    client = make_facebook(server, app_secret=APP_SECRET)
    server.answers = [Answer(200, NOTHING), Answer(200, POST)]
    client.publish(make_post(), KEY)
    digest = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
    look, post = server.requests
    assert f"appsecret_proof={digest}" in look[1]
    assert form(post)["appsecret_proof"] == digest
    assert APP_SECRET not in str(server.requests)


def test_no_token_is_in_an_address(server, client):
    server.answers = [Answer(200, {"id": "12", "data": [], "success": True})]
    client.check()
    client.publish(make_post(), KEY)
    client.find(KEY, make_post(), SINCE)
    client.update(make_post(), RECEIPT, KEY)
    client.withdraw(RECEIPT)
    assert len(server.requests) == 7
    assert not [path for _method, path, *_ in server.requests if TOKEN in path]


def test_a_secret_in_the_networks_words_is_struck_out(server, caplog):
    caplog.set_level(logging.DEBUG)
    client = make_facebook(server, app_secret=APP_SECRET)
    words = f"What is {TOKEN} of {APP_SECRET}?"
    server.answers = [Answer(400, error(190, message=words, error_user_msg=words))]
    with pytest.raises(NetworkError) as raised:
        client.check()
    shown = "".join(traceback.format_exception(raised.value)) + caplog.text
    assert TOKEN not in shown
    assert APP_SECRET not in shown


def test_the_trace_of_a_refusal_is_logged(server, client, caplog):
    server.answers = [Answer(400, error(190, 463, fbtrace_id="Abc"))]
    with pytest.raises(CredentialsError):
        client.check()
    assert (caplog.records[-1].code, caplog.records[-1].trace) == ("190/463", "Abc")


# --- the check --------------------------------------------------------------------
PAGE = {"id": "12", "name": "Stadt", "link": "https://www.facebook.com/stadt"}
FINE = [Answer(200, PAGE), Answer(200, NOTHING)]


def test_a_check_tells_page_days_and_what_is_missing(server):
    client = make_facebook(
        server,
        scopes=["pages_manage_posts", "pages_read_engagement"],
        expires_at=time.time() + 5.5 * 24 * 60 * 60,
    )
    server.answers = [*FINE]
    health = client.check()
    assert (health.account, health.url) == ("Stadt", PAGE["link"])
    assert health.days_left == 5
    missing = ("pages_show_list", "pages_read_user_content")
    for scope, note in zip(missing, health.notes, strict=True):
        assert scope in note


def test_a_page_that_the_token_does_not_know_is_a_matter_of_credentials(server):
    server.answers = [Answer(400, error(100, 33))]
    with pytest.raises(CredentialsError):
        make_facebook(server).check()


@pytest.mark.parametrize("end", [None, 0])
def test_a_token_without_end_has_no_days_left(server, end):
    server.answers = [*FINE]
    assert make_facebook(server, expires_at=end).check().days_left is None


def test_a_permission_without_which_nothing_works_is_told_by_name(server):
    server.answers = [*FINE]
    client = make_facebook(server, scopes=["pages_read_engagement"])
    with pytest.raises(CredentialsError, match="pages_manage_posts"):
        client.check()


def test_of_a_pasted_token_nothing_is_called_missing(server, client):
    server.answers = [*FINE]
    assert client.check().notes == ()


def test_another_version_is_another_path(server):
    client = make_facebook(server)
    client.account = type(client.account)(
        **{**vars(client.account), "version": "v27.0"}
    )
    server.answers = [*FINE]
    client.check()
    assert server.requests[0][1].startswith("/v27.0/12?")
