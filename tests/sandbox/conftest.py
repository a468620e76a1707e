"""A web site whose pictures the networks fetch."""

import pytest

from .clients import picture
from .site import Site, serving


@pytest.fixture
def site():
    """/a is a page with a card; /bild.jpg and what `show` adds are pictures."""
    with serving(Site()) as site:
        site.page("/a")
        site.show("/bild.jpg", picture(1200, 630))
        yield site
