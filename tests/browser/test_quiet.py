"""Nobody is told who reads: no third party, no cookie; and nothing to complain about."""

import pytest

from .site import ARTICLE, PAGES


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_asks_nobody_else_and_complains_of_nothing(visit_as, kind):
    visitor = visit_as()
    answer = visitor.open(PAGES[kind])
    visitor.page.wait_for_load_state("networkidle")
    assert answer.status == (404 if kind == "not found" else 200)
    assert visitor.strangers == []
    not_found = [line for line in visitor.complaints if "404" in line]
    assert len(not_found) == (kind == "not found")
    assert visitor.complaints == not_found
    # The form's protection against forgery is the one reason for a cookie.
    cookies = [cookie["name"] for cookie in visitor.page.context.cookies()]
    assert cookies == (["csrftoken"] if kind == "form" else [])
    kept = "() => [localStorage.length, sessionStorage.length]"
    assert visitor.page.evaluate(kept) == [0, 0]


def test_an_article_is_light(visit_as):
    visitor = visit_as(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    sizes = {}

    def measure(request):
        sizes[request.url] = request.sizes()["responseBodySize"]

    visitor.page.on("requestfinished", measure)
    answer = visitor.open(ARTICLE)
    visitor.page.wait_for_load_state("networkidle")
    assert sizes[answer.url] <= 15_000
    styles = [size for url, size in sizes.items() if url.endswith(".css")]
    assert sum(styles) <= 10_000
    pictures = [size for url, size in sizes.items() if ".avif" in url]
    assert pictures
    assert max(pictures) <= 80_000
    assert len([url for url in sizes if "/media/" not in url]) <= 8
    assert not [url for url in sizes if url.endswith(".js")]
