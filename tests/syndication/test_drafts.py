"""What is half connected stays in its session, sealed, and works once."""

import time

from syndication import drafts


def test_a_draft_works_once():
    session = {}
    key = drafts.put(session, {"way": "mastodon"})
    assert drafts.look(session, key)["way"] == "mastodon"
    assert drafts.take(session, key)["way"] == "mastodon"
    assert drafts.take(session, key) is None


def test_another_session_has_none_of_it():
    key = drafts.put({}, {"way": "mastodon"})
    assert drafts.take({}, key) is None


def test_a_session_shows_no_secret():
    session = {}
    drafts.put(session, {"token": "sehr-geheim"})
    assert "sehr-geheim" not in str(session)


def test_an_old_draft_is_worth_nothing(monkeypatch):
    session = {}
    key = drafts.put(session, {})
    later = time.time() + drafts.LIFETIME + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert drafts.take(session, key) is None


def test_the_oldest_of_many_gives_way():
    session = {}
    keys = [drafts.put(session, {"number": number}) for number in range(6)]
    assert drafts.look(session, keys[0]) is None
    assert drafts.look(session, keys[-1])["number"] == 5
    assert len(session[drafts.SLOT]) == drafts.AT_ONCE
