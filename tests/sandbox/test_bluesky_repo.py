"""Writing twice, changing, deleting: what the record's key promises."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from .clients import Repo, picture

RECORD = {"text": "Eins", "createdAt": "2025-02-18T12:00:00Z"}
OTHER = RECORD | {"text": "Zwei"}
KEY = "3kabcdefghi2a"


@pytest.fixture
def repo(sandbox):
    return Repo.create(sandbox)


def texts(sandbox, repo):
    return [post["text"] for post in sandbox.posts("bluesky", repo.handle)]


def test_a_second_record_under_a_key_breaks_and_changes_nothing(sandbox, repo):
    assert repo.create_record(RECORD, rkey=KEY).status_code == 200
    again = repo.create_record(OTHER, rkey=KEY)
    assert again.status_code == 500
    assert again.json() == {
        "error": "InternalServerError",
        "message": "Internal Server Error",
    }
    assert texts(sandbox, repo) == ["Eins"]


def test_of_eight_at_once_one_wins(sandbox, repo):
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda _: repo.create_record(RECORD, rkey=KEY), range(8))
        assert sorted(answer.status_code for answer in answers) == [200] + [500] * 7
    assert texts(sandbox, repo) == ["Eins"]


def test_put_with_a_null_state_creates_once_and_repeats_harmlessly(sandbox, repo):
    first = repo.put_record(RECORD, KEY, swapRecord=None).json()
    again = repo.put_record(RECORD, KEY, swapRecord=None)
    assert again.status_code == 200
    assert again.json()["cid"] == first["cid"]
    assert "commit" in first
    assert "commit" not in again.json()
    other = repo.put_record(OTHER, KEY, swapRecord=None)
    assert other.status_code == 400
    assert other.json()["message"] == f"Record was at {first['cid']}"
    assert texts(sandbox, repo) == ["Eins"]


def test_put_without_a_state_overwrites_and_marks_the_post_as_edited(sandbox, repo):
    repo.put_record(RECORD, KEY)
    repo.put_record(OTHER, KEY)
    (post,) = sandbox.posts("bluesky", repo.handle)
    assert post["text"] == "Zwei"
    assert post["edited_at"]


def test_put_with_the_right_state_changes_and_with_a_stale_one_does_not(repo):
    first = repo.put_record(RECORD, KEY).json()["cid"]
    assert repo.put_record(OTHER, KEY, swapRecord=first).status_code == 200
    stale = repo.put_record(RECORD, KEY, swapRecord=first)
    assert stale.json()["error"] == "InvalidSwap"
    assert repo.get_record(KEY).json()["value"]["text"] == "Zwei"


def test_a_deleted_record_can_be_deleted_again_and_its_key_used_again(sandbox, repo):
    repo.create_record(RECORD, rkey=KEY)
    assert "commit" in repo.delete_record(KEY).json()
    assert repo.delete_record(KEY).json() == {}
    assert repo.get_record(KEY).json()["error"] == "RecordNotFound"
    assert repo.create_record(OTHER, rkey=KEY).status_code == 200
    posts = sandbox.posts("bluesky", repo.handle)
    assert [(post["text"], post["deleted"]) for post in posts] == [
        ("Eins", True),
        ("Zwei", False),
    ]


def test_records_are_listed_by_key_the_highest_first(repo):
    keys = [f"3kabcdefghi2{letter}" for letter in "abc"]
    for key in (keys[1], keys[0], keys[2]):
        repo.create_record(RECORD, rkey=key)

    def listed(**more):
        place = {"repo": repo.handle, "collection": "app.bsky.feed.post"}
        answer = repo.ask("GET", "repo.listRecords", params=place | more).json()
        return [
            record["uri"].rpartition("/")[2] for record in answer["records"]
        ], answer

    assert listed()[0] == keys[::-1]
    assert listed(reverse="true")[0] == keys
    first, answer = listed(limit=2)
    assert first == [keys[2], keys[1]]
    assert listed(limit=2, cursor=answer["cursor"])[0] == [keys[0]]


def test_an_upload_lives_as_long_as_a_record_refers_to_it(repo):
    content = picture()
    blob = repo.upload(content, "text/plain")
    assert blob["mimeType"] == "image/jpeg"
    embed = {"$type": "app.bsky.embed.images", "images": [{"alt": "A", "image": blob}]}
    repo.create_record(RECORD | {"embed": embed}, rkey=KEY)
    where = {"did": repo.did, "cid": blob["ref"]["$link"]}
    found = repo.ask("GET", "sync.getBlob", params=where)
    assert found.content == content
    assert found.headers["Content-Type"] == "image/jpeg"
    repo.delete_record(KEY)
    assert repo.ask("GET", "sync.getBlob", params=where).status_code == 400
    again = repo.create_record(RECORD | {"embed": embed})
    assert again.json()["error"] == "BlobNotFound"


def test_a_changed_record_lets_its_old_upload_go_and_keeps_the_new(repo):
    first, second = repo.upload(picture(9, 9)), repo.upload(picture(8, 8))

    def with_picture(blob):
        image = {"alt": "A", "image": blob}
        return RECORD | {"embed": {"$type": "app.bsky.embed.images", "images": [image]}}

    repo.put_record(with_picture(first), KEY)
    repo.put_record(with_picture(second), KEY)
    for blob, status in ((first, 400), (second, 200)):
        where = {"did": repo.did, "cid": blob["ref"]["$link"]}
        assert repo.ask("GET", "sync.getBlob", params=where).status_code == status


def test_several_writes_are_carried_out_together_or_not_at_all(sandbox, repo):
    kind = "com.atproto.repo.applyWrites#"
    place = {"collection": "app.bsky.feed.post", "rkey": KEY}
    create = {"$type": f"{kind}create", "value": RECORD, **place}
    update = {"$type": f"{kind}update", "value": OTHER, **place}
    delete = {"$type": f"{kind}delete", **place}

    def write(*writes):
        return repo.post("repo.applyWrites", {"repo": repo.did, "writes": writes})

    assert write(create, create).status_code == 500
    assert texts(sandbox, repo) == []
    results = write(create, update).json()["results"]
    assert [result["$type"] for result in results] == [
        f"{kind}createResult",
        f"{kind}updateResult",
    ]
    assert texts(sandbox, repo) == ["Zwei"]
    assert write(delete).status_code == 200
    assert write(delete).status_code == 500
    wrong = write({"$type": f"{kind}nonsense", **place})
    assert wrong.json()["message"].startswith(f'Expected one of "{kind}create"')


def test_an_unchecked_invalid_post_is_kept_but_shown_to_nobody(sandbox, repo):
    wrong = {"text": "a" * 301, "facets": "x", "createdAt": "jetzt"}
    assert repo.create_record(wrong, rkey=KEY, validate=False).status_code == 200
    assert repo.get_record(KEY).json()["value"]["facets"] == "x"
    assert texts(sandbox, repo) == []
    assert repo.delete_record(KEY).status_code == 200


def test_the_repository_describes_itself(repo):
    repo.create_record(RECORD)
    about = repo.ask("GET", "repo.describeRepo", params={"repo": repo.handle}).json()
    assert about["did"] == repo.did
    assert about["collections"] == ["app.bsky.feed.post"]
    assert about["didDoc"]["service"][0]["serviceEndpoint"] == repo.server
