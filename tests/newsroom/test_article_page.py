"""What an article shows to readers and to machines."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from newsroom.images import SHARE_PICTURE
from newsroom.models import Topic
from tests.factories import image, published

from .parts import body, linked_data, meta, picture_part, small_image

HEADLINE = "Bürger*innen fragen: Was kostet's? – 110.000 Antworten"


@pytest.fixture
def article(newsroom):
    return published(
        title=HEADLINE,
        slug="fragen",
        kicker="Soziale Netzwerke",
        teaser="Wie viel die Bürger*innen zahlen.",
        lead_image=image(description="Ein voller Saal", credit="Stadt / Atelier"),
        topics=[Topic.objects.create(name="Digitalisierung")],
        published_at=datetime(2025, 2, 18, 8, 30, tzinfo=UTC),
        body=body(
            ("paragraph", "<p>Zuerst <b>das</b> hier.</p>"),
            ("heading", "Neue Wege"),
            ("quote", {"text": "Das ist neu.", "source": "Aus dem Beschluss"}),
            ("links", [{"title": "Mehr dazu", "url": "https://www.example.org/a"}]),
            ("embed", {"title": "Film", "url": "https://video.example.org/1"}),
        ),
    )


def page(client, address="/newsroom/fragen/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_element_of_an_article_is_there_in_reading_order(client, article):
    published(title="Etwas anderes")
    text = page(client)
    elements = [
        '<a href="/newsroom/">Newsroom</a>',
        "Soziale Netzwerke</p>",
        '<h1 dir="auto">Bürger*innen fragen: Was kostet&#x27;s? – 110.000 Antworten</h1>',
        '<time datetime="2025-02-18T09:30:00+01:00">Di 18. Februar 2025</time>',
        "Wie viel die Bürger*innen zahlen.</p>",
        'alt="Ein voller Saal"',
        "<figcaption>Bild: Stadt / Atelier</figcaption>",
        "<p>Zuerst <b>das</b> hier.</p>",
        "<h2>Neue Wege</h2>",
        "<blockquote><p>Das ist neu.</p></blockquote>",
        '<a href="https://www.example.org/a">Mehr dazu</a>',
        '<a href="https://video.example.org/1">Film</a> <span>(führt zu video.example',
        '<a href="/themen/digitalisierung/">Digitalisierung</a>',
        '<h2 id="weitere">Weitere Nachrichten</h2>',
        '<a href="/newsroom/">Mehr Nachrichten</a>',
        "Etwas anderes</a></h3>",
    ]
    places = [text.find(element) for element in elements]
    assert -1 not in places, elements[places.index(-1)]
    assert places == sorted(places)
    assert text.count("<h1") == 1


def test_no_list_of_other_news_without_other_news(client, article):
    assert "Weitere Nachrichten" not in page(client)


def test_an_article_without_picture_and_text_is_a_page(client):
    published(title="Kahl", slug="kahl", teaser="")
    text = page(client, "/newsroom/kahl/")
    assert "<figure" not in text


def test_an_urgent_article_says_so_with_the_time(client):
    at = datetime(2025, 5, 22, 12, 5, tzinfo=UTC)
    published(title="Bombe", slug="bombe", urgent=True, published_at=at)
    text = page(client, "/newsroom/bombe/")
    assert text.index("Eilmeldung</strong>") < text.index("<h1 ")
    assert "Do 22. Mai 2025, 14:05 Uhr</time>" in text
    assert "Eilmeldung</strong>" in page(client, "/newsroom/")


def test_a_teaser_is_one_link_named_once_with_text_or_picture(client, article):
    published(title="Nur Text", teaser="Ein Satz.")
    text = page(client, "/newsroom/")
    for title in ("Nur Text", "110.000 Antworten"):
        assert len(re.findall(rf"<a [^>]*>[^<]*{title}</a>", text)) == 1
    assert "Ein Satz." in text
    assert "Bild: Stadt / Atelier" in text
    assert "Wie viel die" not in text


def test_pictures_have_sizes_and_only_the_first_loads_at_once(client, article):
    published(title="Zweiter", slug="zweiter", lead_image=small_image())
    images = re.findall(r"<img [^>]*>", page(client, "/newsroom/zweiter/"))
    assert len(images) == 2
    assert all("width=" in tag and "height=" in tag for tag in images)
    assert ['loading="lazy"' in tag for tag in images] == [False, True]
    assert all("srcset=" in tag for tag in images)


def test_a_picture_in_the_text_is_read_out_unless_it_is_decoration(client):
    shown = small_image(description="Ein Beet", credit="Garten")
    parts = picture_part(shown, "Im Mai"), picture_part(shown, decorative=True)
    published(title="Garten", slug="garten", body=body(*parts))
    text = page(client, "/newsroom/garten/")
    images = re.findall(r"<img [^>]*>", text)
    assert ['alt="Ein Beet"' in tag for tag in images] == [True, False]
    assert 'alt=""' in images[1]
    assert "Im Mai<br>Bild: Garten" in text
    assert text.count("Bild: Garten") == 2


def test_a_deleted_picture_leaves_the_article_readable(client):
    gone = small_image()
    published(title="Rest", slug="rest", lead_image=gone, body=body(picture_part(gone)))
    gone.delete()
    assert "<figure" not in page(client, "/newsroom/rest/")
    assert client.get("/feed/rss.xml").status_code == 200


def test_a_lost_picture_file_leaves_the_article_readable(client):
    lost = small_image()
    published(title="Rest", slug="rest", lead_image=lost)
    lost.file.storage.delete(lost.file.name)
    assert "Bild: Stadt" in page(client, "/newsroom/rest/")


def test_machines_are_told_what_the_article_is(client, article):
    text = page(client)
    address = "http://127.0.0.1:8000/newsroom/fragen/"
    assert f'<link rel="canonical" href="{address}">' in text
    assert "– Newsroom" in re.search("<title>(.*?)</title>", text)[1]
    assert meta(text, "og:title") == [HEADLINE]
    assert meta(text, "og:type") == ["article"]
    assert meta(text, "og:url") == [address]
    assert meta(text, "og:locale") == ["de_DE"]
    assert meta(text, "description") == ["Wie viel die Bürger*innen zahlen."]
    assert meta(text, "article:published_time") == ["2025-02-18T09:30:00+01:00"]
    assert meta(text, "og:image:alt") == ["Ein voller Saal"]
    assert meta(text, "robots") == ["max-image-preview:large"]
    assert 'href="http://127.0.0.1:8000/themen/digitalisierung/rss.xml"' in text


def test_the_share_picture_is_a_jpeg_of_the_usual_size(client, article):
    text = page(client)
    (address,) = meta(text, "og:image")
    assert meta(text, "og:image:width") + meta(text, "og:image:height") == [
        "1200",
        "630",
    ]
    answer = client.get(address.removeprefix("http://127.0.0.1:8000"))
    assert answer["Content-Type"] == "image/jpeg"
    assert len(answer.getvalue()) < 300_000


@pytest.mark.django_db
@pytest.mark.parametrize("size", [(400, 300), (1201, 500), (1200, 630), (2000, 2000)])
def test_any_picture_makes_a_share_picture_that_all_accept(size):
    noisy = Image.effect_noise(size, 200).convert("RGB")
    content = BytesIO()
    noisy.save(content, "PNG")
    made = image(content.getvalue()).get_rendition(SHARE_PICTURE)
    assert (made.width, made.height) == (1200, 630)
    assert made.file.size < 300_000


def test_linked_data_names_article_and_publisher(client, article):
    data = linked_data(page(client))
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == HEADLINE
    assert data["inLanguage"] == "de-DE"
    assert data["datePublished"] == data["dateModified"] == "2025-02-18T09:30:00+01:00"
    assert data["publisher"]["@type"] == "Organization"


def test_a_headline_cannot_break_out(client):
    title = '</script><b>&amp;"'
    published(title=title, slug="bruch")
    text = page(client, "/newsroom/bruch/")
    assert linked_data(text)["headline"] == title
    assert "</script><b>" not in text


def test_a_description_is_made_of_whole_words_of_the_text(client):
    words = "Bürger*innen und Besucher*innen " * 20
    paragraphs = body(("paragraph", f"<p>A &amp; B</p><p>{words}</p>"))
    published(title="Lang", slug="lang", teaser="", body=paragraphs)
    (description,) = meta(page(client, "/newsroom/lang/"), "description")
    assert description.startswith("A & B Bürger*innen und")
    assert description.endswith(" …")
    assert set(description.split()[3:-1]) == {"Bürger*innen", "und", "Besucher*innen"}


def test_the_story_for_the_channels_says_the_same(article):
    story = article.story()
    assert story.headline == HEADLINE
    assert story.teaser == "Wie viel die Bürger*innen zahlen."
    assert story.url == "http://127.0.0.1:8000/newsroom/fragen/"
    assert (story.language, story.topics) == ("de", ("Digitalisierung",))
    assert (story.image, story.alt) == (article.lead_image, "Ein voller Saal")
    assert (story.kicker, story.urgent) == ("Soziale Netzwerke", False)
    assert story.published_at == article.published_at


@pytest.mark.parametrize("others", [1, 15, 30])
def test_an_article_takes_the_same_few_queries_however_much_there_is(
    client, article, django_assert_max_num_queries, others, cold
):
    shown = small_image()
    for number in range(others):
        published(title=f"Artikel {number}", lead_image=shown)
    parts = [picture_part(shown, f"Bild {number}") for number in range(others)]
    published(title="Viel", slug="viel", lead_image=shown, body=body(*parts))
    page(client, "/newsroom/viel/")
    with django_assert_max_num_queries(12):
        page(client, "/newsroom/viel/")
    cold()
    with django_assert_max_num_queries(14):
        page(client, "/newsroom/viel/")


@pytest.mark.django_db(transaction=True)
def test_what_pages_have_in_common_is_asked_for_once(
    client, article, django_assert_max_num_queries
):
    for number in range(15):
        published(title=f"Artikel {number}", lead_image=small_image(title=f"{number}"))
    for address, most in [("/newsroom/fragen/", 7), ("/newsroom/", 2), ("/", 5)]:
        page(client, address)  # makes the pictures, which is a change
        page(client, address)
        with django_assert_max_num_queries(most):
            page(client, address)


def test_nothing_is_kept_about_a_visitor(client, article):
    for address in ["/", "/newsroom/", "/newsroom/fragen/", "/themen/", "/nix/"]:
        answer = client.get(address)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


def test_a_page_that_does_not_exist_says_so_in_german(client, newsroom):
    answer = client.get("/newsroom/nix/")
    assert answer.status_code == 404
    assert "<h1>Seite nicht gefunden</h1>" in answer.content.decode()


def test_a_preview_is_not_for_search_engines(desk, article):
    article.save_revision()
    text = page(desk, f"/admin/pages/{article.pk}/view_draft/")
    assert meta(text, "robots") == ["noindex"]
    assert '<h1 dir="auto">Bürger*innen' in text
