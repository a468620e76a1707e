"""The page is fetched before the networks do it: once for all channels of a moment."""

import pytest

from syndication import readiness
from syndication.networks.base import TemporaryError
from tests.networks.samples import make_post
from tests.sandbox.site import Site, serving

PAGE = '<html><head><meta property="og:image" content="/card.jpg"></head></html>'


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(readiness, "JUST_NOW", 1_000_000)  # no moment ends meanwhile
    site = Site()
    site.page("/park/", PAGE)
    with serving(site):
        yield site


def warm(site, said):
    """The paths that are asked for."""
    before = len(site.asked)
    readiness.warm(make_post(url=f"{site.url}/park/"), said)
    return [path for path, _agent in site.asked[before:]]


def test_what_has_just_answered_is_fetched_anew_once_it_says_something_else(site):
    site.show("/card.jpg", b"a picture")
    assert warm(site, "a story") == ["/park/", "/card.jpg"]
    assert warm(site, "a story") == []
    assert warm(site, "another") == ["/park/", "/card.jpg"]


def test_what_has_not_answered_is_asked_again(site):
    for _time in range(2):
        with pytest.raises(TemporaryError, match="404"):
            warm(site, "a story")
    site.show("/card.jpg", b"a picture")
    assert warm(site, "a story") == ["/park/", "/card.jpg"]
