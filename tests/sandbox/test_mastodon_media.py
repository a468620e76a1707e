"""Pictures on Mastodon: what is taken, what is refused, when they are ready."""

import io

import pytest
import requests
from mastodon.errors import MastodonAPIError, MastodonNotFoundError
from PIL import Image

from .clients import mastodon, picture


@pytest.fixture
def client(sandbox):
    return mastodon(sandbox)


def upload(client, content, mime="image/jpeg", **more):
    return client.media_post(content, mime, **more)


def refusal(call, *words, **named):
    with pytest.raises(MastodonAPIError) as caught:
        call(*words, **named)
    return caught.value.args[1], caught.value.args[3]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_pictures_are_taken_with_description_and_focus(client, kind):
    media = upload(client, picture(kind=kind), description="Ein Bild", focus=(0.5, -1))
    assert media.type == "image"
    assert media.description == "Ein Bild"
    assert (media.meta.original.width, media.meta.original.height) == (60, 40)
    assert (media.meta.focus.x, media.meta.focus.y) == (0.5, -1)
    assert requests.get(media.url, timeout=5).content == picture(kind=kind)


@pytest.mark.parametrize("content", [b"", b"kein Bild", b"%PDF-1.7", b"<svg/>"])
def test_what_is_no_picture_is_refused_whatever_it_calls_itself(client, content):
    url = f"{client.api_base_url}/api/v2/media"
    headers = {"Authorization": f"Bearer {client.access_token}"}
    files = {"file": ("bild.jpg", content, "image/jpeg")}
    answer = requests.post(url, files=files, headers=headers, timeout=5)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(
        "Validation failed: File content type is invalid"
    )


def test_a_broken_picture_is_refused(client):
    status, words = refusal(upload, client, picture(600, 600)[:900])
    assert (status, words) == (422, "File type of uploaded media could not be verified")


def test_a_file_is_required(client):
    url = f"{client.api_base_url}/api/v2/media"
    headers = {"Authorization": f"Bearer {client.access_token}"}
    answer = requests.post(url, {"description": "x"}, headers=headers, timeout=5)
    assert answer.status_code == 422
    assert answer.json()["error"] == "Validation failed: File can't be blank"


def test_more_than_16_mebibytes_are_refused(client):
    padded = picture() + b"\0" * 16 * 1024 * 1024
    status, words = refusal(upload, client, padded)
    assert status == 422
    assert "must be less than 16 MB" in words


@pytest.mark.parametrize(("kind", "size"), [("PNG", (7681, 4320)), ("GIF", (961, 960))])
def test_too_many_pixels_are_refused(client, kind, size):
    status, words = refusal(upload, client, one_colour(size, kind))
    assert (status, words) == (422, f"{size[0]}x{size[1]} images are not supported")


def test_a_large_picture_is_kept_smaller(client):
    original = upload(client, one_colour((4000, 3000), "PNG")).meta.original
    assert original.width * original.height <= 8_294_400
    assert original.width / original.height == pytest.approx(4 / 3, rel=0.01)


def one_colour(size, kind):
    target = io.BytesIO()
    Image.new("L", size).save(target, kind)
    return target.getvalue()


def test_a_description_has_at_most_10000_characters(client):
    assert upload(client, picture(), description="ä" * 10_000).description
    status, words = refusal(upload, client, picture(), description="ä" * 10_001)
    assert status == 422
    assert "Description is too long" in words


def test_a_description_can_be_added_until_the_picture_is_attached(client):
    media = upload(client, picture())
    assert client.media_update(media.id, description="Neu").description == "Neu"
    client.status_post("Angehängt", media_ids=[media.id])
    with pytest.raises(MastodonNotFoundError):
        client.media_update(media.id, description="Zu spät")


def test_a_picture_belongs_to_one_post_of_its_own_account(sandbox, client):
    media = upload(client, picture())
    other = mastodon(sandbox)
    assert refusal(other.status_post, "Fremd", media_ids=[media.id])[0] == 422
    client.status_post("Eigen", media_ids=[media.id])
    status, words = refusal(client.status_post, "Noch einmal", media_ids=[media.id])
    assert status == 422
    assert words == f"Media {media.id} not found or already attached to another post"


def test_four_pictures_are_taken_in_their_order_and_not_five(client):
    media = [upload(client, picture(10 + number, 10)) for number in range(5)]
    ids = [one.id for one in media]
    status = client.status_post("Vier", media_ids=ids[3::-1])
    assert [one.id for one in status.media_attachments] == ids[3::-1]
    assert refusal(client.status_post, "Fünf", media_ids=ids) == (
        422,
        "Cannot attach more than 4 files",
    )


def test_pictures_alone_need_no_text(client):
    assert client.status_post("", media_ids=[upload(client, picture()).id]).id


def test_an_upload_nobody_uses_expires(sandbox, client):
    media = upload(client, picture())
    sandbox.settings("mastodon", media_lifetime=0)
    assert refusal(client.status_post, "Zu spät", media_ids=[media.id])[0] == 422
    with pytest.raises(MastodonNotFoundError):
        client.media(media.id)


def test_a_picture_can_take_its_time(sandbox, client):
    sandbox.settings("mastodon", processing_polls=2)
    media = upload(client, picture())
    assert media.url is None
    status, words = refusal(client.status_post, "Zu früh", media_ids=[media.id])
    assert status == 422
    assert "have not finished processing" in words
    assert [client.media(media.id).url is None for _ in range(3)] == [True, True, False]
    assert client.status_post("Jetzt", media_ids=[media.id]).media_attachments[0].url


def test_an_unused_picture_can_be_discarded_and_a_used_one_cannot(client):
    unused, used = upload(client, picture()), upload(client, picture())
    client.status_post("Benutzt", media_ids=[used.id])
    headers = {"Authorization": f"Bearer {client.access_token}"}
    url = f"{client.api_base_url}/api/v1/media"
    assert (
        requests.delete(f"{url}/{unused.id}", headers=headers, timeout=5).status_code
        == 200
    )
    assert (
        requests.delete(f"{url}/{used.id}", headers=headers, timeout=5).status_code
        == 422
    )
