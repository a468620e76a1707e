"""The timelines as people see them, and the form for faults."""

import pytest
import requests
from bs4 import BeautifulSoup

from syndication.sandbox.bluesky.feed import html

from .clients import Repo, mastodon, picture
from .graph_client import Graph

LINK = {
    "$type": "app.bsky.richtext.facet#link",
    "uri": "https://stadt.example.com/?a=1&b",
}
TAG = {"$type": "app.bsky.richtext.facet#tag", "tag": "Bürger"}


def open_page(url, status=200):
    answer = requests.get(url, timeout=5)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    return BeautifulSoup(answer.text, "html.parser")


def facet(text, part, feature):
    start = len(text[: text.index(part)].encode())
    index = {"byteStart": start, "byteEnd": start + len(part.encode())}
    return {"index": index, "features": [feature]}


def test_the_overview_leads_to_every_account(sandbox):
    made = sandbox.create_account("bluesky", display_name="<Stadt>")
    page = open_page(f"{sandbox}/")
    link = page.find("a", href=f"/bluesky/profile/{made['account']}")
    assert link.text == "<Stadt>"


def test_a_mastodon_post_is_shown_with_picture_and_alternative_text(sandbox):
    client = mastodon(sandbox, display_name="Stadt Dortmund")
    media = client.media_post(picture(), "image/jpeg", description='Ein "Bild"')
    status = client.status_post("Zum #Platz: <b>", media_ids=[media.id], language="de")
    page = open_page(status.url)
    image = page.select_one(".pictures img")
    assert image["alt"] == 'Ein "Bild"'
    assert page.select_one("details.alt p").text == 'Ein "Bild"'
    assert page.select_one(".text")["lang"] == "de"
    assert "<b>" in page.select_one(".text").text
    assert page.select_one(".author").text == "Stadt Dortmund"
    tag = page.select_one("a.hashtag")["href"]
    assert status.url.removeprefix(str(sandbox)) in str(open_page(f"{sandbox}{tag}"))


def test_a_picture_without_alternative_text_says_so(sandbox):
    client = mastodon(sandbox)
    media = client.media_post(picture(), "image/jpeg")
    status = client.status_post("Ohne", media_ids=[media.id])
    assert "Ohne Alternativtext" in open_page(status.url).text


def test_edited_and_deleted_posts_are_marked_and_deleted_ones_gone(sandbox):
    client = mastodon(sandbox)
    status = client.status_post("Eins")
    client.status_update(status.id, "Zwei")
    assert "bearbeitet:" in open_page(status.url).text
    client.status_delete(status.id)
    assert "Gelöscht" in open_page(status.url, status=410).text
    assert "Gelöscht" in open_page(status.account.url).text


def test_a_bluesky_post_is_shown_strictly_by_its_facets(sandbox):
    repo = Repo.create(sandbox)
    text = "Für Bürger 💣 hier\n#kein @tag https://stadt.example.com"
    mention = {"$type": "app.bsky.richtext.facet#mention", "did": repo.did}
    facets = [
        facet(text, "hier", LINK),
        facet(text, "Bürger", TAG),
        facet(text, "@tag", mention),
    ]
    record = {"text": text, "facets": facets, "createdAt": "2025-02-18T12:00:00Z"}
    key = repo.create_record(record).json()["uri"].rpartition("/")[2]
    page = open_page(f"{sandbox}/bluesky/profile/{repo.handle}/post/{key}")
    links = {link.text: link["href"] for link in page.select(".text a")}
    assert links == {
        "Bürger": "/bluesky/hashtag/B%C3%BCrger",
        "hier": "https://stadt.example.com/?a=1&b",
        "@tag": f"/bluesky/profile/{repo.did}",
    }
    open_page(f"{sandbox}{links['@tag']}")
    assert repo.handle in open_page(f"{sandbox}{links['Bürger']}").text


def test_wrong_facets_spoil_what_they_mark_and_nothing_else():
    def ranged(start, end, feature=LINK):
        index = {"byteStart": start, "byteEnd": end}
        return [{"index": index, "features": [feature]}]

    assert html("ab", ranged(3, 1)) == "<p>ab</p>"
    assert html("äb", ranged(0, 1)).count("\ufffd") == 2
    assert html("ab", ranged(0, 900)).endswith(">ab</a></p>")
    assert html("ab", ranged(0, 2) + ranged(1, 2)).count("<a ") == 1
    assert (
        html("ab", ranged(0, 1, {"$type": LINK["$type"], "uri": "javascript:x"}))
        == "<p>ab</p>"
    )
    assert html("a  b", ranged(1, 3)) == "<p>a  b</p>"


def test_a_bluesky_card_is_shown_with_its_address(sandbox):
    repo = Repo.create(sandbox)
    external = {"uri": "javascript:x", "title": "T", "description": "D"}
    embed = {"$type": "app.bsky.embed.external", "external": external}
    record = {"text": "", "embed": embed, "createdAt": "2025-02-18T12:00:00Z"}
    repo.create_record(record)
    shown = open_page(f"{sandbox}/bluesky/profile/{repo.handle}").select_one(".card")
    assert shown.strong.text == "T"
    assert not shown.has_attr("href")


def test_a_facebook_post_is_shown_with_picture_and_alternative_text(sandbox, site):
    page = Graph(sandbox, "facebook", display_name="Stadt Dortmund")
    picture = {"url": f"{site.url}/bild.jpg", "alt_text_custom": "Ein Platz"}
    page.post(f"{page.id}/photos", caption="Seht: #Platz", **picture)
    (post,) = page.posts()
    shown = open_page(post["url"])
    assert shown.select_one(".pictures img")["alt"] == "Ein Platz"
    assert shown.select_one(".author").text == "Stadt Dortmund"
    tag = shown.select_one(".text a")["href"]
    assert "Seht" in open_page(f"{sandbox}{tag}").text


def test_links_in_a_caption_on_instagram_are_text(sandbox, site):
    sandbox.settings("instagram", processing_seconds=0)
    account = Graph(sandbox, "instagram")
    wanted = {"image_url": f"{site.url}/bild.jpg", "caption": "https://a.de/b #Tag"}
    id = account.post(f"{account.id}/media", **wanted)["id"]
    account.post(f"{account.id}/media_publish", creation_id=id)
    (post,) = account.posts()
    text = open_page(post["url"]).select_one(".text")
    assert "https://a.de/b" in text.text
    assert [link["href"] for link in text.select("a")] == [
        "/instagram/explore/tags/Tag"
    ]


def test_a_threads_reply_names_the_post_it_answers(sandbox):
    sandbox.settings("threads", processing_seconds=0, fresh_seconds=0)
    user = Graph(sandbox, "threads")
    ids = [""]
    for text in ("Frage", "Antwort"):
        wanted = {"media_type": "TEXT", "text": text, "reply_to_id": ids[-1]}
        draft = user.post("me/threads", **wanted)["id"]
        ids.append(user.post("me/threads_publish", creation_id=draft)["id"])
    assert f"Antwort auf {ids[1]}" in open_page(user.posts()[1]["url"]).text


@pytest.mark.parametrize("network", ["facebook", "instagram", "threads"])
def test_the_form_orders_a_networks_own_codes(sandbox, network):
    url = f"{sandbox}/{network}/faults"
    form = {"fault": "status", "code": "190", "subcode": "463"}
    requests.post(url, form, timeout=5)
    (fault,) = requests.get(f"{sandbox}/faults", timeout=5).json()["faults"]
    assert (fault["status"], fault["code"], fault["subcode"]) == (400, 190, 463)
    assert open_page(url).find("input", attrs={"name": "code"})


@pytest.mark.parametrize(
    "path",
    [
        "/nichts",
        "/mastodon/@niemand",
        "/bluesky/profile/x.test/post/1",
        "/facebook/pages/niemand",
        "/instagram/@niemand/p/1",
        "/threads/@niemand",
    ],
)
def test_what_is_not_there_is_told_in_german(sandbox, path):
    assert "gibt es hier nicht" in open_page(f"{sandbox}{path}", status=404).text


def test_uploaded_files_can_do_nothing_in_a_browser(sandbox):
    repo = Repo.create(sandbox)
    blob = repo.upload(b"<script>alert(1)</script>", "image/svg+xml")
    image = {"alt": "", "image": blob}
    embed = {"$type": "app.bsky.embed.images", "images": [image]}
    repo.create_record(
        {"text": "", "embed": embed, "createdAt": "2025-02-18T12:00:00Z"}
    )
    (post,) = sandbox.posts("bluesky", repo.handle)
    answer = requests.get(post["media"][0]["url"], timeout=5)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_faults_are_ordered_shown_and_lifted_in_the_form(sandbox):
    url = f"{sandbox}/mastodon/faults"
    form = {
        "fault": "slow",
        "method": "POST",
        "path": "",
        "count": "2",
        "seconds": "0.5",
    }
    requests.post(url, form, timeout=5)
    assert "noch 2-mal, POST" in open_page(url).text
    requests.post(url, {"clear": "1"}, timeout=5)
    assert "Zurzeit keine." in open_page(url).text


def test_the_form_says_what_is_wrong(sandbox):
    url = f"{sandbox}/mastodon/faults"
    answer = requests.post(url, {"fault": "slow", "seconds": "viele"}, timeout=5)
    assert answer.status_code == 400
    alert = BeautifulSoup(answer.text, "html.parser").select_one("[role=alert]")
    assert alert.text == "„seconds“ muss eine Zahl von 0 bis 86400 sein."


def test_a_fault_does_not_touch_the_pages(sandbox):
    sandbox.fault("mastodon", "status", count=0)
    open_page(f"{sandbox}/mastodon/")
