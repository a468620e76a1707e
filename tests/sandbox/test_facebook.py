"""Facebook Pages: posts, photos, and the rules of both."""

import json
import time

import pytest

from .clients import picture
from .graph_client import Graph, code

GONE = (100, 33)


@pytest.fixture
def page(sandbox):
    return Graph(sandbox, "facebook", display_name="Stadt Dortmund")


def stage(page, site, **more):
    """A staged photo's id."""
    url = f"{site.url}/bild.jpg"
    return page.post(f"{page.id}/photos", url=url, published="false", **more)["id"]


def attached(*ids):
    return json.dumps([{"media_fbid": id} for id in ids])


def test_a_post_is_published_once_and_tells_its_address(page):
    made = page.ask(
        "POST",
        f"{page.id}/feed",
        params={"fields": "id,permalink_url"},
        data={"message": "Hallo #Welt"},
    ).json()
    (post,) = page.posts()
    assert (post["id"], post["url"]) == (made["id"], made["permalink_url"])
    assert made["id"].startswith(f"{page.id}_")


def test_a_staged_photo_is_seen_only_in_its_post_with_alternative_text(page, site):
    id = stage(page, site, alt_text_custom="Ein Platz")
    assert page.posts() == []
    page.post(f"{page.id}/feed", message="Neu", attached_media=attached(id))
    (post,) = page.posts()
    (shown,) = post["media"]
    assert (shown["alt"], shown["width"]) == ("Ein Platz", 1200)
    assert page.get(id, fields="page_story_id")["page_story_id"] == post["id"]


def test_attached_media_may_be_numbered_or_json(page, site):
    id = stage(page, site)
    media = {"attached_media[0]": json.dumps({"media_fbid": id})}
    assert "id" in page.post(f"{page.id}/feed", **media)
    id = stage(page, site)
    body = {"message": "JSON", "attached_media": [{"media_fbid": id}]}
    assert page.ask("POST", f"{page.id}/feed", json=body).ok
    assert [len(post["media"]) for post in page.posts()] == [1, 1]


def test_a_photo_is_shown_by_one_post_only(page, site):
    id = stage(page, site)
    page.post(f"{page.id}/feed", message="Eins", attached_media=attached(id))
    again = page.post(f"{page.id}/feed", message="Zwei", attached_media=attached(id))
    assert code(again) == (100, 1_366_051)


def test_a_published_photo_is_a_post(page):
    answer = page.ask(
        "POST",
        f"{page.id}/photos",
        data={"caption": "Bild", "alt_text_custom": "Alt"},
        files={"source": ("a.jpg", picture(), "image/jpeg")},
    ).json()
    (post,) = page.posts()
    assert (post["id"], post["text"]) == (answer["post_id"], "Bild")
    assert post["media"][0]["alt"] == "Alt"


def test_a_staged_photo_can_be_deleted_and_vanishes_after_a_day(sandbox, page, site):
    id = stage(page, site)
    assert page.delete(id) == {"success": True}
    assert code(page.get(id)) == GONE
    late = stage(page, site)
    sandbox.settings("facebook", photo_lifetime=0)
    refused = page.post(f"{page.id}/feed", attached_media=attached(late))
    assert code(refused) == GONE


@pytest.mark.parametrize(
    ("content", "kind", "wanted"),
    [
        (b"x", "image/jpeg", (324, 2_069_019)),
        (picture(), "text/html", (324, 2_069_019)),
        (picture(8, 8) + b"\0" * 4_200_000, "image/jpeg", (324, 1_366_046)),
    ],
)
def test_a_photo_that_is_none_or_too_big_is_refused(page, site, content, kind, wanted):
    url = site.show("/anders.jpg", content, kind)
    assert code(page.post(f"{page.id}/photos", url=url)) == wanted
    assert page.posts() == []


def test_a_photo_is_not_fetched_over_a_redirect_or_from_an_umlaut_address(page, site):
    site.redirect("/weiter.jpg", "/bild.jpg")
    site.show("/grün.jpg", picture())
    for path in ("/weiter.jpg", "/grün.jpg", "/fehlt.jpg"):
        refused = page.post(f"{page.id}/photos", url=site.url + path)
        assert code(refused) == (324, 2_069_019)
    assert "/bild.jpg" not in [path for path, _agent in site.asked]


def test_nothing_beyond_this_machine_is_fetched(page):
    refused = page.post(f"{page.id}/photos", url="http://10.0.0.1/a.jpg")
    assert code(refused) == (324, 2_069_019)


def test_the_same_message_again_is_a_duplicate_until_another_one_came(page):
    def post(message):
        return page.post(f"{page.id}/feed", message=message)

    assert "id" in post("Eins")
    assert code(post("Eins"))[0] == 506
    assert "id" in post("Zwei")
    assert "id" in post("Eins")
    assert len(page.posts()) == 3


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({}, (100, None)),
        ({"message": "ü" * 63_207}, (100, None)),
        ({"link": "javascript:x"}, (100, 2_061_006)),
        ({"attached_media": "{"}, (100, None)),
        ({"attached_media": "[5]"}, (100, None)),
        ({"attached_media": '[{"media_fbid":"5"}]'}, GONE),
        ({"message": "x", "published": "false"}, (100, None)),
        ({"message": "x", "published": "vielleicht"}, (100, None)),
    ],
)
def test_a_wrong_post_is_refused_with_its_code(page, fields, wanted):
    assert code(page.post(f"{page.id}/feed", **fields)) == wanted
    assert page.posts() == []


def test_a_message_may_have_63206_characters(page):
    assert "id" in page.post(f"{page.id}/feed", message="ü" * 63_206)


def test_a_link_to_facebook_itself_is_refused(page):
    refused = page.post(f"{page.id}/feed", link=f"{page.server}/pages/x")
    assert code(refused) == (100, 1_609_008)


def test_a_shared_link_gets_its_card(page, site):
    page.post(f"{page.id}/feed", message="Seht", link=f"{site.url}/a")
    for _ in range(100):
        (post,) = page.posts()
        if post["card"]:
            break
        time.sleep(0.05)
    assert post["card"]["title"] == "Neuer Platz & Park"
    assert post["link"] == f"{site.url}/a"


def test_the_message_is_changed_by_the_program_that_wrote_it(page):
    id = page.post(f"{page.id}/feed", message="Alt")["id"]
    assert page.post(id, message="Neu #Stand") == {"success": True}
    (post,) = page.posts()
    assert post["text"] == "Neu #Stand"
    assert post["edited_at"]
    assert code(page.post(id)) == (100, None)


def test_a_deleted_post_is_gone_and_stays_so(page):
    id = page.post(f"{page.id}/feed", message="Weg")["id"]
    assert page.delete(id) == {"success": True}
    assert code(page.delete(id)) == GONE
    assert code(page.get(id)) == GONE
    assert page.get(f"{page.id}/posts")["data"] == []
    assert [post["deleted"] for post in page.posts()] == [True]


def test_fields_say_what_is_read(page, site):
    photo = stage(page, site, alt_text_custom="Alt")
    media = attached(photo)
    id = page.post(f"{page.id}/feed", message="Neu", attached_media=media)["id"]
    fields = "message,attachments{media{image{src}},description},from{name}"
    read = page.get(id, fields=fields)
    assert set(read) == {"id", "message", "attachments", "from"}
    assert read["from"] == {"name": "Stadt Dortmund", "id": page.id}
    (shown,) = read["attachments"]["data"]
    assert shown["description"] == "Alt"
    assert set(shown["media"]["image"]) == {"src"}
    assert code(page.get(id, fields="nonsense")) == (100, None)
    assert code(page.get(id, fields="a{b")) == (2500, None)


def test_lists_go_back_page_by_page_and_by_time(page):
    for number in range(5):
        page.post(f"{page.id}/feed", message=str(number))
    first = page.get(f"{page.id}/feed", limit=3, fields="message")
    after = first["paging"]["cursors"]["after"]
    second = page.get(f"{page.id}/feed", limit=3, fields="message", after=after)
    shown = [post["message"] for post in first["data"] + second["data"]]
    assert shown == ["4", "3", "2", "1", "0"]
    assert "next" in first["paging"]
    assert "next" not in second["paging"]
    assert page.get(f"{page.id}/posts", since=4_000_000_000)["data"] == []
    assert len(page.get(f"{page.id}/posts", until="2099-01-01T00:00:00Z")["data"]) == 5
    assert code(page.get(f"{page.id}/posts", since="gestern")) == (100, None)


def test_a_page_is_nobody_elses(sandbox, page):
    other = Graph(sandbox, "facebook")
    assert code(other.post(f"{page.id}/feed", message="Fremd")) == GONE
    assert page.posts() == []


def test_unknown_versions_and_edges_are_no_paths(page):
    assert code(page.get(f"{page.id}/nonsense")) == (2500, None)
    assert code(page.get("nonsense")) == GONE
    assert code(page.get("../v99.0/me")) == (2500, None)
    assert page.get("../v21.0/me")["id"] == page.id
