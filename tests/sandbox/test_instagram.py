"""Instagram: pictures only, checked when the container is made; two kinds of sign-in."""

import pytest

from .clients import picture
from .graph_client import Graph, code


@pytest.fixture(params=["instagram", "facebook"])
def account(sandbox, request):
    """An account by each kind of sign-in, on a network that needs no time."""
    sandbox.settings("instagram", processing_seconds=0)
    return Graph(sandbox, "instagram", login=request.param)


@pytest.fixture
def by_facebook(account):
    return "login" in account.credentials


def draft(account, site, **wanted):
    url = f"{site.url}/bild.jpg"
    return account.post(f"{account.id}/media", **{"image_url": url, **wanted})


def publish(account, id):
    return account.post(f"{account.id}/media_publish", creation_id=id)


def test_a_picture_is_published_in_two_steps(account, site):
    id = draft(account, site, caption="Hallo #Welt", alt_text="Ein Platz")["id"]
    assert account.posts() == []
    assert account.get(id, fields="status_code")["status_code"] == "FINISHED"
    made = publish(account, id)["id"]
    assert account.get(id, fields="status_code")["status_code"] == "PUBLISHED"
    (post,) = account.posts()
    assert (post["id"], post["text"]) == (made, "Hallo #Welt")
    assert post["media"][0]["alt"] == "Ein Platz"
    assert account.get(made, fields="permalink")["permalink"] == post["url"]
    listed = account.get(f"{account.id}/media", fields="caption")["data"]
    assert [media["caption"] for media in listed] == ["Hallo #Welt"]


def test_publishing_too_early_is_refused(sandbox, account, site):
    sandbox.settings("instagram", processing_seconds=60)
    id = draft(account, site)["id"]
    assert account.get(id, fields="status_code")["status_code"] == "IN_PROGRESS"
    assert code(publish(account, id)) == (9_007, 2_207_027)


def test_a_container_expires_and_is_unknown_to_others(sandbox, account, site):
    id = draft(account, site)["id"]
    assert code(publish(Graph(sandbox, "instagram"), id)) == (24, 2_207_006)
    sandbox.settings("instagram", container_lifetime=0)
    assert code(publish(account, id)) == (24, 2_207_008)
    assert account.posts() == []


def test_a_post_may_be_live_although_the_answer_is_an_error(sandbox, account, site):
    id = draft(account, site)["id"]
    host = "facebook" if "login" in account.credentials else "instagram"
    subcode = {"code": 4, "subcode": 2_207_051}
    sandbox.fault(host, "published_but_refused", path="media_publish", **subcode)
    assert code(publish(account, id)) == (4, 2_207_051)
    assert len(account.posts()) == 1
    assert account.get(id, fields="status_code")["status_code"] == "PUBLISHED"


def test_deleting_is_for_those_who_signed_in_on_facebook(account, by_facebook, site):
    id = publish(account, draft(account, site)["id"])["id"]
    if by_facebook:
        assert account.delete(id) == {"success": True}
    assert code(account.delete(id)) == (100, 33)
    assert [post["deleted"] for post in account.posts()] == [by_facebook]


def test_a_new_post_may_not_be_readable_for_a_moment(sandbox, account, site):
    sandbox.settings("instagram", fresh_read_seconds=60)
    id = publish(account, draft(account, site)["id"])["id"]
    assert code(account.get(id, fields="permalink")) == (100, 33)


@pytest.mark.parametrize(
    ("content", "kind", "wanted"),
    [
        (picture(80, 80, "PNG"), "image/png", (36_001, 2_207_005)),
        (picture(200, 100), "image/jpeg", (36_003, 2_207_009)),
        (picture(70, 100), "image/jpeg", (36_003, 2_207_009)),
        (picture() + b"\0" * 8_400_000, "image/jpeg", (36_000, 2_207_004)),
        (b"x", "image/jpeg", (9_004, 2_207_052)),
        (picture(), "text/plain", (9_004, 2_207_052)),
    ],
)
def test_a_picture_that_does_not_fit_is_refused(account, site, content, kind, wanted):
    url = site.show("/anders", content, kind)
    assert code(draft(account, site, image_url=url)) == wanted


@pytest.mark.parametrize("size", [(80, 100), (191, 100), (100, 100)])
def test_ratios_from_4_to_5_up_to_191_are_taken(account, site, size):
    url = site.show("/gut.jpg", picture(*size))
    assert "id" in draft(account, site, image_url=url)


def test_a_picture_is_fetched_straight_from_an_ascii_address(account, site):
    site.show("/grün.jpg", picture())
    site.redirect("/weiter.jpg", "/bild.jpg")
    for path in ("/grün.jpg", "/weiter.jpg", "/fehlt.jpg"):
        refused = draft(account, site, image_url=site.url + path)
        assert code(refused) == (9_004, 2_207_052)


def test_a_caption_has_2200_characters_and_five_hashtags(account, site):
    assert "id" in draft(account, site, caption="ü" * 2_200)
    assert code(draft(account, site, caption="ü" * 2_201)) == (36_004, 2_207_010)
    assert "id" in draft(account, site, caption="#a #b #c #d #e")
    assert code(draft(account, site, caption="#a #b #c #d #e #f")) == (100, 2_207_040)
    assert code(draft(account, site, caption="@a " * 21)) == (100, 2_207_040)
    assert code(draft(account, site, alt_text="ü" * 1_001)) == (100, None)


def test_a_text_without_picture_is_no_post(account):
    refused = account.post(f"{account.id}/media", caption="Nur Text")
    assert code(refused) == (100, 2_207_023)


def test_the_quota_is_told_and_kept(sandbox, account, site):
    sandbox.settings("instagram", posts_per_day=1)
    first, second = draft(account, site)["id"], draft(account, site)["id"]
    publish(account, first)
    path = f"{account.id}/content_publishing_limit"
    (quota,) = account.get(path, fields="quota_usage,config")["data"]
    assert (quota["quota_usage"], quota["config"]["quota_total"]) == (1, 1)
    assert code(publish(account, second)) == (9, 2_207_042)


def test_the_own_id_is_another_for_each_program_but_not_by_facebook(
    account, by_facebook
):
    read = account.get(account.id, fields="id,username")
    assert read["username"] == account.account
    assert (read["id"] == account.id) is by_facebook
    if not by_facebook:
        assert account.get("me", fields="user_id")["user_id"] == account.id


def test_the_page_leads_to_its_instagram_account(sandbox):
    account = Graph(sandbox, "instagram", login="facebook")
    read = account.get("me", fields="instagram_business_account{id}")
    assert read["instagram_business_account"] == {"id": account.id}
