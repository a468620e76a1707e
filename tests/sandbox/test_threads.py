"""Threads: containers, their waiting times, and what may be in a post."""

import pytest

from syndication.sandbox.threads.counting import length

from .clients import picture
from .graph_client import Graph, code

NOT_FOUND = (24, 4_279_009)
FAMILY = "👨‍👩‍👧‍👦"


@pytest.fixture
def user(sandbox):
    """An account on a network that needs no time."""
    sandbox.settings("threads", processing_seconds=0, fresh_seconds=0)
    return Graph(sandbox, "threads", display_name="Stadt Dortmund")


def draft(user, **wanted):
    return user.post("me/threads", **{"media_type": "TEXT", **wanted})


def publish(user, id):
    return user.post("me/threads_publish", creation_id=id)


def test_a_text_is_published_in_two_steps(user):
    id = draft(user, text="Hallo #Welt", topic_tag="Dortmund")["id"]
    assert user.posts() == []
    assert user.get(id, fields="status")["status"] == "FINISHED"
    made = publish(user, id)["id"]
    assert made != id
    assert user.get(id, fields="status")["status"] == "PUBLISHED"
    (post,) = user.posts()
    assert (post["id"], post["text"]) == (made, "Hallo #Welt")
    assert user.get(made, fields="permalink,topic_tag") == {
        "permalink": post["url"],
        "topic_tag": "Dortmund",
        "id": made,
    }


def test_a_fresh_container_cannot_be_found_although_it_is_finished(sandbox, user):
    sandbox.settings("threads", fresh_seconds=60)
    id = draft(user, text="Frisch")["id"]
    assert user.get(id, fields="status")["status"] == "FINISHED"
    refused = publish(user, id)
    assert code(refused) == NOT_FOUND
    assert refused["error"]["is_transient"] is False
    sandbox.settings("threads", fresh_seconds=0)
    assert "id" in publish(user, id)


def test_a_container_works_for_a_while_and_expires_after_a_day(sandbox, user):
    id = draft(user, text="Langsam")["id"]
    sandbox.settings("threads", processing_seconds=60)
    assert user.get(id, fields="status")["status"] == "IN_PROGRESS"
    assert code(publish(user, id)) == NOT_FOUND
    sandbox.settings("threads", processing_seconds=0, container_lifetime=0)
    assert user.get(id, fields="status")["status"] == "EXPIRED"
    assert code(publish(user, id)) == NOT_FOUND
    assert user.posts() == []


def test_a_container_published_again_is_a_second_post_or_refused(sandbox, user):
    id = draft(user, text="Doppelt")["id"]
    publish(user, id)
    assert "id" in publish(user, id)
    sandbox.settings("threads", republish="refuse")
    assert code(publish(user, id)) == (100, None)
    assert len(user.posts()) == 2


def test_an_image_is_fetched_with_its_alternative_text(user, site):
    url = f"{site.url}/bild.jpg"
    wanted = {"text": "Bild", "image_url": url, "alt_text": "Ein Platz"}
    publish(user, draft(user, media_type="IMAGE", **wanted)["id"])
    (post,) = user.posts()
    assert [image["alt"] for image in post["media"]] == ["Ein Platz"]
    shown = user.get(post["id"], fields="media_type,alt_text")
    assert (shown["media_type"], shown["alt_text"]) == ("IMAGE", "Ein Platz")


@pytest.mark.parametrize(
    ("path", "content", "kind", "error"),
    [
        ("/fehlt.jpg", None, "", "UNKNOWN"),
        ("/grün.jpg", picture(), "image/jpeg", "UNKNOWN"),
        ("/a.webp", picture(kind="WEBP"), "image/webp", "UNKNOWN"),
        ("/breit.png", picture(1101, 100, "PNG"), "image/png", "INVALID_ASPEC_RATIO"),
    ],
)
def test_a_picture_that_cannot_be_used_is_told_by_the_container(
    user, site, path, content, kind, error
):
    if content:
        site.show(path, content, kind)
    id = draft(user, media_type="IMAGE", image_url=site.url + path)["id"]
    told = user.get(id, fields="status,error_message")
    assert (told["status"], told["error_message"]) == ("ERROR", error)
    assert code(publish(user, id)) == (100, None)


def test_emoji_count_as_their_bytes_and_umlauts_as_one():
    assert length("ä" * 500) == 500
    assert length("a\u0308") == 1
    assert length("😀") == 4
    assert length(FAMILY) == 25
    assert length("🇩🇪") == 8
    assert length("1️⃣") == 7


def test_a_text_has_500_characters_and_no_more(user):
    assert "id" in draft(user, text="ü" * 496 + "😀")
    refused = draft(user, text="ü" * 497 + "😀")
    assert code(refused) == (100, None)
    assert "at most 500 characters" in refused["error"]["message"]


def test_a_post_has_up_to_five_different_links(user):
    links = [f"https://stadt.example.com/{number}" for number in range(5)]
    text = " ".join([*links, links[0]])
    assert "id" in draft(user, text=text, link_attachment=links[0])
    refused = draft(user, text=text, link_attachment="https://stadt.example.com/6")
    assert "LINK_LIMIT_EXCEEDED" in refused["error"]["message"]


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"text": "x", "media_type": "VIDEO"},
        {"text": "x", "topic_tag": "a.b"},
        {"text": "x", "reply_to_id": "5"},
        {"text": "x", "link_attachment": "javascript:x"},
        {"text": "x", "auto_publish_text": "true"},
        {"media_type": "IMAGE"},
        {"media_type": "IMAGE", "image_url": "x", "alt_text": "ü" * 1_001},
        {"media_type": "IMAGE", "image_url": "x", "link_attachment": "https://a.de"},
    ],
)
def test_a_wrong_draft_is_refused(user, wanted):
    assert code(draft(user, **wanted)) == (100, None)


def test_a_link_attachment_gets_its_card(user, site):
    publish(user, draft(user, text="Seht", link_attachment=f"{site.url}/a")["id"])
    (post,) = user.posts()
    assert post["link"] == f"{site.url}/a"
    read = user.get(post["id"], fields="link_attachment_url")
    assert read["link_attachment_url"] == f"{site.url}/a"


def test_a_reply_is_found_at_the_post_it_answers(user):
    first = publish(user, draft(user, text="Frage")["id"])["id"]
    answer = publish(user, draft(user, text="Antwort", reply_to_id=first)["id"])["id"]
    assert [post["id"] for post in user.get(f"{first}/replies")["data"]] == [answer]
    assert user.get(first, fields="has_replies")["has_replies"] is True
    assert [post["id"] for post in user.get("me/threads")["data"]] == [first]


def test_a_deleted_post_is_gone(user):
    id = publish(user, draft(user, text="Weg")["id"])["id"]
    assert user.delete(id) == {"success": True, "deleted_id": id}
    assert code(user.delete(id)) == (100, 33)
    assert user.get("me/threads")["data"] == []


def test_the_quota_is_told_and_kept(sandbox, user):
    sandbox.settings("threads", posts_per_day=1)
    first, second = (draft(user, text=text)["id"] for text in ("Eins", "Zwei"))
    publish(user, first)
    fields = "quota_usage,config,reply_quota_usage,delete_quota_usage"
    (quota,) = user.get("me/threads_publishing_limit", fields=fields)["data"]
    assert (quota["quota_usage"], quota["config"]["quota_total"]) == (1, 1)
    assert code(publish(user, second)) == (9, 2_207_042)
    assert len(user.posts()) == 1


def test_writing_to_an_unknown_account_finds_no_media(user):
    assert code(user.post("12345/threads", text="x")) == NOT_FOUND


def test_the_container_of_another_account_cannot_be_found(sandbox, user):
    id = draft(user, text="Meins")["id"]
    other = Graph(sandbox, "threads")
    assert code(publish(other, id)) == NOT_FOUND
    assert code(other.get(id)) == (100, 33)
