"""Posts on Mastodon, through Mastodon.py and, where that hides it, plain HTTP."""

import pytest
import requests
from mastodon.errors import (
    MastodonAPIError,
    MastodonInternalServerError,
    MastodonNotFoundError,
)

from .clients import mastodon, picture


@pytest.fixture
def client(sandbox):
    return mastodon(sandbox)


def refused(call, *words, **named):
    with pytest.raises(MastodonAPIError) as caught:
        call(*words, **named)
    return caught.value.args[1], caught.value.args[3]


def test_a_post_is_answered_with_its_address_and_its_content(client):
    status = client.status_post(
        "Guten Tag #Dortmund", language="de", visibility="unlisted"
    )
    assert status.url.endswith(f"/mastodon/@{status.account.acct}/{status.id}")
    assert 'class="mention hashtag"' in status.content
    assert (status.language, status.visibility) == ("de", "unlisted")
    assert [tag.name for tag in status.tags] == ["dortmund"]
    assert client.status(status.id).content == status.content


@pytest.mark.parametrize(
    ("sent", "kept"), [("de-DE", "de"), ("EN", "en"), ("zz", "de"), (None, "de")]
)
def test_an_unknown_language_becomes_the_accounts_own(client, sent, kept):
    assert client.status_post("Sprache", language=sent).language == kept


def test_exactly_500_characters_are_taken_and_not_one_more(client):
    link = " https://www.dortmund.de/" + "x" * 100
    assert client.status_post("ä" * 476 + link).id
    status, words = refused(client.status_post, "ä" * 477 + link)
    assert status == 422
    assert words == "Validation failed: Text character limit of 500 exceeded"


def test_the_content_warning_counts_and_makes_the_post_sensitive(client):
    assert client.status_post("a" * 490, spoiler_text="b" * 10).sensitive
    status, _ = refused(client.status_post, "a" * 490, spoiler_text="b" * 11)
    assert status == 422


def test_an_empty_post_is_refused(client):
    assert refused(client.status_post, " \n ") == (
        422,
        "Validation failed: Text can't be blank",
    )


def test_what_the_sandbox_cannot_do_is_refused_rather_than_ignored(client):
    url = f"{client.api_base_url}/api/v1/statuses"
    headers = {"Authorization": f"Bearer {client.access_token}"}
    form = {"status": "Später", "scheduled_at": "2090-01-01T00:00:00Z"}
    assert requests.post(url, form, headers=headers, timeout=5).status_code == 422


def test_an_answer_knows_what_it_answers_and_is_found_in_the_context(client):
    first = client.status_post("Meldung")
    answer = client.status_post("Korrektur", in_reply_to_id=first.id)
    assert answer.in_reply_to_id == first.id
    assert answer.in_reply_to_account_id == first.account.id
    assert [post.id for post in client.status_context(first.id).descendants] == [
        answer.id
    ]
    assert [post.id for post in client.status_context(answer.id).ancestors] == [
        first.id
    ]
    with pytest.raises(MastodonNotFoundError):
        client.status_post("Ins Leere", in_reply_to_id=4711)


def test_a_repeated_key_breaks_4_6_and_makes_no_second_post(sandbox, client):
    first = client.status_post("Einmal", idempotency_key="a")
    with pytest.raises(MastodonInternalServerError):
        client.status_post("Anders", idempotency_key="a")
    assert len(sandbox.posts("mastodon", first.account.acct)) == 1


def test_a_repeated_key_gives_the_first_post_in_4_5(sandbox, client):
    sandbox.settings("mastodon", idempotency="4.5")
    first = client.status_post("Einmal", idempotency_key="a")
    again = client.status_post("Anders", idempotency_key="a")
    assert (again.id, again.content) == (first.id, "<p>Einmal</p>")


def test_a_key_belongs_to_one_account_and_dies_with_its_post(sandbox, client):
    first = client.status_post("Einmal", idempotency_key="a")
    assert mastodon(sandbox).status_post("Auch", idempotency_key="a").id != first.id
    client.status_delete(first.id)
    with pytest.raises(MastodonNotFoundError):
        client.status_post("Einmal", idempotency_key="a")


def test_a_refused_post_does_not_use_up_its_key(client):
    refused(client.status_post, "a" * 501, idempotency_key="a")
    assert client.status_post("Kürzer", idempotency_key="a").id


def test_an_edit_clears_what_it_does_not_send_but_for_the_language(client):
    media = client.media_post(picture(), "image/jpeg", description="Alt")
    status = client.status_post(
        "Alt", media_ids=[media.id], spoiler_text="W", language="en"
    )
    after = client.status_update(status.id, "Neu")
    assert after.media_attachments == []
    assert (after.spoiler_text, after.sensitive, after.language) == ("", False, "en")
    assert after.edited_at


def test_an_edit_can_keep_pictures_and_change_their_description(client):
    media = client.media_post(picture(), "image/jpeg", description="Alt")
    status = client.status_post("Mit Bild", media_ids=[media.id])
    changes = client.generate_media_edit_attributes(media.id, description="Besser")
    after = client.status_update(status.id, "Mit Bild", media_attributes=[changes])
    assert [one.description for one in after.media_attachments] == ["Besser"]


def test_an_edit_that_changes_nothing_leaves_no_trace(client):
    status = client.status_post("Gleich")
    assert client.status_update(status.id, "Gleich").edited_at is None
    assert len(client.status_history(status.id)) == 1


def test_the_history_tells_every_form_oldest_first(client):
    status = client.status_post("Eins")
    client.status_update(status.id, "Zwei")
    client.status_update(status.id, "Drei")
    history = [step.content for step in client.status_history(status.id)]
    assert history == ["<p>Eins</p>", "<p>Zwei</p>", "<p>Drei</p>"]
    assert client.status_source(status.id).text == "Drei"


def test_a_deleted_post_hands_its_source_back_and_is_gone(client):
    media = client.media_post(picture(), "image/jpeg")
    status = client.status_post("Weg damit", media_ids=[media.id])
    assert client.status_delete(status.id).text == "Weg damit"
    for gone in (client.status, client.status_delete, client.status_history):
        with pytest.raises(MastodonNotFoundError):
            gone(status.id)
    assert client.status_post("Neu", media_ids=[media.id]).media_attachments


def test_nobody_changes_the_posts_of_others(sandbox, client):
    status = client.status_post("Meins")
    for change in (
        lambda other: other.status_update(status.id, "Deins"),
        lambda other: other.status_delete(status.id),
    ):
        with pytest.raises(MastodonNotFoundError):
            change(mastodon(sandbox))


def test_private_posts_are_for_their_author(sandbox, client):
    status = client.status_post("Geheim", visibility="private")
    assert client.status(status.id).visibility == "private"
    with pytest.raises(MastodonNotFoundError):
        mastodon(sandbox).status(status.id)


def test_the_accounts_posts_come_in_pages_newest_first(client):
    me = client.me().id
    ids = [client.status_post(f"Beitrag {number}").id for number in range(5)]
    first = client.account_statuses(me, limit=2)
    assert [post.id for post in first] == [ids[4], ids[3]]
    second = client.fetch_next(first)
    assert [post.id for post in second] == [ids[2], ids[1]]
    assert [
        post.id for post in client.account_statuses(me, min_id=ids[0], limit=2)
    ] == [ids[2], ids[1]]
    assert [post.id for post in client.account_statuses(me, since_id=ids[3])] == [
        ids[4]
    ]


def test_answers_can_be_left_out_of_the_accounts_posts(client):
    first = client.status_post("Meldung")
    client.status_post("Antwort", in_reply_to_id=first.id)
    found = client.account_statuses(client.me().id, exclude_replies=True)
    assert [post.id for post in found] == [first.id]


def test_the_server_tells_its_version_and_limits(client):
    configuration = client.instance_v2().configuration
    assert client.instance_v2().version == "4.6.5"
    assert configuration.statuses.max_characters == 500
    assert configuration.statuses.characters_reserved_per_url == 23
    assert configuration.media_attachments.description_limit == 10_000
    assert client.instance_v1().version == "4.6.5"
